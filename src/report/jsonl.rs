//! JSON Lines, for programs that do not want to hold an organization's report in memory.
//!
//! Each line is an object with one key that says what it is, as in a snapshot: the header, the controls, the findings,
//! the gaps, the coverage, and at the end the summary, without which a file is cut off. The types are those of the
//! report in JSON.

use std::io::{self, Write};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::json::wire;
use super::{Reporter, Style, visible_json};
use crate::model::report::Report;

/// The JSON Lines format.
pub struct JsonLines;

impl Reporter for JsonLines {
    fn name(&self) -> &'static str {
        "jsonl"
    }

    fn about(&self) -> &'static str {
        "for programs that stream: a finding a line, in the types of the report in JSON"
    }

    fn write(&self, report: &Report, _: Style, out: &mut dyn Write) -> io::Result<()> {
        let mut out = io::BufWriter::new(out);
        let mut line = |line: Line| visible_json::write_line(&mut out, &line);
        let document = wire::Document::around(report, ());
        line(Line::Header(Header {
            schema_version: document.schema_version,
            tool: document.tool,
            gate: document.gate,
            snapshot: document.snapshot,
            waivers: document.waivers,
            baseline: document.baseline,
        }))?;
        for control in document.controls {
            line(Line::Control(control))?;
        }
        for finding in &report.findings {
            line(Line::Finding(wire::Finding::of(report, finding)))?;
        }
        for gap in document.gaps {
            line(Line::Gap(gap))?;
        }
        for coverage in document.coverage {
            line(Line::Coverage(coverage))?;
        }
        line(Line::Summary(Summary {
            verdict: document.verdict,
            findings: document.summary,
        }))?;
        out.flush()
    }
}

/// A line: an object with one key.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Line {
    /// The first line.
    Header(Header),
    /// A control that was evaluated.
    Control(wire::Control),
    /// The answer for one pair of control and subject.
    Finding(wire::Finding),
    /// Something that could not be read.
    Gap(wire::Gap),
    /// An operation that was performed in a place.
    Coverage(wire::Coverage),
    /// The last line.
    Summary(Summary),
}

/// What is known before the findings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Header {
    /// The version of the report's format, the same as of the report in JSON.
    pub schema_version: u32,
    /// The program that wrote the report, with its version.
    pub tool: String,
    /// What decided whether a failure counts.
    pub gate: wire::Gate,
    /// The snapshot that was judged.
    pub snapshot: wire::Snapshot,
    /// The waivers, where a file of them was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waivers: Option<wire::Waivers>,
    /// The failures that were known before, where they were given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub baseline: Option<wire::Baseline>,
}

/// What the findings come to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Summary {
    /// The judgement of the whole run.
    pub verdict: wire::Verdict,
    /// Findings in numbers.
    pub findings: wire::Summary,
}

/// The JSON Schema of a line.
pub fn schema() -> serde_json::Value {
    schemars::schema_for!(Line).to_value()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::escape::is_hidden;
    use crate::report::sample;

    fn text(report: &Report) -> String {
        sample::rendered(&JsonLines, report, Style::default())
    }

    fn lines(report: &Report) -> Vec<Line> {
        let text = text(report);
        let lines = text.lines();
        lines
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }

    #[test]
    fn a_report_with_everything() {
        insta::assert_snapshot!(text(&sample::report()));
    }

    #[test]
    fn hostile_strings() {
        let text = text(&sample::hostile());
        assert!(!text.contains(|c| is_hidden(c) && c != '\n'), "{text}");
        insta::assert_snapshot!(text);
    }

    #[test]
    fn the_lines_are_the_report() {
        for report in [sample::report(), sample::hostile(), sample::empty()] {
            let expected = wire::Report::from(&report);
            let mut lines = lines(&report).into_iter();
            let Some(Line::Header(header)) = lines.next() else {
                panic!("the first line is the header");
            };
            assert_eq!(header.schema_version, expected.schema_version);
            assert_eq!(header.snapshot, expected.snapshot);
            let Some(Line::Summary(summary)) = lines.next_back() else {
                panic!("the last line is the summary");
            };
            assert_eq!(summary.findings, expected.summary);
            assert_eq!(summary.verdict, expected.verdict);
            let (mut controls, mut findings, mut gaps, mut coverage) =
                (vec![], vec![], vec![], vec![]);
            for line in lines {
                match line {
                    Line::Control(control) => controls.push(control),
                    Line::Finding(finding) => findings.push(finding),
                    Line::Gap(gap) => gaps.push(gap),
                    Line::Coverage(covered) => coverage.push(covered),
                    Line::Header(_) | Line::Summary(_) => panic!("there is one of each"),
                }
            }
            assert_eq!(controls, expected.controls);
            assert_eq!(findings, expected.findings);
            assert_eq!(gaps, expected.gaps);
            assert_eq!(coverage, expected.coverage);
        }
    }

    #[test]
    fn lines_fit_their_schema() {
        let validator = jsonschema::validator_for(&schema()).unwrap();
        for report in [sample::report(), sample::hostile(), sample::empty()] {
            for line in text(&report).lines() {
                let value = serde_json::from_str(line).unwrap();
                assert!(validator.is_valid(&value), "{line}");
            }
        }
        assert!(!validator.is_valid(&serde_json::json!({"findings": {}})));
    }

    /// A writer that remembers the longest piece that it was given.
    struct Longest(usize);

    impl Write for Longest {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0 = self.0.max(bytes.len());
            Ok(bytes.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_hundred_thousand_findings_pass_through_a_small_buffer() {
        let report = sample::failing(100_000);
        let mut out = Longest(0);
        JsonLines
            .write(&report, Style::default(), &mut out)
            .unwrap();
        assert!(out.0 > 0 && out.0 <= 16 * 1024, "{} bytes", out.0);
    }
}
