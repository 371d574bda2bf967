//! What excuses failures, in phrases that several formats share: who answers for what until when, and what was known before.
//!
//! Nothing is escaped here; each format does that for its own medium.

use super::words::{counted, some_of};
use crate::model::baseline::KnownFailure;
use crate::model::finding::{Finding, Outcome};
use crate::model::report::Report;
use crate::model::waiver::Waiver;

/// The notes on waivers that are shown; the others are counted.
const NOTES: usize = 20;
/// The entries of a baseline that are named in a line; the others are counted.
const NAMED: usize = 6;

/// What follows the name of a control whose failure was known before.
pub(super) const BASELINED: &str = " (in the baseline)";

/// The waiver that answers for a finding, where the report has it.
pub(super) fn waiver<'r>(report: &'r Report, finding: &Finding) -> Option<&'r Waiver> {
    match &finding.outcome {
        Outcome::Waived { waiver, .. } => report.waiver(waiver),
        _ => None,
    }
}

/// The last day of a waiver, who answers until then, and why.
pub(super) fn terms(waiver: &Waiver) -> String {
    let ticket = waiver
        .ticket
        .as_ref()
        .map_or(String::new(), |ticket| format!(", {ticket}"));
    format!(
        "until {} ({}{ticket}: {})",
        waiver.expires, waiver.owner, waiver.reason
    )
}

/// A waiver by its id, with its terms where the report has them.
pub(super) fn by(report: &Report, id: &str) -> String {
    match report.waiver(id) {
        Some(waiver) => format!("{id} {}", terms(waiver)),
        None => id.to_owned(),
    }
}

/// The same as a phrase.
pub(super) fn waived_by(report: &Report, id: &str) -> String {
    format!("waived by {}", by(report, id))
}

/// A file of waivers with the day as of which it was judged, and a baseline with the day that it is from.
pub(super) fn sources(report: &Report) -> Vec<(&'static str, String)> {
    let waivers = report.waivers.as_ref().map(|waivers| {
        let text = format!(
            "{} as of {}  sha256 {}",
            waivers.file, waivers.date, waivers.sha256
        );
        ("Waivers", text)
    });
    let baseline = report.baseline.as_ref().map(|baseline| {
        let text = format!(
            "{} of {}  sha256 {}",
            baseline.file, baseline.collected_at, baseline.sha256
        );
        ("Baseline", text)
    });
    waivers.into_iter().chain(baseline).collect()
}

/// What a reader has to know of them to trust the verdict.
pub(super) fn notes(report: &Report) -> Vec<String> {
    let mut notes = Vec::new();
    if let Some(baseline) = &report.baseline {
        notes.push(match report.summary().baselined {
            0 => "no failure is in the baseline".to_owned(),
            1 => "1 failure is in the baseline, and does not count".to_owned(),
            more => format!("{more} failures are in the baseline, and do not count"),
        });
        if !baseline.absent.is_empty() {
            let absent: Vec<String> = baseline.absent.iter().map(known).collect();
            notes.push(format!(
                "{} can be pruned: {}",
                match absent.len() {
                    1 => "1 entry of the baseline no longer fails, and".to_owned(),
                    more => format!("{more} entries of the baseline no longer fail, and"),
                },
                some_of(absent.iter().map(String::as_str), NAMED)
            ));
        }
    }
    if let Some(waivers) = &report.waivers {
        let shown = waivers.notes.iter().take(NOTES);
        notes.extend(shown.map(|note| note.message.clone()));
        if waivers.notes.len() > NOTES {
            let others = counted((waivers.notes.len() - NOTES) as u64, "further note");
            notes.push(format!(
                "{others} on waivers left out; the report in JSON has them all"
            ));
        }
    }
    notes
}

/// A failure that was known before.
fn known(known: &KnownFailure) -> String {
    format!("{} {}", known.control, known.subject)
}

#[cfg(test)]
mod tests;
