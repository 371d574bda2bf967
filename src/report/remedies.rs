//! What a report proposes, as a file to go through by hand: every command and every block commented out, grouped by account
//! and region.
//!
//! It is made from a report file, and nothing of that is trusted. Each line of the file is a comment, but for those of its head
//! that are written here.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io::{self, Write};

use super::escape::{terminal, visible};
use super::json::wire::{Finding, Report, Subject};
use super::words::counted;
use crate::model::finding::Status;

/// The language of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// A script for Bash.
    Shell,
    /// Blocks of Terraform.
    Terraform,
}

impl Language {
    fn head(self) -> &'static str {
        match self {
            Self::Shell => {
                "#!/usr/bin/env bash\n\
                 ## Commands that mend what assize found, each commented out: nothing runs until you uncomment it.\n\
                 ## Words in capitals and the files behind `file://` are yours to fill in. Read a command before you run it.\n"
            }
            Self::Terraform => {
                "## Blocks of Terraform that mend what assize found, each commented out: nothing applies until you uncomment it.\n\
                 ## Words in capitals are yours to fill in. Where a resource is managed already, change its own block instead.\n"
            }
        }
    }

    fn remedy(self, finding: &Finding) -> Option<&str> {
        match self {
            Self::Shell => finding.remediation.as_deref(),
            Self::Terraform => finding.remediation_terraform.as_deref(),
        }
    }

    fn nothing(self) -> &'static str {
        match self {
            Self::Shell => "no command is known",
            Self::Terraform => "no Terraform is known",
        }
    }
}

/// Writes the file.
///
/// # Errors
/// The writer's own.
pub fn write(report: &Report, language: Language, out: &mut dyn Write) -> io::Result<()> {
    let mut places: BTreeMap<(&str, &str), Vec<&Finding>> = BTreeMap::new();
    let mut waived = 0;
    let mut without_verdict = 0;
    for finding in &report.findings {
        match finding.status {
            Status::Waived => waived += 1,
            Status::Error if finding.violations.is_empty() => without_verdict += 1,
            _ if finding.violations.is_empty() => {}
            _ => places
                .entry(place(&finding.subject))
                .or_default()
                .push(finding),
        }
    }
    out.write_all(language.head().as_bytes())?;
    prose(
        out,
        &format!(
            "Of the snapshot of {}, judged by {}.",
            report.snapshot.collected_at, report.tool
        ),
    )?;
    let findings: usize = places.values().map(Vec::len).sum();
    prose(out, &format!("{}.", counted(findings as u64, "finding")))?;
    if without_verdict > 0 {
        let findings = counted(without_verdict, "finding");
        prose(
            out,
            &format!("{findings} without a verdict: nothing is proposed there."),
        )?;
    }
    if waived > 0 {
        let findings = counted(waived, "finding");
        prose(out, &format!("{findings} waived, and left out."))?;
    }
    if language == Language::Shell {
        out.write_all(b"set -euo pipefail\n")?;
    }
    for ((account, region), mut findings) in places {
        out.write_all(b"\n")?;
        prose(out, &format!("==== account {account}, {region}"))?;
        findings.sort_by_key(|finding| {
            (
                Reverse(finding.severity),
                &finding.control,
                finding.subject.id(),
            )
        });
        for finding in findings {
            out.write_all(b"\n")?;
            one(report, finding, language, out)?;
        }
    }
    out.flush()
}

/// One finding: what it is, and what mends it.
fn one(
    report: &Report,
    finding: &Finding,
    language: Language,
    out: &mut dyn Write,
) -> io::Result<()> {
    let control = report
        .controls
        .iter()
        .find(|control| control.id == finding.control);
    let title = control.map_or("", |control| control.title.as_str());
    let Finding {
        status,
        severity,
        control,
        ..
    } = finding;
    prose(out, &format!("{status} {severity} {control}: {title}"))?;
    prose(out, &format!("  {}", finding.subject.id()))?;
    for violation in &finding.violations {
        prose(out, &format!("  {}", violation.message))?;
    }
    if let Some(console) = &finding.remediation_console {
        prose(out, &format!("  in the console: {console}"))?;
    }
    match language.remedy(finding) {
        Some(remedy) => remedy.lines().try_for_each(|line| commented(out, line)),
        None => prose(out, &format!("  {}", language.nothing())),
    }
}

/// Where a subject is, as far as it is anywhere.
fn place(subject: &Subject) -> (&str, &str) {
    match subject {
        Subject::Organization { id } => (id, "organization"),
        Subject::Account { account, .. } => (account, "the account itself"),
        Subject::Region {
            account, region, ..
        }
        | Subject::Resource {
            account, region, ..
        } => (account, region),
    }
}

/// A line for people.
fn prose(out: &mut dyn Write, text: &str) -> io::Result<()> {
    writeln!(out, "## {}", terminal(text).trim_end())
}

/// A line to uncomment. What does not show is shown, so it is not what it was; a command of assize's own has nothing like it.
fn commented(out: &mut dyn Write, line: &str) -> io::Result<()> {
    let cells: Vec<_> = line.split('\t').map(visible).collect();
    writeln!(out, "# {}", cells.join("\t"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    fn written(report: &Report, language: Language) -> String {
        let mut bytes = Vec::new();
        write(report, language, &mut bytes).unwrap();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn every_line_is_a_comment_whatever_the_report_says() {
        let mut report = Report::from(&sample::hostile());
        for finding in &mut report.findings {
            let hostile = "x\nrm -rf ~\r\nid\rid\u{2028}id\u{85}id";
            finding.remediation = Some(hostile.to_owned());
            finding.remediation_terraform = Some(hostile.to_owned());
            finding.remediation_console = Some(hostile.to_owned());
            finding.control = hostile.to_owned();
        }
        report.tool = "x\nid".to_owned();
        report.snapshot.collected_at = "x\nid".to_owned();
        for language in [Language::Shell, Language::Terraform] {
            let text = written(&report, language);
            assert!(text.contains("rm -rf"), "{text}");
            for line in text.split(|c: char| c.is_control() && c != '\t') {
                assert!(
                    line.is_empty() || line.starts_with('#') || line == "set -euo pipefail",
                    "{line:?}"
                );
            }
            assert!(!text.contains(['\r', '\u{2028}', '\u{85}']), "{text}");
        }
    }

    #[test]
    fn findings_stand_by_place_and_the_worst_first() {
        let report = Report::from(&sample::report());
        insta::assert_snapshot!(written(&report, Language::Shell));
    }

    #[test]
    fn where_no_terraform_is_known_it_says_so() {
        let mut report = Report::from(&sample::report());
        assert!(written(&report, Language::Terraform).contains("##   no Terraform is known\n"));
        for finding in &mut report.findings {
            finding.remediation_terraform = Some("resource \"aws_x\" \"y\" {\n}".to_owned());
        }
        let text = written(&report, Language::Terraform);
        assert!(
            text.contains("\n# resource \"aws_x\" \"y\" {\n# }\n"),
            "{text}"
        );
        assert!(!text.contains("pipefail"));
    }
}
