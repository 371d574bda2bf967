//! Histories: what AWS Config recorded of trails, recorders, and the buckets and keys that were read.
//!
//! The service's own API says how a resource is; only AWS Config says how it was. So a history is a part of the resource,
//! beside what the service says of it, and not another item for it.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_config::operation::get_resource_config_history::GetResourceConfigHistoryOutput;
use aws_sdk_config::types;
use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;
use futures::future::join_all;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use crate::collect::context::{Answer, Context};
use crate::collect::convert::{self, time, word};
use crate::collect::place::Place;
use crate::import::normalize;
use crate::model::gap::GapKind;
use crate::model::item::ConfigurationItem;
use crate::resource::ResourceType;
use crate::resource::cloudtrail::{TRAIL, Trail};
use crate::resource::config::{ConfigurationRecorder, RECORDER};
use crate::resource::history::{
    self, NoParts, RecordedBucketParts, RecordedItem, RecordedKeyParts,
};
use crate::resource::kms::{KEY, Key};
use crate::resource::s3::{BUCKET, Bucket};

const HISTORY: &str = history::ACTION;

/// The most items that a page of a history holds.
const ITEMS_A_PAGE: i32 = 100;

/// What it means that there is nothing: no recorder was ever there, or none has seen the resource.
const NOTHING: [&str; 2] = [
    "NoAvailableConfigurationRecorderException",
    "ResourceNotDiscoveredException",
];

/// How an item becomes one of a history.
type Record = fn(ConfigurationItem, Option<String>) -> Result<Value, String>;

/// A type of which histories are read.
struct Kind {
    known: &'static ResourceType,
    record: Record,
    /// The further parts that are kept of each item.
    parts: &'static [&'static str],
    /// Whether its resources are found region by region.
    regional: bool,
    /// The codes by which AWS says that it has nothing.
    nothing: &'static [&'static str],
}

static KINDS: [Kind; 4] = [
    Kind {
        known: &TRAIL,
        record: recorded::<Trail, NoParts>,
        parts: &[],
        regional: true,
        nothing: &NOTHING,
    },
    Kind {
        known: &RECORDER,
        record: recorded::<ConfigurationRecorder, NoParts>,
        parts: &[],
        regional: true,
        // AWS Config records recorders by itself, but its API does not name their type among those that it takes. Nothing
        // else in a first request can be invalid, so this says that it gives out no history of them. A policy may not
        // take that for "nothing happened".
        nothing: &[NOTHING[0], NOTHING[1], "ValidationException"],
    },
    Kind {
        known: &BUCKET,
        record: recorded::<Bucket, RecordedBucketParts>,
        parts: &[
            "BucketVersioningConfiguration",
            "PublicAccessBlockConfiguration",
        ],
        regional: false,
        nothing: &NOTHING,
    },
    Kind {
        known: &KEY,
        record: recorded::<Key, RecordedKeyParts>,
        parts: &["KeyRotationStatus"],
        regional: false,
        nothing: &NOTHING,
    },
];

/// Adds their histories to the resources that were read, as far as somebody wants to know.
pub(super) async fn collect(cx: &Context<'_>, regions: &[&str]) {
    if cx.wants(HISTORY) {
        join_all(KINDS.iter().map(|kind| of_kind(cx, kind, regions))).await;
    }
}

/// A resource whose history is asked for.
struct Subject {
    key: String,
    region: String,
    /// Under which ids AWS Config may know it, the likeliest first.
    ids: Vec<String>,
}

async fn of_kind(cx: &Context<'_>, kind: &Kind, regions: &[&str]) {
    let name = kind.known.name;
    if !cx.plan.wants_part(name, history::PATH) {
        return;
    }
    let mut subjects = Vec::new();
    let mut visited: BTreeSet<String> = regions.iter().map(|region| (*region).to_owned()).collect();
    cx.each_item(name, |item| {
        if !item.configuration_item_status.is_deleted() {
            visited.insert(item.aws_region.clone());
            subjects.push(subject(item));
        }
    });
    let histories = join_all(subjects.into_iter().map(|subject| async move {
        let history = read(cx, kind, &subject).await?;
        Some((subject.key, Value::from(history)))
    }))
    .await;
    let histories: BTreeMap<String, Value> = histories.into_iter().flatten().collect();
    cx.add_part(name, history::PART, histories);
    if kind.regional {
        for region in &visited {
            cx.covered_type(HISTORY, region, name);
        }
    } else {
        cx.covered_type_globally(HISTORY, name);
    }
}

/// AWS Config knows a trail by its ARN. Should it know it by its name, that is no reason to call it unrecorded.
fn subject(item: &ConfigurationItem) -> Subject {
    let arn = item
        .arn
        .clone()
        .filter(|_| item.resource_type == TRAIL.name);
    Subject {
        key: item.key(),
        region: item.aws_region.clone(),
        ids: arn.into_iter().chain([item.resource_id.clone()]).collect(),
    }
}

/// The history of a resource, newest first; none where it could not all be read.
async fn read(cx: &Context<'_>, kind: &Kind, subject: &Subject) -> Option<Vec<Value>> {
    let place = if kind.regional {
        Place::regional(HISTORY, &subject.region)
    } else {
        Place::global(HISTORY).note(Some(format!("in {}", subject.region)))
    };
    let place = place.of_type(kind.known.name).resource(&subject.key);
    for id in &subject.ids {
        let pages = pages(cx, kind, &place, &subject.region, id).await?;
        let items: Vec<&types::ConfigurationItem> = pages
            .iter()
            .flat_map(|page| page.configuration_items())
            .collect();
        if items.is_empty() {
            continue;
        }
        let end = items
            .iter()
            .position(|item| is_before_the_window(cx, item))
            .map_or(items.len(), |last| last + 1);
        let mut history = Vec::new();
        for item in &items[..end] {
            match state(kind, cx, &subject.region, id, item) {
                Ok(state) => history.push(state),
                Err(error) => {
                    let message = format!("not a configuration item: {error}");
                    cx.gap(&place, GapKind::Failed, message);
                    return None;
                }
            }
        }
        return Some(history);
    }
    Some(Vec::new())
}

/// Pages until one reaches back far enough: no further page is asked for than the window takes.
async fn pages(
    cx: &Context<'_>,
    kind: &Kind,
    place: &Place,
    region: &str,
    id: &str,
) -> Option<Vec<GetResourceConfigHistoryOutput>> {
    let client = cx.clients.config(region);
    let request = |token: Option<String>| {
        client
            .get_resource_config_history()
            .resource_type(types::ResourceType::from(kind.known.name))
            .resource_id(id)
            .chronological_order(types::ChronologicalOrder::Reverse)
            .limit(ITEMS_A_PAGE)
            .set_next_token(token)
            .send()
    };
    let further = |page: &GetResourceConfigHistoryOutput| {
        let last = page.configuration_items().last();
        let enough = last.is_some_and(|item| is_before_the_window(cx, item));
        page.next_token()
            .filter(|token| !enough && !token.is_empty())
            .map(str::to_owned)
    };
    let first = match cx.ask(place, kind.nothing, request(None)).await {
        Answer::Output(page) => page,
        Answer::Fact(_) => return Some(Vec::new()),
        Answer::Unknown => return None,
    };
    let second = further(&first);
    let mut pages = vec![first];
    if second.is_some() {
        let rest = cx
            .pages(
                place,
                |token| request(token.or_else(|| second.clone())),
                |page| further(page).is_some().then(|| page.next_token()).flatten(),
            )
            .await;
        if !rest.complete {
            return None;
        }
        pages.extend(rest.pages);
    }
    Some(pages)
}

/// Whether an item is older than what is looked back on: the last one that matters, since it says what was there before.
fn is_before_the_window(cx: &Context<'_>, item: &types::ConfigurationItem) -> bool {
    let now = DateTime::from_str(cx.captured_at(), Format::DateTime);
    match (item.configuration_item_capture_time, now) {
        (Some(time), Ok(now)) => time.secs() < now.secs() - history::DAYS * 24 * 60 * 60,
        _ => false,
    }
}

/// One state of a history.
fn state(
    kind: &Kind,
    cx: &Context<'_>,
    region: &str,
    id: &str,
    item: &types::ConfigurationItem,
) -> Result<Value, String> {
    let parts: Map<String, Value> = kind
        .parts
        .iter()
        .filter_map(|name| {
            let text = item.supplementary_configuration()?.get(*name)?;
            Some(((*name).to_owned(), Value::from(text.as_str())))
        })
        .collect();
    let spelt_once = normalize::configuration_item(json!({
        "accountId": item.account_id().unwrap_or(&cx.identity.account),
        "awsRegion": item.aws_region().unwrap_or(region),
        "resourceType": kind.known.name,
        "resourceId": item.resource_id().unwrap_or(id),
        "arn": item.arn(),
        "configurationItemCaptureTime": time(item.configuration_item_capture_time),
        "configurationItemStatus": item.configuration_item_status().map(types::ConfigurationItemStatus::as_str),
        "configuration": item.configuration(),
        "supplementaryConfiguration": parts,
    }))?;
    (kind.record)(spelt_once, word(item.recording_frequency()))
}

/// An item as one of a history, in the shape of its type.
fn recorded<C, P>(item: ConfigurationItem, frequency: Option<String>) -> Result<Value, String>
where
    C: Default + DeserializeOwned + Serialize,
    P: Default + DeserializeOwned + Serialize,
{
    let gone = item.configuration_item_status.is_deleted() || item.configuration.is_null();
    let shaped = |error: serde_json::Error| error.to_string();
    let (configuration, parts) = if gone {
        (None, None)
    } else {
        let parts = Value::Object(item.supplementary_configuration);
        (
            Some(serde_json::from_value::<C>(item.configuration).map_err(shaped)?),
            Some(serde_json::from_value::<P>(parts).map_err(shaped)?),
        )
    };
    let status = serde_json::to_value(item.configuration_item_status).map_err(shaped)?;
    Ok(convert::json(&RecordedItem {
        configuration_item_capture_time: item
            .configuration_item_capture_time
            .ok_or("it has no configurationItemCaptureTime")?,
        configuration_item_status: status.as_str().unwrap_or_default().to_owned(),
        recording_frequency: frequency,
        configuration,
        supplementary_configuration: parts,
    }))
}
