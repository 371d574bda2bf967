//! Loading policies as the arguments say, and showing what is wrong with them.

use std::io::Write;
use std::mem::ManuallyDrop;

use super::arguments::{PolicyArguments, ViewArguments};
use super::policy::list::frameworks::outline as framework;
use super::{failure, settings};
use crate::config::{Config, Setting};
use crate::model::view::Outline;
use crate::policy::select::Selector;
use crate::policy::source::{self, Source, package};
use crate::policy::{Catalogue, LoadError, ParameterError, PolicySet};
use crate::report::escape::terminal;

/// Loads the catalogue that the arguments name.
pub fn catalogue(arguments: &PolicyArguments) -> anyhow::Result<Catalogue> {
    Catalogue::new(sources(arguments)?).map_err(shown)
}

/// Reads the files that the arguments name.
pub fn sources(arguments: &PolicyArguments) -> anyhow::Result<Vec<Source>> {
    let mut sources = source::builtin();
    if arguments.leaves_out_builtin() {
        sources.retain(is_library);
        if arguments.policies.is_empty() {
            return Err(failure(
                "no policies: the built-in ones are left out and no others are named",
                Some("name a folder with `--policy`".to_owned()),
            ));
        }
    }
    for path in &arguments.policies {
        let own = source::read(path).map_err(|error| {
            let place = arguments.place_of(&path.display().to_string());
            failure(format!("{place}{error}"), error.help())
        })?;
        if arguments.leaves_out_builtin() {
            // A copy of the built-in libraries, as in assize's own folder, stands for itself.
            let packages: Vec<_> = own.iter().filter_map(|own| package(&own.text)).collect();
            sources.retain(|known| {
                !known.builtin || package(&known.text).is_none_or(|name| !packages.contains(&name))
            });
        }
        sources.extend(own);
    }
    Ok(sources)
}

fn is_library(source: &Source) -> bool {
    source.parts.first().is_some_and(|part| part == "lib") && !source.is_test()
}

/// Loads the controls that the arguments select, with their parameters.
///
/// Nothing of it is ever taken apart: the process ends soon after, and that takes a tenth of a small run.
pub fn load(arguments: &PolicyArguments) -> anyhow::Result<ManuallyDrop<PolicySet>> {
    let catalogue = ManuallyDrop::new(catalogue(arguments)?);
    Ok(ManuallyDrop::new(select(arguments, &catalogue)?))
}

/// The controls of a run, and what its report shows section by section.
pub struct Loaded {
    /// The files that they come from.
    pub sources: ManuallyDrop<Vec<Source>>,
    /// The controls.
    pub set: ManuallyDrop<PolicySet>,
    /// Frameworks and sets.
    pub outlines: Vec<Outline>,
    /// The ids and aliases of all controls that there are, whether they are selected or not.
    pub names: Vec<(String, Vec<String>)>,
}

/// Loads the controls that the arguments select, and the outlines of the frameworks and sets that are asked for.
pub fn load_with_views(
    arguments: &PolicyArguments,
    views: &ViewArguments,
) -> anyhow::Result<Loaded> {
    let sources = ManuallyDrop::new(sources(arguments)?);
    let catalogue = ManuallyDrop::new(Catalogue::new(sources.to_vec()).map_err(shown)?);
    let set = ManuallyDrop::new(select(arguments, &catalogue)?);
    let outlines = outlines(
        &catalogue,
        &views.frameworks,
        &arguments.selectors().0,
        &|id| arguments.place_of(id),
    )?;
    Ok(Loaded {
        sources,
        set,
        outlines,
        names: names(&catalogue),
    })
}

/// The outlines of frameworks, and of the frameworks and sets by which controls are selected.
pub fn outlines(
    catalogue: &Catalogue,
    frameworks: &[String],
    selected: &[Selector],
    place_of: &dyn Fn(&str) -> String,
) -> anyhow::Result<Vec<Outline>> {
    let mut outlines: Vec<Outline> = Vec::new();
    let mut add = |outline: Outline| {
        let is_there = |other: &Outline| other.kind == outline.kind && other.id == outline.id;
        if !outlines.iter().any(is_there) {
            outlines.push(outline);
        }
    };
    for id in frameworks {
        add(framework(catalogue, id.trim(), &place_of(id))?);
    }
    for selector in selected {
        if let Some(id) = selector.framework() {
            add(framework(catalogue, id, "")?);
        }
        if let Some((name, set)) = selector.set()? {
            add(set.outline(name));
        }
    }
    Ok(outlines)
}

/// The ids and aliases of the controls of a catalogue.
pub fn names(catalogue: &Catalogue) -> Vec<(String, Vec<String>)> {
    let controls = catalogue.metadata();
    controls
        .map(|(id, metadata)| (id.to_owned(), metadata.aliases.clone()))
        .collect()
}

/// The ids and aliases of the controls that ship with assize.
pub fn builtin_names() -> Vec<(String, Vec<String>)> {
    let (catalogue, _) = Catalogue::gathered(source::builtin());
    names(&ManuallyDrop::new(catalogue))
}

/// Loads the controls of a catalogue that the arguments select, with their parameters.
pub fn select(arguments: &PolicyArguments, catalogue: &Catalogue) -> anyhow::Result<PolicySet> {
    let (selected, excluded) = arguments.selectors();
    let mut set = catalogue
        .select(&selected, &excluded)
        .map_err(|error| match error {
            LoadError::Select(error) => {
                let place = arguments.place_of(error.selector().unwrap_or_default());
                failure(format!("{place}{error}"), Some(UNSELECTED.to_owned()))
            }
            broken @ LoadError::Broken(_) => shown(broken),
        })?;
    if let Some(config) = &arguments.config {
        set_from(config, catalogue, &mut set)?;
    }
    for parameter in &arguments.parameters {
        set.set_parameter(parameter)
            .map_err(|error| failure(error.to_string(), None))?;
    }
    Ok(set)
}

const UNSELECTED: &str = "`assize policy list` lists the controls";

/// Sets the parameters of a file. One for a control that is there and not selected does no harm: the file is for all runs.
fn set_from(config: &Config, catalogue: &Catalogue, set: &mut PolicySet) -> anyhow::Result<()> {
    let mut wrong = Vec::new();
    for Setting {
        control,
        name,
        value,
    } in &config.parameters
    {
        if let Err(error) = catalogue.check_parameter(&control.value, &name.value, &value.value) {
            let at = match error {
                ParameterError::Unknown { .. } => control.position,
                ParameterError::Value { .. } => value.position,
                _ => name.position,
            };
            wrong.push(config.wrong(at, error.to_string()));
            continue;
        }
        set.assign(&control.value, &name.value, value.value.clone());
    }
    if wrong.is_empty() {
        Ok(())
    } else {
        Err(settings::refused(&config.file, &wrong))
    }
}

/// Prints all that is wrong, and leaves a summary as the error.
pub fn shown(error: LoadError) -> anyhow::Error {
    match &error {
        LoadError::Broken(diagnostics) => {
            let mut err = anstream::stderr().lock();
            for diagnostic in diagnostics {
                // Policies come from outside too, in a bundle.
                for line in diagnostic.to_string().lines() {
                    let _ = writeln!(err, "{}", terminal(line));
                }
            }
            let help = "nothing was judged; `assize policy list` loads the same policies";
            failure(error.to_string(), Some(help.to_owned()))
        }
        LoadError::Select(_) => failure(error.to_string(), Some(UNSELECTED.to_owned())),
    }
}
