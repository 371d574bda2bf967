//! Configuration items: resources of types that only AWS Config knows.
//!
//! One query a type and region gives whole items. An empty answer is not "none there": AWS Config answers so for types
//! that it does not record, too. It is believed only where a recorder records the type and the list of discovered
//! resources is empty as well.

use std::collections::BTreeSet;

use aws_sdk_config::operation::batch_get_resource_config::BatchGetResourceConfigOutput;
use aws_sdk_config::types;
use futures::future::join_all;
use serde_json::{Map, Value, json};

use crate::collect::context::Context;
use crate::collect::convert::time;
use crate::collect::place::Place;
use crate::import::normalize;
use crate::model::gap::GapKind;
use crate::model::item::ConfigurationItem;

use super::recorder;

const SELECT: &str = "config:SelectResourceConfig";
const LIST: &str = "config:ListDiscoveredResources";
const BATCH_GET: &str = "config:BatchGetResourceConfig";

/// What is asked of each resource. `SELECT *` would leave out everything that is not a plain value.
const PROPERTIES: &str = "accountId, awsRegion, resourceType, resourceId, resourceName, arn, \
     configurationItemCaptureTime, configurationItemStatus, configuration, supplementaryConfiguration, tags, relationships";

/// The most rows that a page of a query holds.
const ROWS_A_PAGE: i32 = 100;

/// The most resources that `BatchGetResourceConfig` takes at once.
const KEYS_A_CALL: usize = 100;

/// How often keys are asked for again that AWS Config left unprocessed.
const ROUNDS: usize = 4;

/// Reads the items of each type that the plan wants from AWS Config in a region.
pub(super) async fn collect(
    cx: &Context<'_>,
    region: &str,
    recorders: Option<&[types::ConfigurationRecorder]>,
) {
    let types = cx.plan.config_types.iter();
    join_all(types.map(|resource_type| {
        Items {
            cx,
            region,
            resource_type,
            recorders,
        }
        .collect()
    }))
    .await;
}

/// The items of one type in one region.
struct Items<'a> {
    cx: &'a Context<'a>,
    region: &'a str,
    resource_type: &'a str,
    recorders: Option<&'a [types::ConfigurationRecorder]>,
}

impl Items<'_> {
    fn place(&self, action: &'static str) -> Place {
        Place::regional(action, self.region).of_type(self.resource_type)
    }

    fn covered(&self, action: &str) {
        self.cx
            .covered_type(action, self.region, self.resource_type);
    }

    fn can_list(&self) -> bool {
        self.cx.wants(LIST) && self.cx.wants(BATCH_GET)
    }

    async fn collect(self) {
        if self.cx.wants(SELECT) {
            self.select().await;
        } else if self.can_list() {
            self.discover(BATCH_GET).await;
        }
    }

    /// Asks with a query.
    async fn select(&self) {
        let client = self.cx.clients.config(self.region);
        let place = self.place(SELECT);
        // A type's name comes from a policy: what could end the literal has no place in it.
        let expression = format!(
            "SELECT {PROPERTIES} WHERE resourceType = '{}'",
            self.resource_type.replace(['\'', '\\'], "")
        );
        let request = |token: Option<String>| {
            client
                .select_resource_config()
                .expression(&expression)
                .limit(ROWS_A_PAGE)
                .set_next_token(token)
                .send()
        };
        let first = match self.cx.attempt(&place, request(None)).await {
            Ok(page) => page,
            Err(refusal) => {
                let no_queries = refusal.kind == GapKind::Unsupported
                    || refusal.has_code(&["InvalidExpressionException"]);
                if no_queries && self.can_list() {
                    self.discover(BATCH_GET).await;
                } else {
                    self.cx.refused(&place, &refusal);
                    self.covered(SELECT);
                }
                return;
            }
        };
        let second = first
            .next_token()
            .filter(|token| !token.is_empty())
            .map(str::to_owned);
        let mut pages = vec![first];
        let mut complete = true;
        if second.is_some() {
            let rest = self
                .cx
                .pages(
                    &place,
                    |token| request(token.or_else(|| second.clone())),
                    |page| page.next_token(),
                )
                .await;
            complete = rest.complete;
            pages.extend(rest.pages);
        }
        let mut rows = 0;
        for row in pages.iter().flat_map(|page| page.results()) {
            rows += 1;
            let item = serde_json::from_str::<Value>(row)
                .map_err(|error| error.to_string())
                .and_then(configuration_item);
            match item {
                Ok(item) => self.push(item),
                Err(error) => self.cx.gap(
                    &place,
                    GapKind::Failed,
                    format!("a row is no configuration item: {error}"),
                ),
            }
        }
        // Items that were fetched after all lack what only a query gives, so the query does not count as answered.
        if rows > 0 || !complete || !self.doubt_nothing(SELECT).await {
            self.covered(SELECT);
        }
    }

    /// Finds out what it means that a query answered with no rows; true when there are resources all the same.
    async fn doubt_nothing(&self, action: &'static str) -> bool {
        self.is_recorded(action) && self.can_list() && self.discover(action).await
    }

    /// True when a recorder records the type; else a gap says why an empty answer says nothing.
    fn is_recorded(&self, action: &'static str) -> bool {
        let why = match self.recorders {
            Some(recorders) if recorder::records(recorders, self.resource_type) => return true,
            Some(_) => "AWS Config does not record the type there",
            None => {
                "AWS Config knows of none there, and whether it records the type could not be read"
            }
        };
        self.cx.gap(&self.place(action), GapKind::NotCollected, why);
        false
    }

    /// Lists the resources and fetches their items; true when there are any. What stays unknown is a gap of `action`.
    async fn discover(&self, action: &'static str) -> bool {
        let client = self.cx.clients.config(self.region);
        let resource_type = types::ResourceType::from(self.resource_type);
        let listed = self
            .cx
            .pages(
                &self.place(LIST),
                |token| {
                    client
                        .list_discovered_resources()
                        .resource_type(resource_type.clone())
                        .limit(100)
                        .set_next_token(token)
                        .send()
                },
                |page| page.next_token(),
            )
            .await;
        let ids: BTreeSet<String> = listed
            .pages
            .iter()
            .flat_map(|page| page.resource_identifiers())
            .filter_map(|found| found.resource_id.clone())
            .collect();
        if listed.complete && ids.is_empty() && action == BATCH_GET {
            self.is_recorded(action);
        }
        let ids: Vec<String> = ids.into_iter().collect();
        let missing: usize = join_all(ids.chunks(KEYS_A_CALL).map(|ids| self.fetch(ids)))
            .await
            .into_iter()
            .sum();
        if missing > 0 {
            self.cx.gap(
                &self.place(action),
                GapKind::Failed,
                format!(
                    "AWS Config gave no item for {missing} of {} resources that it lists",
                    ids.len()
                ),
            );
        }
        self.covered(LIST);
        self.covered(BATCH_GET);
        !ids.is_empty()
    }

    /// Fetches items by id; returns how many of them did not come.
    async fn fetch(&self, ids: &[String]) -> usize {
        let mut left: BTreeSet<String> = ids.iter().cloned().collect();
        for _ in 0..ROUNDS {
            let Some(output) = self.batch(&left).await else {
                // The gap that the call left says more than a count would.
                return 0;
            };
            for item in output.base_configuration_items() {
                if let Some(id) = item.resource_id() {
                    left.remove(id);
                }
                match configuration_item(base_item(item)) {
                    Ok(item) => self.push(item),
                    Err(error) => {
                        let message = format!("not a configuration item: {error}");
                        self.cx
                            .gap(&self.place(BATCH_GET), GapKind::Failed, message);
                    }
                }
            }
            if output.unprocessed_resource_keys().is_empty() || left.is_empty() {
                break;
            }
        }
        left.len()
    }

    async fn batch(&self, ids: &BTreeSet<String>) -> Option<BatchGetResourceConfigOutput> {
        let mut request = self
            .cx
            .clients
            .config(self.region)
            .batch_get_resource_config();
        for id in ids {
            let key = types::ResourceKey::builder()
                .resource_type(self.resource_type.into())
                .resource_id(id)
                .build();
            if let Ok(key) = key {
                request = request.resource_keys(key);
            }
        }
        self.cx.call(&self.place(BATCH_GET), request.send()).await
    }

    fn push(&self, item: ConfigurationItem) {
        self.cx.push(item);
    }
}

/// What `BatchGetResourceConfig` returns, in the spelling of AWS Config's files.
fn base_item(item: &types::BaseConfigurationItem) -> Value {
    let supplementary: Map<String, Value> = item
        .supplementary_configuration()
        .map(|parts| {
            // The order of a hash map does not reach the snapshot: a JSON object here is sorted by name.
            let sorted: std::collections::BTreeMap<_, _> = parts.iter().collect();
            sorted
                .into_iter()
                .map(|(name, part)| (name.clone(), Value::from(part.as_str())))
                .collect()
        })
        .unwrap_or_default();
    json!({
        "accountId": item.account_id(),
        "awsRegion": item.aws_region(),
        "resourceType": item.resource_type().map(types::ResourceType::as_str),
        "resourceId": item.resource_id(),
        "resourceName": item.resource_name(),
        "arn": item.arn(),
        "configurationItemCaptureTime": time(item.configuration_item_capture_time),
        "configurationItemStatus": item.configuration_item_status().map(types::ConfigurationItemStatus::as_str),
        "configuration": item.configuration(),
        "supplementaryConfiguration": supplementary,
    })
}

/// An item of AWS Config in our shape, the same as from a file that AWS Config delivered.
fn configuration_item(value: Value) -> Result<ConfigurationItem, String> {
    normalize::configuration_item(value)
}
