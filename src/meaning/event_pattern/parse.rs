//! From a document to a pattern.

use std::net::IpAddr;

use serde_json::{Map, Value};

use super::{
    Bound, Comparison, DEEPEST, Field, LONGEST, Matcher, Network, Object, PatternError, Test,
    Wildcard,
};

/// The one name in a pattern that is no field's.
const OR: &str = "$or";

pub(super) fn pattern(document: &Value) -> Result<Object, PatternError> {
    let whole = Path(Vec::new());
    let read;
    let document = if let Value::String(text) = document {
        bounded(text, &whole)?;
        read = serde_json::from_str(text).map_err(|_| whole.error("the text is not JSON"))?;
        &read
    } else {
        document
    };
    depth(document, DEEPEST, &whole)?;
    bounded(&document.to_string(), &whole)?;
    let Value::Object(members) = document else {
        return Err(whole.error("a pattern is an object"));
    };
    object(members, &mut Path(Vec::new()))
}

fn bounded(text: &str, whole: &Path<'_>) -> Result<(), PatternError> {
    if text.chars().count() > LONGEST {
        return Err(whole.error(format!("longer than {LONGEST} characters")));
    }
    Ok(())
}

fn depth(value: &Value, left: usize, whole: &Path<'_>) -> Result<(), PatternError> {
    if left == 0 {
        return Err(whole.error(format!("nested deeper than {DEEPEST}")));
    }
    match value {
        Value::Array(elements) => elements
            .iter()
            .try_for_each(|element| depth(element, left - 1, whole)),
        Value::Object(members) => members
            .values()
            .try_for_each(|member| depth(member, left - 1, whole)),
        _ => Ok(()),
    }
}

/// Where the parser is.
struct Path<'a>(Vec<&'a str>);

impl Path<'_> {
    fn error(&self, message: impl Into<String>) -> PatternError {
        PatternError {
            path: self.0.join("."),
            message: message.into(),
        }
    }
}

fn object<'a>(
    members: &'a Map<String, Value>,
    path: &mut Path<'a>,
) -> Result<Object, PatternError> {
    if members.is_empty() {
        return Err(path.error("an empty object matches nothing"));
    }
    let mut parsed = Object::default();
    for (name, member) in members {
        path.0.push(name);
        if name == OR {
            parsed.alternatives = alternatives(member, path)?;
        } else {
            let field = match member {
                Value::Object(members) => Field::Object(object(members, path)?),
                Value::Array(elements) => Field::Values(matchers(elements, path)?),
                _ => return Err(path.error("neither an object nor a list")),
            };
            parsed.fields.push((name.clone(), field));
        }
        path.0.pop();
    }
    Ok(parsed)
}

fn alternatives<'a>(member: &'a Value, path: &mut Path<'a>) -> Result<Vec<Object>, PatternError> {
    let objects: Vec<&Map<String, Value>> = member
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_object)
        .collect();
    // Anything else may be an alternative or a field of that name; EventBridge itself guesses.
    if objects.len() < 2 || member.as_array().map(Vec::len) != Some(objects.len()) {
        return Err(path.error("not a list of two or more objects"));
    }
    // The names of a pattern tell where a field is, and an alternative is where its list is.
    let own = path.0.pop();
    let parsed = objects
        .into_iter()
        .map(|members| object(members, path))
        .collect();
    path.0.extend(own);
    parsed
}

fn matchers(elements: &[Value], path: &Path<'_>) -> Result<Vec<Matcher>, PatternError> {
    if elements.is_empty() {
        return Err(path.error("an empty list matches nothing"));
    }
    elements
        .iter()
        .map(|element| {
            let test = match element {
                Value::Object(members) => operator(members).map_err(|why| path.error(why))?,
                Value::Array(_) => return Err(path.error("a list within a list")),
                literal => Test::Is(literal.clone()),
            };
            Ok(Matcher {
                source: element.clone(),
                test,
            })
        })
        .collect()
}

/// The one member of an object.
fn only(members: &Map<String, Value>) -> Result<(&str, &Value), String> {
    let mut all = members.iter();
    match (all.next(), all.next()) {
        (Some((name, operand)), None) => Ok((name, operand)),
        _ => Err("an operator stands alone in its object".to_owned()),
    }
}

fn operator(members: &Map<String, Value>) -> Result<Test, String> {
    let (name, operand) = only(members)?;
    match (name, operand) {
        ("anything-but", operand) => anything_but(operand),
        ("numeric", Value::Array(terms)) => numeric(terms).map(Test::Numeric),
        ("exists", Value::Bool(exists)) => Ok(Test::Exists(*exists)),
        ("cidr", Value::String(network)) => cidr(network).map(Test::Cidr),
        ("prefix" | "suffix", Value::Object(inner)) => match (name, only(inner)?) {
            ("prefix", ("equals-ignore-case", Value::String(text))) => {
                Ok(Test::PrefixIgnoreCase(text.clone()))
            }
            ("suffix", ("equals-ignore-case", Value::String(text))) => {
                Ok(Test::SuffixIgnoreCase(text.clone()))
            }
            (_, (inner, _)) => Err(not_understood(&format!("{name}: {inner}"))),
        },
        (name, Value::String(text)) => text_operator(name, text),
        (name, _) => Err(not_understood(name)),
    }
}

fn not_understood(operator: &str) -> String {
    format!("the operator `{operator}`, or what it is given, is not known")
}

/// An operator on a text, which may stand within `anything-but` too.
fn text_operator(name: &str, text: &str) -> Result<Test, String> {
    match name {
        "prefix" => Ok(Test::Prefix(text.to_owned())),
        "suffix" => Ok(Test::Suffix(text.to_owned())),
        "equals-ignore-case" => Ok(Test::EqualsIgnoreCase(text.to_owned())),
        "wildcard" => Wildcard::parse(text).map(Test::Wildcard),
        _ => Err(not_understood(name)),
    }
}

fn anything_but(operand: &Value) -> Result<Test, String> {
    let one_or_more = |operand: &Value| match operand {
        Value::Array(elements) => elements.clone(),
        one => vec![one.clone()],
    };
    let (name, values) = match operand {
        Value::Object(inner) => {
            let (name, operand) = only(inner)?;
            (Some(name), one_or_more(operand))
        }
        operand => (None, one_or_more(operand)),
    };
    let tests: Vec<Test> = values
        .iter()
        .map(|value| match (name, value) {
            (Some(name @ ("prefix" | "suffix")), Value::String(text)) if text.is_empty() => {
                Err(format!("an empty {name} leaves nothing"))
            }
            (Some(name), Value::String(text)) => text_operator(name, text),
            (None, Value::String(_)) => Ok(Test::Is(value.clone())),
            (None, Value::Number(_)) => Ok(Test::Numeric(vec![Bound {
                comparison: Comparison::Equal,
                value: number(value)?,
            }])),
            (Some(name), _) => Err(not_understood(&format!("anything-but: {name}"))),
            (None, _) => Err(not_understood("anything-but")),
        })
        .collect::<Result<_, _>>()?;
    let texts = values.iter().filter(|value| value.is_string()).count();
    if values.is_empty() || (texts != 0 && texts != values.len()) {
        return Err("`anything-but` takes texts or numbers".to_owned());
    }
    Ok(Test::AnythingBut(tests))
}

/// A number that EventBridge can compare.
fn number(value: &Value) -> Result<f64, String> {
    value
        .as_f64()
        .filter(|number| number.abs() <= super::evaluate::FARTHEST)
        .ok_or_else(|| format!("{value} is not a number from -5e9 to 5e9"))
}

fn numeric(terms: &[Value]) -> Result<Vec<Bound>, String> {
    let bounds: Vec<Bound> = terms
        .chunks(2)
        .map(|term| {
            let [Value::String(comparison), value] = term else {
                return Err("`numeric` takes pairs of a comparison and a number".to_owned());
            };
            let comparison = match comparison.as_str() {
                "=" => Comparison::Equal,
                "<" => Comparison::Less,
                "<=" => Comparison::LessOrEqual,
                ">" => Comparison::Greater,
                ">=" => Comparison::GreaterOrEqual,
                other => return Err(format!("the comparison `{other}` is not known")),
            };
            let value = number(value)?;
            Ok(Bound { comparison, value })
        })
        .collect::<Result<_, _>>()?;
    let is_low = |bound: &Bound| {
        matches!(
            bound.comparison,
            Comparison::Greater | Comparison::GreaterOrEqual
        )
    };
    let is_high =
        |bound: &Bound| matches!(bound.comparison, Comparison::Less | Comparison::LessOrEqual);
    match bounds.as_slice() {
        [_] => Ok(bounds),
        [low, high] if is_low(low) && is_high(high) => Ok(bounds),
        _ => Err("`numeric` takes one bound, or a lower and an upper one".to_owned()),
    }
}

fn cidr(text: &str) -> Result<Network, String> {
    let network = text.split_once('/').and_then(|(address, bits)| {
        let address: IpAddr = address.parse().ok()?;
        let bits: u32 = bits.parse().ok()?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        (bits <= most).then_some(Network { address, bits })
    });
    network.ok_or_else(|| format!("`{text}` is not a network"))
}
