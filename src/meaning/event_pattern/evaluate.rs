//! Whether a pattern matches an event.

use std::cmp::Ordering;
use std::net::IpAddr;

use serde_json::{Map, Value};

use super::{Bound, Comparison, Field, Network, Object, Test};

/// The numbers that are compared lie between this and its negative.
pub(super) const FARTHEST: f64 = 5e9;

/// Whether what is at a place of an event, or nothing where it has no such place, is as an object of the pattern wants it.
pub(super) fn object(wanted: &Object, found: Option<&Value>) -> bool {
    let mut objects = Vec::new();
    if let Some(found) = found {
        flatten(found, &mut |value| objects.extend(value.as_object()));
    }
    if objects.is_empty() {
        // Where there is no object, every field of it is absent.
        return members(wanted, None);
    }
    objects
        .into_iter()
        .any(|object| members(wanted, Some(object)))
}

fn members(wanted: &Object, found: Option<&Map<String, Value>>) -> bool {
    let fields = wanted.fields.iter().all(|(name, field)| {
        let found = found.and_then(|members| members.get(name));
        match field {
            Field::Object(wanted) => object(wanted, found),
            Field::Values(matchers) => {
                let values = values(found);
                matchers.iter().any(|matcher| match matcher.test {
                    Test::Exists(exists) => exists != values.is_empty(),
                    ref test => values.iter().any(|value| holds(test, value)),
                })
            }
        }
    });
    fields
        && (wanted.alternatives.is_empty()
            || wanted
                .alternatives
                .iter()
                .any(|alternative| members(alternative, found)))
}

/// The values at a place: the one that is there, or those of an array. An object is no value.
fn values(found: Option<&Value>) -> Vec<&Value> {
    let mut values = Vec::new();
    if let Some(found) = found {
        flatten(found, &mut |value| {
            if !value.is_object() {
                values.push(value);
            }
        });
    }
    values
}

/// Visits a value, or the elements of an array and of the arrays within it.
fn flatten<'e>(value: &'e Value, visit: &mut impl FnMut(&'e Value)) {
    match value {
        Value::Array(elements) => {
            for element in elements {
                flatten(element, visit);
            }
        }
        value => visit(value),
    }
}

fn holds(test: &Test, value: &Value) -> bool {
    let text = value.as_str();
    let has = |test: &dyn Fn(&str) -> bool| text.is_some_and(test);
    match test {
        Test::Is(wanted) => wanted == value || is_same_address(wanted, value),
        Test::Prefix(prefix) => has(&|text| text.starts_with(prefix)),
        Test::PrefixIgnoreCase(prefix) => {
            has(&|text| text.to_lowercase().starts_with(&prefix.to_lowercase()))
        }
        Test::Suffix(suffix) => has(&|text| text.ends_with(suffix)),
        Test::SuffixIgnoreCase(suffix) => {
            has(&|text| text.to_lowercase().ends_with(&suffix.to_lowercase()))
        }
        Test::EqualsIgnoreCase(wanted) => has(&|text| text.to_lowercase() == wanted.to_lowercase()),
        Test::Wildcard(wildcard) => has(&|text| wildcard.is_match(text)),
        Test::Numeric(bounds) => value
            .as_f64()
            .is_some_and(|number| bounds.iter().all(|bound| is_within(number, bound))),
        Test::Cidr(network) => has(&|text| {
            text.parse()
                .is_ok_and(|address| is_of_network(address, network))
        }),
        Test::Exists(exists) => *exists,
        Test::AnythingBut(tests) => !tests.iter().any(|test| holds(test, value)),
    }
}

fn is_same_address(wanted: &Value, value: &Value) -> bool {
    let address = |value: &Value| value.as_str()?.parse::<IpAddr>().ok();
    address(wanted).is_some_and(|wanted| address(value) == Some(wanted))
}

fn is_within(number: f64, bound: &Bound) -> bool {
    if number.abs() > FARTHEST {
        return false;
    }
    // Six digits after the point, as EventBridge keeps them.
    let kept = |number: f64| ((FARTHEST + number) * 1e6).trunc();
    let order = kept(number).partial_cmp(&kept(bound.value));
    match bound.comparison {
        Comparison::Equal => order == Some(Ordering::Equal),
        Comparison::Less => order == Some(Ordering::Less),
        Comparison::LessOrEqual => matches!(order, Some(Ordering::Less | Ordering::Equal)),
        Comparison::Greater => order == Some(Ordering::Greater),
        Comparison::GreaterOrEqual => matches!(order, Some(Ordering::Greater | Ordering::Equal)),
    }
}

fn is_of_network(address: IpAddr, network: &Network) -> bool {
    let (one, other, width) = match (address, network.address) {
        (IpAddr::V4(one), IpAddr::V4(other)) => {
            (u128::from(one.to_bits()), u128::from(other.to_bits()), 32)
        }
        (IpAddr::V6(one), IpAddr::V6(other)) => (one.to_bits(), other.to_bits(), 128),
        _ => return false,
    };
    // Without a bit in common every address is of the network.
    (one ^ other)
        .checked_shr(width - network.bits)
        .is_none_or(|difference| difference == 0)
}
