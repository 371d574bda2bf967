//! A policy document as statements. What is not understood of a statement leaves the whole statement out, and is named.

use serde_json::{Map, Value};

use super::{Covered, Grantee, GranteeKind};

/// A statement of which everything is understood.
#[derive(Clone, Debug)]
pub(super) struct Statement {
    pub(super) label: String,
    pub(super) effect: Effect,
    pub(super) principals: Principals,
    pub(super) actions: Patterns,
    pub(super) resources: Patterns,
    pub(super) conditions: Vec<Condition>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Effect {
    Allow,
    Deny,
}

/// `Principal`, or what `NotPrincipal` leaves out.
#[derive(Clone, Debug)]
pub(super) struct Principals {
    pub(super) is_negated: bool,
    pub(super) list: Vec<Principal>,
}

#[derive(Clone, Debug)]
pub(super) struct Principal {
    pub(super) grantee: Grantee,
}

/// `Action` or `Resource`, or what `NotAction` or `NotResource` leaves out.
#[derive(Clone, Debug)]
pub(super) struct Patterns {
    pub(super) is_negated: bool,
    pub(super) patterns: Vec<String>,
}

/// A condition: `ForAnyValue:StringLikeIfExists` is the operator `stringlike` for any value if it exists.
#[derive(Clone, Debug)]
pub(super) struct Condition {
    /// In lower case, without what stands before and behind it.
    pub(super) operator: String,
    pub(super) for_any: bool,
    pub(super) for_all: bool,
    pub(super) if_exists: bool,
    /// As it is written.
    pub(super) key: String,
    pub(super) values: Vec<String>,
}

const ELEMENTS: [&str; 9] = [
    "Sid",
    "Effect",
    "Principal",
    "NotPrincipal",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Condition",
];

const OPERATORS: [&str; 27] = [
    "stringequals",
    "stringnotequals",
    "stringequalsignorecase",
    "stringnotequalsignorecase",
    "stringlike",
    "stringnotlike",
    "numericequals",
    "numericnotequals",
    "numericlessthan",
    "numericlessthanequals",
    "numericgreaterthan",
    "numericgreaterthanequals",
    "dateequals",
    "datenotequals",
    "datelessthan",
    "datelessthanequals",
    "dategreaterthan",
    "dategreaterthanequals",
    "bool",
    "binaryequals",
    "ipaddress",
    "notipaddress",
    "arnequals",
    "arnlike",
    "arnnotequals",
    "arnnotlike",
    "null",
];

impl Principal {
    pub(super) fn everyone(spelling: &str) -> Self {
        Self::new(GranteeKind::Everyone, spelling, None)
    }

    fn new(kind: GranteeKind, id: &str, account_id: Option<String>) -> Self {
        Self {
            grantee: Grantee {
                kind,
                id: id.to_owned(),
                account_id,
            },
        }
    }
}

impl Patterns {
    pub(super) fn covered(&self) -> Covered {
        Covered {
            all_except: self.is_negated,
            patterns: self.patterns.clone(),
        }
    }
}

/// The statements of a document, and what is not understood in it.
pub(super) fn statements(document: &Value) -> (Vec<Statement>, Vec<String>) {
    let mut unknown = Vec::new();
    let Some(written) = document.get("Statement") else {
        return (
            Vec::new(),
            vec!["the document has no statements".to_owned()],
        );
    };
    let one;
    let written = match written {
        Value::Array(list) => list.as_slice(),
        other => {
            one = [other.clone()];
            &one
        }
    };
    let mut statements = Vec::new();
    for (index, value) in written.iter().enumerate() {
        let place = format!("#{}", index + 1);
        let Value::Object(object) = value else {
            unknown.push(format!("{place}: the statement is no object"));
            continue;
        };
        let label = match object.get("Sid").and_then(Value::as_str) {
            Some(sid) if !sid.is_empty() => sid.to_owned(),
            _ => place,
        };
        match statement(&label, object) {
            Ok(statement) => statements.push(statement),
            Err(what) => unknown.push(format!("{label}: {what}")),
        }
    }
    (statements, unknown)
}

fn statement(label: &str, object: &Map<String, Value>) -> Result<Statement, String> {
    if let Some(element) = object
        .keys()
        .find(|element| !ELEMENTS.contains(&element.as_str()))
    {
        return Err(format!("the element {element} is not known"));
    }
    let effect = match object.get("Effect").and_then(Value::as_str) {
        Some("Allow") => Effect::Allow,
        Some("Deny") => Effect::Deny,
        _ => return Err("the effect is neither Allow nor Deny".to_owned()),
    };
    let (is_negated, principal) = either(object, "Principal", "NotPrincipal")?;
    let principals = Principals {
        is_negated,
        list: principals(principal)?,
    };
    let patterns = |(is_negated, value)| -> Result<Patterns, String> {
        Ok(Patterns {
            is_negated,
            patterns: words(value)?,
        })
    };
    let actions = patterns(either(object, "Action", "NotAction")?)?;
    let resources = patterns(either(object, "Resource", "NotResource")?)?;
    Ok(Statement {
        label: label.to_owned(),
        effect,
        principals,
        actions,
        resources,
        conditions: conditions(object.get("Condition"))?,
    })
}

/// One of two elements of which a statement has exactly one.
fn either<'a>(
    object: &'a Map<String, Value>,
    plain: &str,
    negated: &str,
) -> Result<(bool, &'a Value), String> {
    match (object.get(plain), object.get(negated)) {
        (Some(value), None) => Ok((false, value)),
        (None, Some(value)) => Ok((true, value)),
        (None, None) => Err(format!("there is neither {plain} nor {negated}")),
        (Some(_), Some(_)) => Err(format!("there are both {plain} and {negated}")),
    }
}

/// One value or a list of them, as text.
fn words(value: &Value) -> Result<Vec<String>, String> {
    let word = |value: &Value| match value {
        Value::String(text) => Ok(text.clone()),
        Value::Bool(truth) => Ok(truth.to_string()),
        Value::Number(number) => Ok(number.to_string()),
        other => Err(format!("{other} is no text")),
    };
    match value {
        Value::Array(list) => list.iter().map(word).collect(),
        other => Ok(vec![word(other)?]),
    }
}

fn principals(value: &Value) -> Result<Vec<Principal>, String> {
    let Value::Object(kinds) = value else {
        return words(value)?.iter().map(|id| aws(id)).collect();
    };
    let mut list = Vec::new();
    for (kind, ids) in kinds {
        for id in words(ids)? {
            list.push(match kind.as_str() {
                "AWS" | "*" => aws(&id)?,
                _ if id.contains('*') => Principal::everyone(&format!("{kind}: {id}")),
                "Service" => Principal::new(GranteeKind::Service, &id, None),
                "Federated" => Principal::new(GranteeKind::Federated, &id, account_of(&id)),
                "CanonicalUser" => Principal::new(GranteeKind::CanonicalUser, &id, None),
                _ => return Err(format!("the kind of principal {kind} is not known")),
            });
        }
    }
    Ok(list)
}

/// An AWS principal: everyone, an account, an ARN, or the id that is left of one that was deleted.
fn aws(id: &str) -> Result<Principal, String> {
    if id.contains('*') {
        // Only the whole wildcard is documented; whatever a part of one matches, it is not a fixed principal.
        return Ok(Principal::everyone(id));
    }
    let is_id = id.len() >= 16 && id.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if is_account(id) {
        Ok(Principal::new(GranteeKind::Aws, id, Some(id.to_owned())))
    } else if id.starts_with("arn:") || is_id {
        Ok(Principal::new(GranteeKind::Aws, id, account_of(id)))
    } else {
        Err(format!("the principal {id} is not known"))
    }
}

pub(super) fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The account in an ARN.
pub(super) fn account_of(arn: &str) -> Option<String> {
    let account = arn.strip_prefix("arn:")?.split(':').nth(3)?;
    is_account(account).then(|| account.to_owned())
}

fn conditions(value: Option<&Value>) -> Result<Vec<Condition>, String> {
    let mut conditions = Vec::new();
    let operators = match value {
        None | Some(Value::Null) => return Ok(conditions),
        Some(Value::Object(operators)) => operators,
        Some(_) => return Err("the condition is no object".to_owned()),
    };
    for (written, keys) in operators {
        let lower = written.to_ascii_lowercase();
        let (for_any, rest) = strip(&lower, "foranyvalue:");
        let (for_all, rest) = strip(rest, "forallvalues:");
        let (if_exists, operator) = match rest.strip_suffix("ifexists") {
            Some(operator) => (true, operator),
            None => (false, rest),
        };
        if !OPERATORS.contains(&operator) {
            return Err(format!("the condition operator {written} is not known"));
        }
        let Value::Object(keys) = keys else {
            return Err(format!("the condition {written} is no object"));
        };
        for (key, values) in keys {
            conditions.push(Condition {
                operator: operator.to_owned(),
                for_any,
                for_all,
                if_exists,
                key: key.clone(),
                values: words(values)?,
            });
        }
    }
    Ok(conditions)
}

fn strip<'a>(text: &'a str, prefix: &str) -> (bool, &'a str) {
    match text.strip_prefix(prefix) {
        Some(rest) => (true, rest),
        None => (false, text),
    }
}
