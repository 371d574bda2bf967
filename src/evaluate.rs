//! From a snapshot and a set of policies to findings: a pure function, exactly one finding for each pair of control and
//! subject.
//!
//! The snapshot streams. A control that looks only at its subject is asked item by item as the lines pass, by resource type;
//! of the types that other controls look further into, an index is kept, and no other item is. What could not be read is
//! known only when the stream ends, so verdicts are settled then: a gap in anything that a control reads for a subject makes
//! ERROR, whatever the policy said.

pub mod explain;
mod hearing;
mod index;
mod intake;
mod join;
mod judge;
mod ledger;
mod meaning;
mod settle;
mod shown;

use std::io::BufRead;

use serde_json::Value;

use crate::model::finding::Finding;
use crate::model::gap::{Coverage, Gap, GapKind};
use crate::model::item::ConfigurationItem;
use crate::model::snapshot::{Header, Record, SnapshotError, SnapshotReader};
use crate::parallel;
use crate::policy::PolicySet;
use crate::resource;

use intake::{Intake, Taken};
use ledger::{Ledger, Missing};
use shown::Shown;

/// What came of an evaluation.
#[derive(Clone, Debug)]
pub struct Evaluation {
    /// The snapshot's header.
    pub header: Header,
    /// The snapshot's SHA-256.
    pub sha256: String,
    /// False when the collection was interrupted.
    pub complete: bool,
    /// The findings, by control and subject.
    pub findings: Vec<Finding>,
    /// What was asked for.
    pub coverage: Vec<Coverage>,
    /// What could not be read.
    pub gaps: Vec<Gap>,
}

/// Judges a snapshot.
///
/// # Errors
/// The snapshot is cut off, altered or malformed: then there is no verdict at all.
pub fn evaluate<R: BufRead>(
    reader: SnapshotReader<R>,
    policies: &PolicySet,
) -> Result<Evaluation, SnapshotError> {
    let mut reader = reader;
    let header = reader.header().clone();
    policies.prepare();
    let mut intake = Intake::new(policies, &header);
    let mut gaps = Vec::new();
    let mut coverage = Vec::new();
    loop {
        match reader.next_record() {
            Ok(Some(Record::Gap(gap))) => gaps.push(gap),
            Ok(Some(Record::Coverage(entry))) => coverage.push(entry),
            // When something was asked for decides nothing.
            Ok(Some(Record::Call(_))) => {}
            Ok(Some(Record::Item(raw))) => intake.add(raw)?,
            Ok(None) => break,
            Err(error) => {
                // What is wrong with an earlier line comes first.
                intake.finish()?;
                return Err(error);
            }
        }
    }
    let Taken {
        judges,
        mut heard,
        mut index,
        mut missing,
    } = intake.finish()?;
    let foreign = join::join(&mut index);
    // What the owner's item holds is not missing from the viewer's any more.
    let joined = |gap: &Gap| foreign.iter().any(|seen| seen.is_of(gap));
    missing.retain(|missing: &Missing| !joined(&missing.gap));
    missing.extend(
        index
            .items()
            .flat_map(missing_parts)
            .filter(|missing| joined(&missing.gap)),
    );
    gaps.sort();
    gaps.dedup();
    coverage.sort();
    let joined = join::gaps(&gaps, &coverage, &foreign);
    let ledger = Ledger::new(&header, &joined, &coverage, &missing);
    let shown = Shown::new(&index);
    hearing::of_the_rest(judges, &header, &shown, &mut heard);
    let work = policies.policies.iter().zip(heard).collect();
    let mut findings = parallel::map(work, |(policy, heard)| {
        settle::settle(policy, &heard, &header, &ledger, &index)
    })
    .concat();
    findings.sort_by(|a, b| (&a.control, &a.subject).cmp(&(&b.control, &b.subject)));
    Ok(Evaluation {
        sha256: reader.sha256().unwrap_or_default().to_owned(),
        complete: reader.is_complete(),
        header,
        findings,
        coverage,
        gaps,
    })
}

/// The parts that an item of a known type does not hold. A part that was read is there, whatever AWS answered.
fn missing_parts(item: &ConfigurationItem) -> Vec<Missing> {
    let Some(known) = resource::find(&item.resource_type) else {
        return Vec::new();
    };
    if item.configuration_item_status.is_deleted() {
        return Vec::new();
    }
    known
        .parts
        .iter()
        .filter(|part| !part.optional)
        .filter(|part| match part.path.split_once('.') {
            Some(("supplementaryConfiguration", name)) => item
                .supplementary_configuration
                .get(name)
                .is_none_or(Value::is_null),
            _ => part.path == "configuration" && item.configuration.is_null(),
        })
        .map(|part| Missing {
            part: part.path,
            gap: Gap {
                action: part.action.to_owned(),
                account_id: item.account_id.clone(),
                region: part.regional.then(|| item.aws_region.clone()),
                resource_type: Some(item.resource_type.clone()),
                resource: Some(item.key()),
                kind: GapKind::NotCollected,
                code: None,
                message: Some(format!("the item does not hold `{}`", part.path)),
            },
        })
        .collect()
}
