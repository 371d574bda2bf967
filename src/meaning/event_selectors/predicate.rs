//! Selectors as predicates on an event's fields, and how much of a class of events a set of them covers.
//!
//! A predicate compares fields with whole values, beginnings and endings. Of the endless many values that a field may
//! have, a finite few tell all that there is to tell: two values that agree with every beginning, every ending and every
//! whole value in the same way are treated the same. So a class is covered exactly if these few are.

use std::collections::{BTreeMap, BTreeSet};

use super::{Narrowing, Recorded};

/// The most combinations of values that are tried. Beyond it, what is recorded counts as a part, never as everything.
const MOST: usize = 20_000;

/// A character that stands in no selector, and so for whatever no selector names.
const OTHER: char = '\u{1}';

/// How a field is compared with a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum By {
    Equal,
    Start,
    End,
}

/// Conditions that must all hold of an event.
#[derive(Clone, Debug)]
pub(super) struct Predicate {
    /// The trail that it is of.
    pub(super) trail: String,
    pub(super) conditions: Vec<Condition>,
}

/// What one field must be: one of the selecting comparisons, if there are any, and none of the deselecting ones.
#[derive(Clone, Debug)]
pub(super) struct Condition {
    pub(super) field: String,
    pub(super) selects: Vec<(By, String)>,
    pub(super) deselects: Vec<(By, String)>,
    /// Whether the selector says more of the field than is understood.
    pub(super) is_unknown: bool,
}

impl By {
    fn holds(self, wanted: &str, value: &str) -> bool {
        match self {
            Self::Equal => value == wanted,
            Self::Start => value.starts_with(wanted),
            Self::End => value.ends_with(wanted),
        }
    }
}

impl Condition {
    pub(super) fn new(field: &str) -> Self {
        Self {
            field: field.to_owned(),
            selects: Vec::new(),
            deselects: Vec::new(),
            is_unknown: false,
        }
    }

    pub(super) fn select(mut self, by: By, values: impl IntoIterator<Item = String>) -> Self {
        self.selects
            .extend(values.into_iter().map(|value| (by, value)));
        self
    }

    pub(super) fn deselect(mut self, by: By, values: impl IntoIterator<Item = String>) -> Self {
        self.deselects
            .extend(values.into_iter().map(|value| (by, value)));
        self
    }

    pub(super) fn unknown(mut self) -> Self {
        self.is_unknown = true;
        self
    }

    fn admits(&self, value: &str) -> bool {
        let any = |comparisons: &[(By, String)]| {
            comparisons
                .iter()
                .any(|(by, wanted)| by.holds(wanted, value))
        };
        (self.selects.is_empty() || any(&self.selects)) && !any(&self.deselects)
    }
}

impl Predicate {
    /// Whether a value of a field is no reason to leave an event out.
    pub(super) fn admits(&self, field: &str, value: &str) -> bool {
        self.conditions
            .iter()
            .filter(|condition| condition.field == field)
            .all(|condition| condition.admits(value))
    }

    /// The values with which a field is compared.
    pub(super) fn values<'a>(&'a self, field: &'a str) -> impl Iterator<Item = (By, &'a str)> {
        self.conditions
            .iter()
            .filter(move |condition| condition.field == field)
            .flat_map(|condition| condition.selects.iter().chain(&condition.deselects))
            .map(|(by, value)| (*by, value.as_str()))
    }

    pub(super) fn narrowings(&self) -> Vec<Narrowing> {
        let mut found = Vec::new();
        for condition in &self.conditions {
            for (comparisons, selects) in
                [(&condition.selects, true), (&condition.deselects, false)]
            {
                let mut by_operator: BTreeMap<&str, Vec<String>> = BTreeMap::new();
                for (by, value) in comparisons {
                    let operator = match (by, selects) {
                        (By::Equal, true) => "Equals",
                        (By::Start, true) => "StartsWith",
                        (By::End, true) => "EndsWith",
                        (By::Equal, false) => "NotEquals",
                        (By::Start, false) => "NotStartsWith",
                        (By::End, false) => "NotEndsWith",
                    };
                    by_operator.entry(operator).or_default().push(value.clone());
                }
                found.extend(by_operator.into_iter().map(|(operator, values)| Narrowing {
                    field: condition.field.clone(),
                    operator: operator.to_owned(),
                    values,
                }));
            }
            if condition.is_unknown {
                found.push(Narrowing {
                    field: condition.field.clone(),
                    operator: "Unknown".to_owned(),
                    values: Vec::new(),
                });
            }
        }
        found
    }
}

/// How much of a class of events is covered, and by which predicates.
///
/// The class has fixed values for some fields, and may have one field of which only the beginning is fixed.
pub(super) fn coverage<'a>(
    predicates: &'a [Predicate],
    class: &[(&str, &str)],
    below: Option<(&str, &str)>,
) -> (Recorded, Vec<&'a Predicate>) {
    let relevant: Vec<&Predicate> = predicates
        .iter()
        .filter(|predicate| {
            class
                .iter()
                .all(|(field, value)| predicate.admits(field, value))
        })
        .collect();
    let free = |condition: &&Condition| !class.iter().any(|(field, _)| *field == condition.field);
    let is_whole = |predicate: &&&Predicate| {
        !predicate
            .conditions
            .iter()
            .any(|condition| condition.is_unknown || free(&condition))
    };
    let whole: Vec<&Predicate> = relevant.iter().filter(is_whole).copied().collect();
    if !whole.is_empty() {
        return (Recorded::All, whole);
    }
    let fields: BTreeSet<&str> = relevant
        .iter()
        .flat_map(|predicate| &predicate.conditions)
        .filter(free)
        .map(|condition| condition.field.as_str())
        .collect();
    let values: Vec<(&str, Vec<String>)> = fields
        .into_iter()
        .map(|field| {
            let start = below
                .filter(|(of, _)| *of == field)
                .map_or("", |(_, start)| start);
            (field, telling_values(&relevant, field, start))
        })
        .collect();
    let combinations = values
        .iter()
        .try_fold(1_usize, |product, (_, of_field)| {
            product.checked_mul(of_field.len())
        })
        .filter(|combinations| *combinations <= MOST);
    let Some(combinations) = combinations else {
        return (Recorded::Part, relevant);
    };
    let mut covered = 0;
    let mut by = vec![false; relevant.len()];
    for combination in 0..combinations {
        let mut rest = combination;
        let event: Vec<(&str, &str)> = values
            .iter()
            .map(|(field, of_field)| {
                let value = &of_field[rest % of_field.len()];
                rest /= of_field.len();
                (*field, value.as_str())
            })
            .collect();
        let mut is_covered = false;
        for (index, predicate) in relevant.iter().enumerate() {
            if event
                .iter()
                .all(|(field, value)| predicate.admits(field, value))
            {
                by[index] = true;
                is_covered |= !predicate
                    .conditions
                    .iter()
                    .any(|condition| condition.is_unknown);
            }
        }
        covered += usize::from(is_covered);
    }
    let by: Vec<&Predicate> = relevant
        .into_iter()
        .zip(by)
        .filter_map(|(predicate, is_one)| is_one.then_some(predicate))
        .collect();
    let recorded = if by.is_empty() {
        Recorded::None
    } else if covered == combinations {
        Recorded::All
    } else {
        Recorded::Part
    };
    (recorded, by)
}

/// Values of a field that stand for all that begin with `start`.
fn telling_values(predicates: &[&Predicate], field: &str, start: &str) -> Vec<String> {
    let mut starts = BTreeSet::from([start]);
    let mut ends = BTreeSet::from([""]);
    let mut values = BTreeSet::new();
    for (by, value) in predicates
        .iter()
        .flat_map(|predicate| predicate.values(field))
    {
        values.insert(value.to_owned());
        match by {
            By::Equal => {}
            By::Start => {
                starts.insert(value);
            }
            By::End => {
                ends.insert(value);
            }
        }
    }
    values.insert(start.to_owned());
    for start in &starts {
        for end in &ends {
            values.insert(format!("{start}{OTHER}{end}"));
        }
    }
    values.retain(|value| value.starts_with(start) && !value.is_empty());
    values.into_iter().collect()
}
