//! Deleted resources: trails and event data stores that are there no more.
//!
//! Their own service does not know them any longer; AWS Config lists them as long as it keeps their items. The list is a
//! part of the recorder, since without one AWS Config has nothing to list.

use std::collections::BTreeMap;

use aws_sdk_config::types::{ResourceIdentifier, ResourceType};
use futures::future::join_all;

use crate::collect::context::Context;
use crate::collect::convert::{json, time};
use crate::collect::place::Place;
use crate::resource::config::{
    DELETED_RESOURCES, DeletedResource, LISTED_AFTER_DELETION, RECORDER,
};

const LIST: &str = "config:ListDiscoveredResources";
const PART: &str = "DeletedResources";

/// Adds to the recorders of these regions what AWS Config knew there and knows as deleted.
pub(super) async fn collect(cx: &Context<'_>, regions: &[&str]) {
    if !cx.wants(LIST) || !cx.plan.wants_part(RECORDER.name, DELETED_RESOURCES) {
        return;
    }
    let mut recorders: BTreeMap<String, Vec<String>> = BTreeMap::new();
    cx.each_item(RECORDER.name, |item| {
        recorders
            .entry(item.aws_region.clone())
            .or_default()
            .push(item.key());
    });
    let found = join_all(recorders.into_iter().map(|(region, keys)| async move {
        let deleted = json(&list(cx, &region).await?);
        Some(keys.into_iter().map(move |key| (key, deleted.clone())))
    }))
    .await;
    let parts = found.into_iter().flatten().flatten().collect();
    cx.add_part(RECORDER.name, PART, parts);
    for region in regions {
        cx.covered_type(LIST, region, RECORDER.name);
    }
}

/// What is deleted in a region; none where not all could be read.
async fn list(cx: &Context<'_>, region: &str) -> Option<Vec<DeletedResource>> {
    let listed =
        join_all(LISTED_AFTER_DELETION.map(|resource_type| of_type(cx, region, resource_type)))
            .await;
    let listed: Option<Vec<_>> = listed.into_iter().collect();
    listed.map(|lists| lists.concat())
}

async fn of_type(
    cx: &Context<'_>,
    region: &str,
    resource_type: &str,
) -> Option<Vec<DeletedResource>> {
    let client = cx.clients.config(region);
    let place = Place::regional(LIST, region)
        .of_type(RECORDER.name)
        .note(Some(format!("for deleted {resource_type}")));
    let listed = cx
        .pages(
            &place,
            |token| {
                client
                    .list_discovered_resources()
                    .resource_type(ResourceType::from(resource_type))
                    .include_deleted_resources(true)
                    .limit(100)
                    .set_next_token(token)
                    .send()
            },
            |page| page.next_token(),
        )
        .await;
    let found = listed.whole(|page| page.resource_identifiers())?;
    Some(found.filter_map(deleted).collect())
}

/// A resource that has a time of deletion; what is still there is listed without one.
fn deleted(found: &ResourceIdentifier) -> Option<DeletedResource> {
    Some(DeletedResource {
        resource_type: found.resource_type()?.as_str().to_owned(),
        resource_id: found.resource_id()?.to_owned(),
        resource_name: found.resource_name.clone(),
        resource_deletion_time: time(found.resource_deletion_time)?,
    })
}
