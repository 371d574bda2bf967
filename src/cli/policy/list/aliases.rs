//! `assize policy list --aliases TOOL`: from the ids of another tool to our controls.

use std::collections::BTreeMap;
use std::io::Write;

use serde::Serialize;

use crate::cli::failure;
use crate::policy::Catalogue;
use crate::policy::diagnostic::did_you_mean;
use crate::policy::tools;

/// A tool's ids, for programs.
#[derive(Serialize)]
struct Shown<'c> {
    tool: &'c str,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    ids: Vec<Id<'c>>,
}

#[derive(Serialize)]
struct Id<'c> {
    id: &'c str,
    controls: &'c [&'c str],
}

/// The ids of a tool, each with its controls.
fn of<'c>(
    mapped: &'c BTreeMap<String, BTreeMap<String, Vec<&'c str>>>,
    tool: &str,
) -> anyhow::Result<&'c BTreeMap<String, Vec<&'c str>>> {
    mapped.get(tool).ok_or_else(|| {
        let names = || mapped.keys().map(String::as_str);
        let help = did_you_mean(tool, names()).unwrap_or_else(|| {
            let known: Vec<&str> = names().collect();
            format!("the tools are {}", known.join(", "))
        });
        failure(format!("unknown tool `{tool}`"), Some(help))
    })
}

/// Prints the table of a tool.
pub(super) fn print(
    out: &mut dyn Write,
    catalogue: &Catalogue,
    tool: &str,
    as_json: bool,
) -> anyhow::Result<()> {
    let mapped = catalogue.aliases();
    let ids = of(&mapped, tool)?;
    if as_json {
        let known = tools::known().remove(tool);
        let shown = Shown {
            tool,
            title: known.as_ref().map(|known| known.title.clone()),
            url: known.map(|known| known.url),
            ids: ids
                .iter()
                .map(|(id, controls)| Id { id, controls })
                .collect(),
        };
        serde_json::to_writer_pretty(&mut *out, &shown)?;
        writeln!(out)?;
        return Ok(());
    }
    let width = ids.keys().map(String::len).max().unwrap_or(0);
    for (id, controls) in ids {
        let controls = match controls.as_slice() {
            [] => "no control".to_owned(),
            some => some.join(", "),
        };
        writeln!(out, "{id:width$}  {controls}")?;
    }
    let without = ids.values().filter(|controls| controls.is_empty()).count();
    writeln!(
        out,
        "\n{} ids, {without} of them without a control; checks outside of the audit plane are not listed",
        ids.len()
    )?;
    Ok(())
}
