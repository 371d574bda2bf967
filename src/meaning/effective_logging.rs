//! What is really recorded of an account in a region, by all its trails together.
//!
//! A trail counts where it logs and reaches the region: it is a multi-region trail, or the region is its home. What the
//! trails that count record is judged together, so that a trail for reads and one for writes make up for each other.
//! A trail of which it is not known whether it logs, or what it records, is named: it may record more than is said.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::event_selectors::{
    Extent, ManagementEvents, Narrowing, Recorded, RecordedEvents, Selectors, recorded_by,
};

#[cfg(test)]
mod tests;

/// A trail that an account sees: its own, or its organization's. Each trail once, as its home region shows it.
#[derive(Clone, Debug)]
pub struct Trail<'a> {
    /// The trail's ARN.
    pub arn: &'a str,
    /// The region in which the trail was made.
    pub home_region: &'a str,
    /// Whether it records all regions.
    pub is_multi_region_trail: bool,
    /// Whether it records events of global services such as IAM.
    pub include_global_service_events: bool,
    /// Whether it is logging, or why that is not known.
    pub is_logging: Result<bool, String>,
    /// What it records, or why that is not known.
    pub selectors: Result<Selectors<'a>, String>,
}

/// Where each partition runs its global services.
const GLOBAL_SERVICES: [&str; 3] = ["cn-north-1", "us-east-1", "us-gov-west-1"];

impl Trail<'_> {
    /// Events of global services are recorded where these run, so that the setting of a trail of one other region does
    /// nothing.
    fn includes_global_service_events(&self) -> bool {
        self.include_global_service_events
            && (self.is_multi_region_trail || GLOBAL_SERVICES.contains(&self.home_region))
    }
}

/// What is recorded of an account in a region.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct EffectiveLogging {
    /// The account.
    pub account_id: String,
    /// The region.
    pub aws_region: String,
    /// The ARNs of the trails that log and reach the region, in order.
    pub trails: Vec<String>,
    /// Those of them whose management events include those of global services, in order.
    pub global_service_events: Vec<String>,
    /// What they record together; each class with the trails that record it.
    pub events: RecordedEvents,
    /// Management events that no trail records, in words.
    pub not_recorded: Vec<String>,
    /// Trails that may record more, each with what is not known of it.
    pub unknown: Vec<String>,
}

/// What trails record of an account in a region.
pub fn effective_logging(
    account_id: &str,
    aws_region: &str,
    trails: &[Trail<'_>],
) -> EffectiveLogging {
    let mut reaching: Vec<&Trail<'_>> = trails
        .iter()
        .filter(|trail| trail.is_multi_region_trail || trail.home_region == aws_region)
        .filter(|trail| trail.is_logging != Ok(false))
        .collect();
    reaching.sort_by_key(|trail| trail.arn);
    reaching.dedup_by_key(|trail| trail.arn);
    let mut unknown = Vec::new();
    let mut counted = Vec::new();
    for trail in reaching {
        match (&trail.is_logging, &trail.selectors) {
            (Ok(_), Ok(selectors)) => counted.push((trail, selectors)),
            (Err(why), _) => unknown.push(format!("{}: whether it logs ({why})", trail.arn)),
            (_, Err(why)) => unknown.push(format!("{}: what it records ({why})", trail.arn)),
        }
    }
    let selectors: Vec<(&str, &Selectors<'_>)> = counted
        .iter()
        .map(|(trail, selectors)| (trail.arn, *selectors))
        .collect();
    let mut events = recorded_by(&selectors);
    unknown.append(&mut events.unknown);
    EffectiveLogging {
        account_id: account_id.to_owned(),
        aws_region: aws_region.to_owned(),
        trails: counted
            .iter()
            .map(|(trail, _)| trail.arn.to_owned())
            .collect(),
        global_service_events: counted
            .iter()
            .filter(|(trail, _)| trail.includes_global_service_events())
            .filter(|(trail, _)| records_management_events(&events.management, trail.arn))
            .map(|(trail, _)| trail.arn.to_owned())
            .collect(),
        not_recorded: not_recorded(&events.management),
        events,
        unknown,
    }
}

/// A trail that records no management events records none of global services either, whatever it is set to.
fn records_management_events(management: &ManagementEvents, trail: &str) -> bool {
    let by = management
        .read
        .trails
        .iter()
        .chain(&management.write.trails);
    by.into_iter().any(|arn| arn == trail)
}

fn not_recorded(management: &ManagementEvents) -> Vec<String> {
    let mut missing = Vec::new();
    for (extent, what) in [(&management.read, "read"), (&management.write, "write")] {
        match extent.recorded {
            Recorded::All => {}
            Recorded::None => missing.push(format!("management events that {what}")),
            Recorded::Part => {
                let before = missing.len();
                for source in &management.except_event_sources {
                    let recorded = if what == "read" {
                        source.read
                    } else {
                        source.write
                    };
                    match recorded {
                        Recorded::All => {}
                        Recorded::Part => missing.push(format!(
                            "some management events of {} that {what}",
                            source.event_source
                        )),
                        Recorded::None => missing.push(format!(
                            "management events of {} that {what}",
                            source.event_source
                        )),
                    }
                }
                if missing.len() == before || is_narrowed_otherwise(extent) {
                    missing.push(format!("some management events that {what}"));
                }
            }
        }
    }
    missing
}

/// Whether more is missing than the services that selectors leave out by their names.
fn is_narrowed_otherwise(extent: &Extent) -> bool {
    extent.narrowed_by.iter().any(
        |Narrowing {
             field, operator, ..
         }| field != "eventSource" || operator != "NotEquals",
    )
}
