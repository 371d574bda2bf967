//! The manifest of a set of policies: OPA's `.manifest`, in a bundle or at the root of a folder.
//!
//! OPA leaves `metadata` to the tools that read bundles. There a set says which assize it was written for.

use std::fmt;

use serde_json::Value;

use crate::policy::diagnostic::did_you_mean;

/// The manifest's file name.
pub(super) const NAME: &str = ".manifest";

/// The key under `metadata`.
const MINIMUM: &str = "minimum_assize_version";

/// A version: three numbers, and whether it comes before the release with these numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    numbers: [u64; 3],
    /// `-rc.1` and the like: before the release.
    before: bool,
}

/// What is wrong with a manifest.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum ManifestError {
    /// No JSON, or no object.
    #[error("is no manifest: {0}")]
    NotAManifest(String),
    /// A key that looks like ours and is none: it would ask for nothing.
    #[error("has an unknown key `metadata.{0}`")]
    Key(String),
    /// A version that is none.
    #[error("asks for `{0}`, which is no version of assize")]
    NotAVersion(String),
    /// Written for a newer assize.
    #[error("asks for assize {needed} or newer; this is {running}")]
    TooOld {
        /// What is asked for.
        needed: Version,
        /// What there is.
        running: Version,
    },
}

impl ManifestError {
    /// What mends it, where that can be told.
    pub fn help(&self) -> Option<String> {
        let help = match self {
            Self::NotAManifest(_) => return None,
            Self::Key(key) => return did_you_mean(key, [MINIMUM]),
            Self::NotAVersion(_) => "write it as three numbers, like `\"0.2.0\"`",
            Self::TooOld { .. } => "use a newer assize, or an older version of the policies",
        };
        Some(help.to_owned())
    }
}

/// The version of this build.
pub(super) fn running() -> Version {
    let number = |text: &str| text.parse().unwrap_or(0);
    Version {
        numbers: [
            number(env!("CARGO_PKG_VERSION_MAJOR")),
            number(env!("CARGO_PKG_VERSION_MINOR")),
            number(env!("CARGO_PKG_VERSION_PATCH")),
        ],
        before: !env!("CARGO_PKG_VERSION_PRE").is_empty(),
    }
}

/// Checks that a running version is what a manifest asks for.
///
/// # Errors
/// It is too old, or what the manifest asks for makes no sense.
pub(super) fn check(bytes: &[u8], running: &Version) -> Result<(), ManifestError> {
    let manifest: Value = serde_json::from_slice(bytes)
        .map_err(|error| ManifestError::NotAManifest(error.to_string()))?;
    if !manifest.is_object() {
        return Err(ManifestError::NotAManifest("it is no object".to_owned()));
    }
    let metadata = match manifest.get("metadata") {
        None | Some(Value::Null) => return Ok(()),
        Some(Value::Object(metadata)) => metadata,
        Some(_) => {
            let message = "its `metadata` is no object".to_owned();
            return Err(ManifestError::NotAManifest(message));
        }
    };
    let Some(asked) = metadata.get(MINIMUM) else {
        // Other tools have keys there too; only one that was meant for assize is wrong.
        let meant = metadata
            .keys()
            .find(|key| did_you_mean(key, [MINIMUM]).is_some());
        return meant.map_or(Ok(()), |key| Err(ManifestError::Key(key.clone())));
    };
    let needed = asked
        .as_str()
        .and_then(Version::parse)
        .ok_or_else(|| ManifestError::NotAVersion(asked.to_string().replace('"', "")))?;
    let is_enough =
        running.numbers > needed.numbers || (running.numbers == needed.numbers && !running.before);
    if is_enough {
        Ok(())
    } else {
        Err(ManifestError::TooOld {
            needed,
            running: running.clone(),
        })
    }
}

impl Version {
    /// Reads three numbers with dots between them.
    fn parse(text: &str) -> Option<Self> {
        let numbers: Vec<u64> = text
            .split('.')
            .map(|part| {
                let is_number = part.bytes().all(|byte| byte.is_ascii_digit());
                is_number.then(|| part.parse().ok()).flatten()
            })
            .collect::<Option<_>>()?;
        Some(Self {
            numbers: numbers.try_into().ok()?,
            before: false,
        })
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [major, minor, patch] = self.numbers;
        write!(f, "{major}.{minor}.{patch}")?;
        if self.before {
            f.write_str(" before its release")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asks(manifest: &str) -> Result<(), ManifestError> {
        let running = Version::parse("0.2.1").unwrap();
        check(manifest.as_bytes(), &running)
    }

    fn minimum(version: &str) -> Result<(), ManifestError> {
        asks(&format!(
            r#"{{"roots": ["acme"], "metadata": {{"minimum_assize_version": {version}}}}}"#
        ))
    }

    #[test]
    fn the_running_version_must_be_new_enough() {
        for enough in ["\"0.2.1\"", "\"0.2.0\"", "\"0.1.99\"", "\"0.0.0\""] {
            assert_eq!(minimum(enough), Ok(()), "{enough}");
        }
        for newer in ["0.2.2", "0.10.0", "1.0.0"] {
            let error = minimum(&format!("\"{newer}\"")).unwrap_err().to_string();
            assert_eq!(
                error,
                format!("asks for assize {newer} or newer; this is 0.2.1")
            );
        }
        let candidate = Version {
            numbers: [0, 2, 1],
            before: true,
        };
        let manifest = br#"{"metadata": {"minimum_assize_version": "0.2.1"}}"#;
        assert!(check(manifest, &candidate).is_err());
    }

    #[test]
    fn nonsense_is_no_permission() {
        for nonsense in [
            "\"new\"",
            "\"0.2\"",
            "\"0.2.1.0\"",
            "\"v0.2.1\"",
            "\"+0.2.1\"",
            "\"\"",
            "0.2",
            "null",
            "[\"0.2.1\"]",
        ] {
            let error = minimum(nonsense).unwrap_err();
            assert!(
                matches!(error, ManifestError::NotAVersion(_)),
                "{nonsense}: {error}"
            );
        }
        for broken in ["", "{", "[]", "\"0.2.0\"", r#"{"metadata": "0.2.0"}"#] {
            let error = asks(broken).unwrap_err();
            assert!(
                matches!(error, ManifestError::NotAManifest(_)),
                "{broken}: {error}"
            );
        }
        assert_eq!(
            asks(r#"{"metadata": {"minimum_asize_version": "9.0.0"}}"#),
            Err(ManifestError::Key("minimum_asize_version".to_owned()))
        );
    }

    #[test]
    fn a_manifest_that_asks_for_nothing_is_fine() {
        for silent in [
            "{}",
            r#"{"revision": "a", "roots": ["acme"], "rego_version": 1}"#,
            r#"{"metadata": null}"#,
            r#"{"metadata": {"required_builtins": {}, "team": "security"}}"#,
        ] {
            assert_eq!(asks(silent), Ok(()), "{silent}");
        }
    }
}
