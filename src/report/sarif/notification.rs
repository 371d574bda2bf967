//! What is to say of the run rather than of a resource: above all what could not be read.

use std::collections::BTreeMap;
use std::io;

use serde_json::value::RawValue;
use serde_json::{Value, json};

use super::super::fold::{Cause, Unread, unread};
use super::super::words;
use super::files::Part;
use super::{location, logical, message, raw};
use crate::model::finding::Status;
use crate::model::report::Report;

/// The bytes that notifications may have together: results are what a file is for.
const BYTES: usize = 2_000_000;
/// The locations of one notification that GitHub shows.
const LOCATIONS: usize = 100;

/// The notifications of a run, and what kinds of them there are.
pub(super) struct Notifications {
    kinds: BTreeMap<String, &'static str>,
    raised: Vec<Box<RawValue>>,
}

impl Notifications {
    /// What a report's verdict rests on, and each cause that left findings of a run's account without a verdict, the worst first.
    pub(super) fn of(report: &Report, run: &Part<'_>) -> io::Result<Self> {
        let mut all = Self {
            kinds: BTreeMap::new(),
            raised: Vec::new(),
        };
        for note in words::notes(report) {
            let kind = ("Note", "what a reader of the verdict has to know");
            all.raise(
                kind,
                json!({ "level": "warning", "message": message(&note) }),
            )?;
        }
        if !run.is_first {
            return Ok(all);
        }
        let mut errors = report.findings_with(Status::Error);
        errors.retain(|finding| finding.subject.account() == run.account);
        let causes = unread(&errors);
        for (at, unread) in causes.iter().enumerate() {
            if all.bytes() > BYTES {
                let others = words::counted((causes.len() - at) as u64, "further cause");
                all.raise(LEFT_OUT, json!({
                    "level": "error",
                    "message": message(&format!("{others} of findings without a verdict left out; the report in JSON has them all")),
                }))?;
                break;
            }
            all.cause(report, unread)?;
        }
        Ok(all)
    }

    fn raise(&mut self, (kind, about): (&str, &'static str), mut value: Value) -> io::Result<()> {
        self.kinds.insert(kind.to_owned(), about);
        value["descriptor"] = json!({ "id": kind });
        self.raised.push(raw(&value)?);
        Ok(())
    }

    fn cause(&mut self, report: &Report, unread: &Unread<'_>) -> io::Result<()> {
        let kind;
        let (kind, mut text) = match unread.cause {
            Cause::Action {
                action,
                kind: gap,
                code,
                resource_type,
            } => {
                let mut text = format!("{action} in {}: {}", unread.place(), gap.as_words());
                for detail in [resource_type, code, unread.messages.first().copied()]
                    .into_iter()
                    .flatten()
                {
                    text.push_str(&format!("; {detail}"));
                }
                text.push_str(&format!(". Help: {}", words::help(action, gap)));
                kind = format!("{gap:?}");
                ((kind.as_str(), gap.as_words()), text)
            }
            Cause::Policy { control, message } => (
                ("PolicyError", "a policy could not be evaluated"),
                format!("{control}: {message}"),
            ),
        };
        let controls = unread.controls.iter().copied();
        text.push_str(&format!(
            ". Without a verdict: {} of {}",
            words::counted(unread.findings.len() as u64, "finding"),
            words::some_of(controls, words::NAMED)
        ));
        let seen = unread
            .findings
            .iter()
            .filter(|finding| !finding.outcome.violations().is_empty());
        let seen = seen.map(|finding| {
            let violations = finding.outcome.violations().iter().map(words::violation);
            format!("{}: {}", finding.subject.id(), words::joined(violations))
        });
        let seen: Vec<String> = seen.take(words::NAMED).collect();
        if !seen.is_empty() {
            text.push_str(&format!(
                ". Seen to be wrong all the same: {}",
                seen.join("; ")
            ));
        }
        let control = unread.controls.iter().find_map(|id| report.control(id));
        let mut places = vec![location(control, None)];
        if !unread.resources.is_empty() {
            let resources = unread.resources.iter().take(LOCATIONS);
            places[0]["logicalLocations"] = resources.map(|id| logical(id, "resource")).collect();
        }
        self.raise(
            kind,
            json!({
                "level": "error",
                "message": message(&text),
                "locations": places,
                "properties": {
                    "severity": unread.worst,
                    "findings": unread.findings.len(),
                    "controls": unread.controls.iter().take(LOCATIONS).collect::<Vec<_>>(),
                },
            }),
        )
    }

    /// The bytes that the notifications take in the file.
    fn bytes(&self) -> usize {
        self.raised.iter().map(|value| value.get().len()).sum()
    }

    /// The kinds and the notifications themselves.
    pub(super) fn finish(self) -> (Vec<Value>, Vec<Box<RawValue>>) {
        let kinds = self.kinds.into_iter();
        let kinds =
            kinds.map(|(id, about)| json!({ "id": id, "shortDescription": { "text": about } }));
        (kinds.collect(), self.raised)
    }
}

const LEFT_OUT: (&str, &str) = (
    "LeftOut",
    "something that the limits of the format leave no room for",
);
