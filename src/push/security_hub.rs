//! Findings in Security Hub CSPM, each in its own account and Region; and those of earlier runs archived that are no more.
//!
//! What is imported is what the reporter `asff` writes. Security Hub takes an update only when it is newer
//! than what it has, and the time of a finding is its snapshot's: a report that is pushed late changes nothing that a later
//! one has said.

mod batches;
mod earlier;
mod scope;

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_securityhub::Client;
use aws_sdk_securityhub::types::ImportFindingsError;
use aws_smithy_types::body::SdkBody;
use futures::stream::{self, StreamExt as _};
use serde_json::Value;

use super::{Delivery, Doors, counted};
use crate::collect::{Connection, Refused};
use crate::model::finding::Finding;
use crate::model::report::Report;
use crate::report::asff::{self, Place};
use crate::report::{collected, judged_regions};

use batches::batches;
use earlier::Earlier;
use scope::Scope;

/// Regions that are asked at the same time.
const AT_ONCE: usize = 8;

/// How many findings of one error are named; the others are counted.
const NAMED: usize = 20;

/// The code by which an account says that it has no Security Hub there.
const NOT_ENABLED: &str = "InvalidAccessException";

/// Imports the findings of a report and archives those of earlier runs that are no more.
pub(super) async fn push(
    doors: &Doors<'_>,
    report: &Report,
    region: Option<&str>,
    dry_run: bool,
) -> Delivery {
    let hubs = hubs(report, region);
    let accounts: BTreeSet<&str> = hubs.keys().map(|hub| hub.account).collect();
    let ways = doors.ways_into(accounts.iter().copied()).await;
    let scopes: BTreeMap<&str, Scope<'_>> = accounts
        .iter()
        .map(|account| (*account, Scope::of(report, account)))
        .collect();
    let mut delivery = Delivery::default();
    let mut open: Vec<(Hub<'_>, &Connection, &Scope<'_>)> = Vec::new();
    let mut shut: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for (place, findings) in hubs {
        match (ways.get(place.account), scopes.get(place.account)) {
            (Some(Ok(way)), Some(scope)) => {
                let hub = Hub {
                    report,
                    place,
                    findings,
                };
                open.push((hub, way, scope));
            }
            (Some(Err(why)), _) => {
                *shut.entry((place.account, why)).or_default() += findings.len();
            }
            _ => {}
        }
    }
    for ((account, why), findings) in shut {
        let findings = counted(findings, "finding");
        delivery
            .failures
            .push(format!("{findings} of account {account}: {why}"));
    }
    let deliveries = stream::iter(open)
        .map(|(hub, way, scope)| async move {
            let client = way.securityhub(hub.place.region);
            hub.push(&client, scope, dry_run).await
        })
        .buffered(AT_ONCE)
        .collect::<Vec<_>>()
        .await;
    for one in deliveries {
        delivery.done.extend(one.done);
        delivery.failures.extend(one.failures);
    }
    delivery
}

/// Where there are findings to import, and where there may be some to archive.
fn hubs<'r>(report: &'r Report, region: Option<&'r str>) -> BTreeMap<Place<'r>, Vec<&'r Finding>> {
    let hub = |place: Place<'r>| Place {
        region: region.unwrap_or(place.region),
        ..place
    };
    let mut hubs: BTreeMap<Place<'_>, Vec<&Finding>> = BTreeMap::new();
    for (place, findings) in asff::by_place(report) {
        hubs.entry(hub(place)).or_default().extend(findings);
    }
    for account in &report.snapshot.accounts {
        for region in judged_regions(account) {
            let place = Place {
                account: &account.id,
                region,
                partition: &account.partition,
            };
            hubs.entry(hub(place)).or_default();
        }
    }
    hubs
}

/// Security Hub in an account and Region, and what belongs there.
struct Hub<'r> {
    report: &'r Report,
    place: Place<'r>,
    findings: Vec<&'r Finding>,
}

impl Hub<'_> {
    async fn push(&self, client: &Client, scope: &Scope<'_>, dry_run: bool) -> Delivery {
        let mut delivery = Delivery::default();
        let name = format!("{}/{}", self.place.account, self.place.region);
        let earlier = match earlier::read(client, self.place).await {
            Ok(earlier) => earlier,
            Err(refused) if refused.code.as_deref() == Some(NOT_ENABLED) => {
                if !self.findings.is_empty() {
                    let findings = counted(self.findings.len(), "finding");
                    let why = "Security Hub is not enabled there";
                    delivery.failures.push(format!("{name}: {findings}: {why}"));
                }
                return delivery;
            }
            Err(refused) => {
                // The findings are more urgent than their history.
                let why = "what was found earlier could not be read, so nothing is archived";
                delivery.failures.push(format!("{name}: {why}: {refused}"));
                BTreeMap::new()
            }
        };
        let (import, known) = self.to_import(&earlier);
        let archive = self.to_archive(&earlier, scope);
        if import.is_empty() && archive.is_empty() && known == 0 {
            return delivery;
        }
        let known = match known {
            0 => String::new(),
            known => format!(", {known} known as of this time or later"),
        };
        if dry_run {
            let findings = counted(import.len(), "finding");
            let archived = archive.len();
            delivery.done.push(format!(
                "{name}: would import {findings} and archive {archived}{known}"
            ));
            let about = archive.iter().map(|gone| format!("  archive {gone}"));
            delivery.done.extend(about);
            return delivery;
        }
        let (imported, failures) = send(client, import).await;
        let in_place = |failure| format!("{name}: {failure}");
        delivery.failures.extend(failures.into_iter().map(in_place));
        let time = collected(self.report).to_string();
        let archive = archive.iter().map(|gone| gone.archived(&time));
        let (archived, failures) = send(client, archive.collect()).await;
        delivery.failures.extend(failures.into_iter().map(in_place));
        let imported = counted(imported, "finding");
        delivery.done.push(format!(
            "{name}: {imported} imported, {archived} archived{known}"
        ));
        delivery
    }

    /// The findings that are news to Security Hub, and how many are none.
    fn to_import(&self, earlier: &BTreeMap<String, Earlier>) -> (Vec<Value>, usize) {
        let time = collected(self.report);
        let mut import = Vec::new();
        let mut known = 0;
        for finding in &self.findings {
            let mut value = asff::asff(self.report, finding, self.place);
            if let Some(earlier) = earlier.get(&asff::id(finding)) {
                if earlier.is_as_of(time) {
                    known += 1;
                    continue;
                }
                // It was first seen then.
                if let Some(created) = earlier.created_at() {
                    value["CreatedAt"] = created.into();
                }
            }
            import.push(value);
        }
        (import, known)
    }

    /// The earlier findings that this run would have again if they were still true, and has not.
    fn to_archive<'e>(
        &self,
        earlier: &'e BTreeMap<String, Earlier>,
        scope: &Scope<'_>,
    ) -> Vec<&'e Earlier> {
        let time = collected(self.report);
        let here: BTreeSet<String> = self
            .findings
            .iter()
            .map(|finding| asff::id(finding))
            .collect();
        earlier
            .iter()
            .filter(|(id, earlier)| {
                !here.contains(*id)
                    && !earlier.is_as_of(time)
                    && scope.covers(earlier.control(), earlier.regions())
            })
            .map(|(_, earlier)| earlier)
            .collect()
    }
}

/// Imports findings; answers how many arrived, and why the others did not.
async fn send(client: &Client, findings: Vec<Value>) -> (usize, Vec<String>) {
    let mut arrived = 0;
    let mut failures = Vec::new();
    let mut failed: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for batch in batches(findings) {
        let count = batch.findings.len();
        match import(client, batch.body()).await {
            Ok((success, errors)) => {
                arrived += success;
                for error in &errors {
                    let code = error.error_code().unwrap_or_default();
                    let why = format!("{code}: {}", error.error_message().unwrap_or_default());
                    let name = batch.name(error.id().unwrap_or_default());
                    failed.entry(why).or_default().push(name);
                }
                if success + errors.len() != count {
                    failures.push(format!(
                        "of {} AWS says that {success} arrived and {} did not",
                        counted(count, "finding"),
                        errors.len()
                    ));
                }
            }
            Err(refused) => failures.push(format!("{}: {refused}", counted(count, "finding"))),
        }
    }
    for (why, names) in failed {
        let others = names.len().saturating_sub(NAMED);
        let mut named = names[..names.len() - others].join(", ");
        if others > 0 {
            named.push_str(&format!(" and {others} more"));
        }
        failures.push(format!(
            "{}: {why}: {named}",
            counted(names.len(), "finding")
        ));
    }
    (arrived, failures)
}

/// Makes one call with a body of our own: the SDK has no way from JSON to its types, and what is imported is to be what
/// the reporter writes.
async fn import(
    client: &Client,
    body: String,
) -> Result<(usize, Vec<ImportFindingsError>), Refused> {
    let import = client
        .batch_import_findings()
        .customize()
        .mutate_request(move |request| {
            let length = body.len().to_string();
            request.headers_mut().insert("content-length", length);
            *request.body_mut() = SdkBody::from(body.as_str());
        })
        .send();
    let answer = Box::pin(import).await?;
    let success = answer.success_count().unwrap_or_default();
    Ok((
        usize::try_from(success).unwrap_or_default(),
        answer.failed_findings.unwrap_or_default(),
    ))
}
