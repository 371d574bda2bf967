//! One bucket: whether it exists, whose it is, where it is, and its parts.
//!
//! A bucket of the audit plane is often another account's. That S3 refuses to say anything of it proves neither that it
//! exists nor that it does not; and only S3 can say whose it is, by refusing any owner but the right one.

use std::collections::BTreeSet;

use futures::StreamExt;
use futures::stream::FuturesUnordered;

use crate::collect::context::Context;
use crate::collect::convert::json;
use crate::collect::place::Place;
use crate::collect::refusal::Refusal;
use crate::model::gap::GapKind;
use crate::model::item::{ConfigurationItem, ItemStatus, Relationship};
use crate::resource::s3::{BUCKET, Bucket, HeadBucket, PublicAccessBlock};

use super::ACCOUNT_BLOCK;
use super::parts::{self, Part};

const HEAD_BUCKET: &str = "s3:ListBucket";

/// Whom to confirm as a bucket's owner, in this order: the caller, the accounts that were named, anybody.
pub(super) fn owners(caller: &str, named: &[String]) -> Vec<Option<String>> {
    let mut seen = BTreeSet::new();
    std::iter::once(caller)
        .chain(named.iter().map(String::as_str))
        .filter(|owner| seen.insert(*owner))
        .map(|owner| Some(owner.to_owned()))
        .chain(std::iter::once(None))
        .collect()
}

/// What S3 says of a bucket's existence.
enum Existence {
    /// It exists; the owner is known if it is one that was asked for.
    Exists(Option<String>),
    /// There is no such bucket.
    Missing,
    /// Nobody knows. If anything was asked, a gap was recorded.
    Unknown,
}

/// Reads a bucket and adds it to the collection.
pub(super) async fn collect(
    cx: &Context<'_>,
    name: &str,
    probable_region: &str,
    users: Vec<Relationship>,
    owners: &[Option<String>],
    account_block: Option<&PublicAccessBlock>,
) {
    let arn = format!("arn:{}:s3:::{name}", cx.identity.partition);
    let (existence, region) = head(cx, name, &arn, probable_region, owners).await;

    let mut item = cx.item(BUCKET.name, &region, name);
    item.resource_name = Some(name.to_owned());
    item.arn = Some(arn.clone());
    item.configuration = json(&Bucket {
        name: Some(name.to_owned()),
    });
    item.relationships = users;

    let owner = match existence {
        Existence::Missing => {
            cx.push(missing(item));
            return;
        }
        Existence::Exists(owner) => {
            let head = HeadBucket {
                exists: true,
                owner_account_id: owner.clone(),
            };
            item.supplementary_configuration
                .insert("HeadBucket".to_owned(), json(&head));
            owner
        }
        Existence::Unknown => None,
    };

    let mut reading: FuturesUnordered<_> = parts::wanted(cx)
        .map(|part| parts::read(cx, part, name, &arn, &region))
        .collect();
    while let Some(part) = reading.next().await {
        match part {
            Part::Read(parts) => item.supplementary_configuration.extend(parts),
            Part::Unknown => {}
            Part::NoSuchBucket => {
                drop(reading);
                cx.push(missing(item));
                return;
            }
        }
    }
    drop(reading);
    if cx.wants(ACCOUNT_BLOCK) {
        blocked_by_the_account(cx, &mut item, &arn, owner.as_deref(), account_block);
    }
    cx.push(item);
}

/// The bucket as one that AWS knows nothing of.
fn missing(mut item: ConfigurationItem) -> ConfigurationItem {
    item.configuration_item_status = ItemStatus::ResourceDeleted;
    item.supplementary_configuration.clear();
    let head = HeadBucket {
        exists: false,
        owner_account_id: None,
    };
    item.supplementary_configuration
        .insert("HeadBucket".to_owned(), json(&head));
    item
}

/// The account's block counts for a bucket only if the account owns it.
fn blocked_by_the_account(
    cx: &Context<'_>,
    item: &mut ConfigurationItem,
    arn: &str,
    owner: Option<&str>,
    account_block: Option<&PublicAccessBlock>,
) {
    if owner == Some(cx.identity.account.as_str()) {
        // Where the account's block could not be read, its own gap covers every bucket.
        if let Some(block) = account_block {
            item.supplementary_configuration.insert(
                "AccountPublicAccessBlockConfiguration".to_owned(),
                json(block),
            );
        }
        return;
    }
    let why = match owner {
        Some(owner) => format!("the bucket belongs to account {owner}, whose public access block was not read"),
        None => "the bucket is not confirmed as the caller's own; the public access block of its account was not read"
            .to_owned(),
    };
    cx.gap(
        // The same action reads the caller's own block, of which this says nothing.
        &Place::global(ACCOUNT_BLOCK)
            .of_type(BUCKET.name)
            .resource(arn),
        GapKind::NotCollected,
        why,
    );
}

/// Whether the bucket exists and whose it is, and its region as far as it is known.
async fn head(
    cx: &Context<'_>,
    name: &str,
    arn: &str,
    probable_region: &str,
    owners: &[Option<String>],
) -> (Existence, String) {
    let mut region = probable_region.to_owned();
    if !cx.wants(HEAD_BUCKET) {
        return (Existence::Unknown, region);
    }
    let place = Place::global(HEAD_BUCKET).resource(arn);
    let mut last: Option<Refusal> = None;
    for owner in owners {
        let mut answer = ask(cx, &place, name, &region, owner).await;
        // S3 names the region with every answer; asked in another, it knows nothing else.
        if let Err(refusal) = &answer
            && let Some(actual) = refusal
                .bucket_region
                .clone()
                .filter(|actual| *actual != region)
        {
            region = actual;
            answer = ask(cx, &place, name, &region, owner).await;
        }
        match answer {
            Ok(said) => {
                return (Existence::Exists(owner.clone()), said.unwrap_or(region));
            }
            Err(refusal) if refusal.status == Some(404) => return (Existence::Missing, region),
            // The wrong owner is refused like a caller who may not ask: only the next answer tells.
            Err(refusal) if refusal.status == Some(403) => last = Some(refusal),
            Err(refusal) => {
                last = Some(refusal);
                break;
            }
        }
    }
    if let Some(refusal) = last {
        cx.refused(&place, &refusal);
    }
    (Existence::Unknown, region)
}

/// Asks once; the answer to a success is the region that S3 names.
async fn ask(
    cx: &Context<'_>,
    place: &Place,
    name: &str,
    region: &str,
    owner: &Option<String>,
) -> Result<Option<String>, Refusal> {
    let request = cx
        .clients
        .s3(region)
        .head_bucket()
        .bucket(name)
        .set_expected_bucket_owner(owner.clone());
    cx.attempt(place, request.send())
        .await
        .map(|output| output.bucket_region)
}
