//! On what terms a run is judged: the gate, the waivers and the baseline, all of them read before anything is collected.

use std::io::{Read as _, Write as _};
use std::path::Path;

use aws_lc_rs::digest::{SHA256, digest};
use jiff::civil::Date;

use super::arguments::VerdictArguments;
use super::policies::{self, Loaded};
use super::{failure, files};
use crate::baseline::{self, Kind, Known};
use crate::model::baseline::{Baseline, KnownFailure};
use crate::model::control::Control;
use crate::model::finding::{Finding, Status, hex};
use crate::model::report::Gate;
use crate::model::snapshot::Header;
use crate::model::waiver::Waivers;
use crate::policy::diagnostic::Diagnostic;
use crate::report::escape::terminal;
use crate::report::json::{self, wire};
use crate::waiver::{self, WaiverFile};

/// The largest file of waivers, in bytes: one that a person can review is far below.
const LARGEST: u64 = 1024 * 1024;

/// On what terms a run is judged.
pub struct Terms {
    /// Which outcomes make the run fail.
    pub gate: Gate,
    /// The files that were given: what the rest of the terms was read from.
    pub given: Given,
    /// The waivers, and the day as of which they are judged.
    waivers: Option<(WaiverFile, Date)>,
    /// The failures that are known.
    baseline: Option<NamedBaseline>,
}

/// The files with exceptions that a run is given, as they are.
#[derive(Default)]
pub struct Given {
    /// The waivers.
    pub waivers: Option<GivenWaivers>,
    /// The baseline.
    pub baseline: Option<GivenBaseline>,
}

/// A file of waivers.
pub struct GivenWaivers {
    /// Its name, as reports have it.
    pub file: String,
    /// What it says.
    pub text: String,
    /// The day as of which it is judged.
    pub date: Date,
}

/// A baseline.
pub struct GivenBaseline {
    /// Its name, as reports have it.
    pub file: String,
    /// What it says.
    pub bytes: Vec<u8>,
}

/// A baseline with where it is from.
pub struct NamedBaseline {
    /// The file, as it was named.
    pub file: String,
    /// Its SHA-256.
    pub sha256: String,
    /// What it holds.
    pub known: Known,
}

impl Terms {
    /// Reads what the arguments name.
    ///
    /// # Errors
    /// A file is not there, or something is wrong with it: what is not understood excuses nothing, and nobody would notice.
    pub fn read(arguments: &VerdictArguments, loaded: &Loaded) -> anyhow::Result<Self> {
        let waivers = match (&arguments.waivers, arguments.date) {
            (Some(path), date) => Some(GivenWaivers {
                file: path.display().to_string(),
                text: text(path)?,
                date: date.unwrap_or_else(today),
            }),
            (None, Some(_)) => {
                return Err(failure(
                    "`--date` says as of which day waivers are judged, and there are none",
                    Some("name their file with `--waivers`".to_owned()),
                ));
            }
            (None, None) => None,
        };
        let baseline = match &arguments.baseline {
            Some(path) => Some(GivenBaseline {
                file: path.display().to_string(),
                bytes: bytes_of_baseline(path)?,
            }),
            None => None,
        };
        let terms = Self::new(arguments.gate(), Given { waivers, baseline })?;
        if let Some((file, _)) = &terms.waivers {
            check_controls(file, &loaded.names)?;
        }
        Ok(terms)
    }

    /// Understands files with exceptions.
    ///
    /// # Errors
    /// Something is wrong with one of them.
    pub fn new(gate: Gate, given: Given) -> anyhow::Result<Self> {
        let waivers = match &given.waivers {
            Some(GivenWaivers { file, text, date }) => {
                let read = waiver::read(file, text, *date);
                Some((read.map_err(|wrong| refused(file, &wrong))?, *date))
            }
            None => None,
        };
        let baseline = match &given.baseline {
            Some(GivenBaseline { file, bytes }) => Some(known_in(file, bytes)?),
            None => None,
        };
        Ok(Self {
            gate,
            given,
            waivers,
            baseline,
        })
    }

    /// Waives what waivers answer for.
    pub fn waive(&self, controls: &[Control], findings: &mut [Finding]) -> Option<Waivers> {
        let (file, date) = self.waivers.as_ref()?;
        Some(waiver::apply(file, controls, findings, *date))
    }

    /// Holds findings against what is known.
    pub fn hold(
        &self,
        header: &Header,
        is_complete: bool,
        controls: &[Control],
        findings: &[Finding],
    ) -> Option<Baseline> {
        let NamedBaseline {
            file,
            sha256,
            known,
        } = self.baseline.as_ref()?;
        Some(known.hold(file, sha256, header, is_complete, controls, findings))
    }
}

/// The day as it is now in UTC, so that a run says the same wherever it runs.
pub fn today() -> Date {
    jiff::Timestamp::now()
        .to_zoned(jiff::tz::TimeZone::UTC)
        .date()
}

/// Reads a file of waivers.
///
/// # Errors
/// It is not there, too large, no text, or something is wrong with it.
pub fn waivers(path: &Path, today: Date) -> anyhow::Result<WaiverFile> {
    let name = path.display().to_string();
    let text = text(path)?;
    waiver::read(&name, &text, today).map_err(|wrong| refused(&name, &wrong))
}

/// The text of a file of waivers.
///
/// # Errors
/// It is not there, too large or no text.
pub fn text(path: &Path) -> anyhow::Result<String> {
    let name = format!("waivers `{}`", path.display());
    let mut bytes = Vec::new();
    files::open("waivers", path)?
        .take(LARGEST + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| failure(format!("{name} could not be read: {error}"), None))?;
    if bytes.len() as u64 > LARGEST {
        return Err(failure(
            format!("{name} is larger than {} KiB", LARGEST / 1024),
            Some("a waiver may name several controls and subjects, and globs of them".to_owned()),
        ));
    }
    String::from_utf8(bytes).map_err(|_| failure(format!("{name} is no text in UTF-8"), None))
}

/// Checks that there are the controls that waivers name. One that is there and not selected does no harm: the file is for all
/// runs, and so is one of those that ship with assize, where they are left out.
///
/// # Errors
/// There is no such control.
pub fn check_controls(file: &WaiverFile, names: &[(String, Vec<String>)]) -> anyhow::Result<()> {
    if file.unknown_controls(names).is_empty() {
        return Ok(());
    }
    let mut names = names.to_vec();
    names.extend(policies::builtin_names());
    let wrong = file.unknown_controls(&names);
    if wrong.is_empty() {
        return Ok(());
    }
    Err(refused(&file.file, &wrong))
}

/// Prints all that is wrong with a file, and leaves a summary as the error.
pub fn refused(file: &str, wrong: &[Diagnostic]) -> anyhow::Error {
    let mut err = anstream::stderr().lock();
    for diagnostic in wrong {
        for line in diagnostic.to_string().lines() {
            let _ = writeln!(err, "{}", terminal(line));
        }
    }
    let count = match wrong.len() {
        1 => "1 error".to_owned(),
        errors => format!("{errors} errors"),
    };
    failure(
        format!("{count} in {file}"),
        Some("nothing was judged: a waiver that is not understood waives nothing".to_owned()),
    )
}

/// Reads a baseline: a file of its own, or the failures of a report in JSON.
///
/// # Errors
/// It is not there, cut off, neither of the two, or one of a newer assize.
pub fn known(path: &Path) -> anyhow::Result<NamedBaseline> {
    known_in(&path.display().to_string(), &bytes_of_baseline(path)?)
}

fn bytes_of_baseline(path: &Path) -> anyhow::Result<Vec<u8>> {
    let name = format!("baseline `{}`", path.display());
    let mut bytes = Vec::new();
    files::open("baseline", path)?
        .read_to_end(&mut bytes)
        .map_err(|error| failure(format!("{name} could not be read: {error}"), None))?;
    Ok(bytes)
}

fn known_in(file: &str, bytes: &[u8]) -> anyhow::Result<NamedBaseline> {
    let name = format!("baseline `{file}`");
    let wrong = |error: String, is_newer: bool| {
        let help = if is_newer {
            "use a newer assize"
        } else {
            "`assize baseline REPORT -o FILE` writes a baseline, and a report in JSON is one too"
        };
        failure(format!("{name} {error}"), Some(help.to_owned()))
    };
    let of_baseline = |error: baseline::ReadError| {
        let is_newer = matches!(error, baseline::ReadError::Version(_));
        wrong(error.to_string(), is_newer)
    };
    let known = match baseline::kind(bytes).map_err(of_baseline)? {
        Kind::Baseline => baseline::parse(bytes).map_err(of_baseline)?,
        Kind::Report => {
            let report = json::parse(bytes).map_err(|error| {
                let is_newer = matches!(error, json::ReadError::Version(_));
                wrong(error.to_string(), is_newer)
            })?;
            of_report(&report)
        }
    };
    Ok(NamedBaseline {
        file: file.to_owned(),
        sha256: hex(digest(&SHA256, bytes).as_ref()),
        known,
    })
}

/// The failures of a report, to be known from now on. What is waived is not among them: a waiver has a last day.
pub fn of_report(report: &wire::Report) -> Known {
    let failures = report
        .findings
        .iter()
        .filter(|finding| finding.status == Status::Fail);
    let failures = failures.map(|finding| {
        let (account, region) = finding.subject.place();
        KnownFailure {
            fingerprint: finding.fingerprint.clone(),
            control: finding.control.clone(),
            subject: finding.subject.id().to_owned(),
            account: account.map(str::to_owned),
            region: region.map(str::to_owned),
            severity: finding.severity,
        }
    });
    Known {
        baseline_version: baseline::VERSION,
        tool: report.tool.clone(),
        collected_at: report.snapshot.collected_at.clone(),
        snapshot_sha256: report.snapshot.sha256.clone(),
        failures: failures.collect(),
    }
}
