//! Selectors: which of the loaded controls a run is about.

use globset::GlobBuilder;

use super::diagnostic::nearest;
use super::metadata::Metadata;
use super::sets::{self, Set};
use crate::model::finding::Severity;

/// A selector as it stands on the command line.
///
/// `id`, an alias, a glob over ids, `service:NAME`, `framework:NAME` or `framework:NAME/SECTION`, `set:NAME`, `severity:LEVEL` (that
/// level and worse).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selector(String);

/// What a selector looks at.
pub struct Candidate<'a> {
    /// The control's id.
    pub id: &'a str,
    /// The service in its package path.
    pub service: &'a str,
    /// Its metadata.
    pub metadata: &'a Metadata,
}

/// A selector that selects nothing.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum SelectError {
    /// No control fits.
    #[error("no control is selected by `{selector}`{}", .hint.as_ref().map(|hint| format!("; did you mean `{hint}`?")).unwrap_or_default())]
    NoMatch {
        /// The selector.
        selector: String,
        /// What may have been meant.
        hint: Option<String>,
    },
    /// The selector itself is wrong.
    #[error("selector `{selector}`: {message}")]
    Malformed {
        /// The selector.
        selector: String,
        /// What is wrong with it.
        message: String,
    },
    /// Everything that was selected was excluded.
    #[error("no control is left: everything that was selected is excluded")]
    NothingLeft,
    /// There are no controls at all.
    #[error("there are no controls to select from")]
    NoControls,
}

impl SelectError {
    /// The selector that is at fault, where it is one.
    pub fn selector(&self) -> Option<&str> {
        match self {
            Self::NoMatch { selector, .. } | Self::Malformed { selector, .. } => Some(selector),
            Self::NothingLeft | Self::NoControls => None,
        }
    }
}

impl From<&str> for Selector {
    fn from(text: &str) -> Self {
        Self(text.trim().to_owned())
    }
}

impl Selector {
    /// The framework that the selector selects, or a section of it.
    pub fn framework(&self) -> Option<&str> {
        let framework = self.0.strip_prefix("framework:")?;
        Some(
            framework
                .split_once('/')
                .map_or(framework, |(name, _)| name),
        )
    }

    /// The set that the selector selects, with its name.
    ///
    /// # Errors
    /// There is no such set.
    pub fn set(&self) -> Result<Option<(&str, Set)>, SelectError> {
        let Some(name) = self.0.strip_prefix("set:") else {
            return Ok(None);
        };
        match sets::find(name) {
            Ok(set) => Ok(Some((name, set))),
            Err(help) => Err(SelectError::Malformed {
                selector: self.0.clone(),
                message: format!("there is no such set; {help}"),
            }),
        }
    }

    /// The controls of the set that the selector selects, all of which have to be there.
    fn members(&self, candidates: &[Candidate<'_>]) -> Result<Option<Set>, SelectError> {
        let Some((_, set)) = self.set()? else {
            return Ok(None);
        };
        let is_known = |id: &&str| candidates.iter().any(|candidate| candidate.id == *id);
        if let Some(unknown) = set.controls().find(|id| !is_known(id)) {
            return Err(SelectError::Malformed {
                selector: self.0.clone(),
                message: format!("there is no control `{unknown}`, which the set names"),
            });
        }
        Ok(Some(set))
    }

    /// Whether the selector selects a control.
    ///
    /// # Errors
    /// The selector is malformed.
    pub fn matches(&self, candidate: &Candidate<'_>) -> Result<bool, SelectError> {
        let malformed = |message: String| SelectError::Malformed {
            selector: self.0.clone(),
            message,
        };
        match self.0.split_once(':') {
            Some(("service", service)) => return Ok(candidate.service == service),
            Some(("framework", framework)) => {
                let (name, section) = match framework.split_once('/') {
                    Some((name, section)) => (name, Some(section)),
                    None => (framework, None),
                };
                return Ok(candidate
                    .metadata
                    .frameworks
                    .get(name)
                    .is_some_and(|sections| {
                        section.is_none_or(|section| sections.iter().any(|known| known == section))
                    }));
            }
            Some(("severity", level)) => {
                let level = Severity::parse(level).ok_or_else(|| {
                    malformed("a severity is low, medium, high or critical".to_owned())
                })?;
                return Ok(candidate.metadata.severity >= level);
            }
            _ => {}
        }
        if self.0 == candidate.id || candidate.metadata.aliases.contains(&self.0) {
            return Ok(true);
        }
        if self.0.contains(['*', '?', '[', '{']) {
            let glob = GlobBuilder::new(&self.0)
                .literal_separator(false)
                .build()
                .map_err(|error| malformed(error.kind().to_string()))?;
            return Ok(glob.compile_matcher().is_match(candidate.id));
        }
        Ok(false)
    }
}

/// The indices of the candidates that are selected and not excluded.
///
/// # Errors
/// A selector that is malformed or selects nothing, or nothing is left: nothing checked is not compliant.
pub fn select(
    candidates: &[Candidate<'_>],
    selected: &[Selector],
    excluded: &[Selector],
) -> Result<Vec<usize>, SelectError> {
    if candidates.is_empty() {
        return Err(SelectError::NoControls);
    }
    let mut chosen = vec![selected.is_empty(); candidates.len()];
    for (selectors, value) in [(selected, true), (excluded, false)] {
        for selector in selectors {
            let mut any = false;
            let set = selector.members(candidates)?;
            for (index, candidate) in candidates.iter().enumerate() {
                let is_selected = match &set {
                    Some(set) => set.controls().any(|id| id == candidate.id),
                    None => selector.matches(candidate)?,
                };
                if is_selected {
                    chosen[index] = value;
                    any = true;
                }
            }
            if !any {
                return Err(SelectError::NoMatch {
                    selector: selector.0.clone(),
                    hint: hint(&selector.0, candidates),
                });
            }
        }
    }
    let left: Vec<usize> = (0..candidates.len())
        .filter(|index| chosen[*index])
        .collect();
    if left.is_empty() {
        return Err(SelectError::NothingLeft);
    }
    Ok(left)
}

fn hint(selector: &str, candidates: &[Candidate<'_>]) -> Option<String> {
    let (prefix, known): (&str, Vec<&str>) = match selector.split_once(':') {
        Some(("service", _)) => (
            "service:",
            candidates
                .iter()
                .map(|candidate| candidate.service)
                .collect(),
        ),
        Some(("framework", _)) => (
            "framework:",
            candidates
                .iter()
                .flat_map(|candidate| candidate.metadata.frameworks.keys().map(String::as_str))
                .collect(),
        ),
        _ => (
            "",
            candidates
                .iter()
                .flat_map(|candidate| {
                    let aliases = candidate.metadata.aliases.iter().map(String::as_str);
                    aliases.chain([candidate.id])
                })
                .collect(),
        ),
    };
    let name = selector.strip_prefix(prefix).unwrap_or(selector);
    nearest(name, known).map(|near| format!("{prefix}{near}"))
}
