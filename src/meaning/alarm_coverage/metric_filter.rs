//! Metric filters: their patterns are asked about events as CloudTrail writes them to a log group.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{AlarmCoverage, Doubt, NATURE, OTHER, Pattern, Probe, Sample, coverages};
use crate::meaning::filter_pattern::{
    FilterPattern, Operand, Operator, Selector, Step, SyntaxError, TermKind, Test,
};

/// What a filter pattern is, and which alarms it can feed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct FilterPatternMeaning {
    /// Which form the pattern has.
    pub form: PatternForm,
    /// Why the text is no pattern.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<SyntaxError>,
    /// The alarms of which the pattern matches a required or an extended event, in alphabetical order.
    pub alarms: Vec<AlarmCoverage>,
}

/// The forms of a filter pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PatternForm {
    /// A condition on the fields of JSON events.
    Json,
    /// Terms in the text of events.
    Terms,
    /// Conditions on the words of events. No such pattern says anything of a CloudTrail event; it is not evaluated.
    SpaceDelimited,
    /// No pattern.
    Invalid,
}

/// What a filter pattern means for the alarms that we know.
pub fn meaning_of(text: &str) -> FilterPatternMeaning {
    match FilterPattern::parse(text) {
        Ok(pattern) => FilterPatternMeaning {
            form: match pattern {
                FilterPattern::Json(_) => PatternForm::Json,
                FilterPattern::Terms(_) => PatternForm::Terms,
                FilterPattern::SpaceDelimited(_) => PatternForm::SpaceDelimited,
            },
            error: None,
            alarms: coverages(&pattern),
        },
        Err(error) => FilterPatternMeaning {
            form: PatternForm::Invalid,
            error: Some(error),
            alarms: Vec::new(),
        },
    }
}

impl Pattern for FilterPattern {
    fn matches(&self, sample: &Sample) -> bool {
        self.matches_json(sample.logged()).unwrap_or(false)
    }

    fn doubts(&self) -> Vec<Doubt> {
        let mut doubts = Vec::new();
        if let Self::Terms(terms) = self {
            let excluded = terms.iter().filter(|term| term.kind == TermKind::Excluded);
            doubts.extend(excluded.map(|term| Doubt {
                test: Self::Terms(vec![term.clone()]).to_string(),
                field: String::new(),
                probe: None,
            }));
        }
        doubts.extend(
            self.tests()
                .into_iter()
                .filter_map(|(selector, test)| doubt(selector, test)),
        );
        doubts
    }
}

fn doubt(selector: &Selector, test: &Test) -> Option<Doubt> {
    let field = selector.to_string();
    let value = match test {
        Test::NotExists | Test::IsNull => Some("*"),
        Test::Compare(Operator::NotEqual, Operand::Text(text)) => Some(text.trim_matches('*')),
        Test::Compare(Operator::NotEqual, Operand::Number(number)) => Some(number.as_str()),
        // No text can be made up from a regular expression; that it leaves something out is in its nature.
        Test::Compare(Operator::NotEqual, Operand::Regex(_)) => None,
        Test::Compare(Operator::Equal, _) if !NATURE.contains(&field.as_str()) => Some(OTHER),
        _ => return None,
    };
    let probe = match value {
        None => None,
        Some(value) => Some(Probe {
            path: path(selector)?,
            value: Value::String(value.to_owned()),
            name: value.to_owned(),
        }),
    };
    Some(Doubt {
        test: format!("{selector}{test}"),
        field,
        probe,
    })
}

/// Where a selector points to in an event that EventBridge delivers; `None` where that is no single place.
fn path(selector: &Selector) -> Option<Vec<String>> {
    let names = selector.0.iter().map(|step| match step {
        Step::Property(name) => Some(name.clone()),
        Step::Element(_) | Step::Any => None,
    });
    std::iter::once(Some("detail".to_owned()))
        .chain(names)
        .collect()
}
