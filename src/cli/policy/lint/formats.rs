//! What `policy lint` says, in the formats that code hosts read.

use std::collections::BTreeSet;
use std::io::{self, Write};

use serde_json::{Value, json};

use super::Said;
use crate::report::escape::{sarif as visible, workflow_data, workflow_property};

/// A workflow command a line, at its place in the file.
pub(super) fn github(said: &[Said<'_>]) -> io::Result<()> {
    let mut out = anstream::stdout().lock();
    for said in said {
        let mut message = workflow_data(said.message);
        if let Some(help) = said.help {
            message.push_str("%0A");
            message.push_str(&workflow_data(help));
        }
        writeln!(
            out,
            "::{} file={},line={},col={},title={}::{}",
            said.level,
            workflow_property(said.file),
            said.line,
            said.column,
            workflow_property(said.rule),
            message
        )?;
    }
    Ok(())
}

/// A SARIF log with one run.
pub(super) fn sarif(said: &[Said<'_>]) -> io::Result<()> {
    let rules: BTreeSet<&str> = said.iter().map(|said| said.rule).collect();
    let rules: Vec<Value> = rules.into_iter().map(|rule| json!({"id": rule})).collect();
    let results: Vec<Value> = said.iter().map(result).collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "assize policy lint",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            }},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    let mut out = anstream::stdout().lock();
    serde_json::to_writer_pretty(&mut out, &log)?;
    writeln!(out)
}

fn result(said: &Said<'_>) -> Value {
    let text = match said.help {
        Some(help) => format!("{} ({help})", said.message),
        None => said.message.to_owned(),
    };
    json!({
        "ruleId": said.rule,
        "level": said.level,
        "message": {"text": visible(&text)},
        "locations": [{"physicalLocation": {
            "artifactLocation": {"uri": visible(&said.file.replace(' ', "%20"))},
            "region": {"startLine": said.line, "startColumn": said.column},
        }}],
    })
}
