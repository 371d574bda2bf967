//! `assize policy list --frameworks`, `--framework ID` and `--sets`: what there is to see section by section.

use std::io::{self, Write};

use serde::Serialize;

use crate::cli::failure;
use crate::model::view::{Outline, Part};
use crate::policy::{Catalogue, sets};

/// A framework or a set with its parts, for programs.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Shown<'o> {
    id: &'o str,
    title: &'o str,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<&'o str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'o str>,
    complete: bool,
    sections: Vec<ShownPart<'o>>,
    not_judged: Vec<ShownPart<'o>>,
}

#[derive(Serialize)]
struct ShownPart<'o> {
    id: &'o str,
    #[serde(skip_serializing_if = "Option::is_none")]
    about: Option<&'o str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    controls: Option<&'o [String]>,
}

impl<'o> Shown<'o> {
    fn of(outline: &'o Outline) -> Self {
        fn part<'o, T>(part: &'o Part<T>, controls: Option<&'o [String]>) -> ShownPart<'o> {
            ShownPart {
                id: &part.id,
                about: part.about.as_deref(),
                controls,
            }
        }
        let sections = outline.sections.iter();
        let not_judged = outline.not_judged.iter();
        Self {
            id: &outline.id,
            title: &outline.title,
            version: outline.version.as_deref(),
            url: outline.url.as_deref(),
            complete: outline.complete,
            sections: sections
                .map(|section| part(section, Some(&section.held)))
                .collect(),
            not_judged: not_judged.map(|section| part(section, None)).collect(),
        }
    }
}

/// The outline of a framework; `place` is where the id comes from, as a message begins.
pub(in crate::cli) fn outline(
    catalogue: &Catalogue,
    id: &str,
    place: &str,
) -> anyhow::Result<Outline> {
    catalogue.framework(id).map_err(|unknown| {
        let help = unknown
            .help
            .clone()
            .unwrap_or_else(|| "`assize policy list --frameworks` lists them".to_owned());
        failure(format!("{place}{unknown}"), Some(help))
    })
}

/// All frameworks.
pub(super) fn frameworks(catalogue: &Catalogue) -> anyhow::Result<Vec<Outline>> {
    let ids = catalogue.frameworks();
    ids.into_iter()
        .map(|id| outline(catalogue, id, ""))
        .collect()
}

/// All sets.
pub(super) fn sets() -> anyhow::Result<Vec<Outline>> {
    sets::ids()
        .map(|id| {
            let set = sets::find(id).map_err(|help| failure("no such set", Some(help)))?;
            Ok(set.outline(id))
        })
        .collect()
}

/// A line for each.
pub(super) fn lines(out: &mut dyn Write, outlines: &[Outline]) -> io::Result<()> {
    let width = outlines.iter().map(|outline| outline.id.len()).max();
    let width = width.unwrap_or(0);
    for outline in outlines {
        let (one, several) = outline.kind.parts();
        let judged = outline.sections.len();
        let parts = if judged == 1 { one } else { several };
        let rest = if outline.complete {
            format!("{} not", outline.not_judged.len())
        } else {
            "others exist".to_owned()
        };
        let numbers = format!("{judged} {parts} judged, {rest}");
        writeln!(
            out,
            "{:width$}  {numbers:34}  {}",
            outline.id,
            title(outline)
        )?;
    }
    Ok(())
}

/// All sections of one.
pub(super) fn sections(out: &mut dyn Write, outline: &Outline) -> io::Result<()> {
    writeln!(out, "{}\n{}", outline.id, title(outline))?;
    if let Some(url) = &outline.url {
        writeln!(out, "{url}")?;
    }
    let ids = |parts: &mut dyn Iterator<Item = usize>| parts.max().unwrap_or(0);
    let width = ids(&mut outline.sections.iter().map(|part| part.id.len())).max(ids(&mut outline
        .not_judged
        .iter()
        .map(|part| part.id.len())));
    for part in &outline.sections {
        let about = part.about.as_deref().unwrap_or_default();
        writeln!(out, "\n{:width$}  {about}", part.id)?;
        for control in &part.held {
            writeln!(out, "{:width$}    {control}", "")?;
        }
    }
    if !outline.not_judged.is_empty() {
        writeln!(out, "\nnot judged by assize")?;
        for part in &outline.not_judged {
            let about = part.about.as_deref().unwrap_or_default();
            writeln!(out, "{:width$}  {about}", part.id)?;
        }
    }
    if !outline.complete {
        let (_, several) = outline.kind.parts();
        writeln!(
            out,
            "\n{} {several} are covered by controls; assize does not know the complete list",
            outline.sections.len()
        )?;
    }
    Ok(())
}

/// Outlines for programs.
pub(super) fn json(out: &mut dyn Write, outlines: &[Outline]) -> anyhow::Result<()> {
    let shown: Vec<Shown<'_>> = outlines.iter().map(Shown::of).collect();
    serde_json::to_writer_pretty(&mut *out, &shown)?;
    writeln!(out)?;
    Ok(())
}

fn title(outline: &Outline) -> String {
    match &outline.version {
        Some(version) => format!("{} {version}", outline.title),
        None => outline.title.clone(),
    }
}
