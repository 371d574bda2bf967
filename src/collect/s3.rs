//! S3: buckets to which the audit plane delivers, or all of them, and the account's public access block.

mod bucket;
mod destinations;
mod notifications;
mod parts;

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_s3control::types::PublicAccessBlockConfiguration;
use futures::future::join_all;

use crate::model::gap::GapKind;
use crate::model::item::Relationship;
use crate::resource::s3::{ACCOUNT_PUBLIC_ACCESS_BLOCK, BUCKET, PublicAccessBlock};

use super::context::{Answer, Context};
use super::convert::json;
use super::place::Place;
use super::uses;

const LIST_BUCKETS: &str = "s3:ListAllMyBuckets";
const ACCOUNT_BLOCK: &str = "s3:GetAccountPublicAccessBlock";

/// The most buckets that a page of `ListBuckets` holds; asking for pages makes S3 name each bucket's region.
const BUCKETS_A_PAGE: i32 = 1000;

/// The code of a setting that was never made: an answer, not a failure.
const NO_BLOCK: &str = "NoSuchPublicAccessBlockConfiguration";

/// A bucket that is to be read.
struct Wanted {
    /// The region in which it probably is.
    region: String,
    /// Who delivers there.
    users: BTreeSet<Relationship>,
}

/// Reads the account's public access block and the buckets that the plan wants.
pub(super) async fn collect(cx: &Context<'_>, bucket_owners: &[String]) {
    let account_block = account_public_access_block(cx).await;

    let whole = cx.plan.whole.contains(BUCKET.name) && cx.wants(LIST_BUCKETS);
    if !whole && !cx.plan.referenced.contains_key(BUCKET.name) {
        return;
    }
    let mut buckets: BTreeMap<String, Wanted> = BTreeMap::new();
    for (reference, users) in uses::of(cx, BUCKET.name) {
        let wanted = Wanted {
            region: reference.region,
            users: BTreeSet::new(),
        };
        buckets
            .entry(reference.name)
            .or_insert(wanted)
            .users
            .extend(users);
    }
    if whole {
        list(cx, &mut buckets).await;
        cx.covered_globally(LIST_BUCKETS);
    }

    let owners = bucket::owners(&cx.identity.account, bucket_owners);
    read(cx, &buckets, &owners, account_block.as_ref()).await;
    let mut further = destinations::of(cx);
    for name in buckets.keys() {
        if let Some(wanted) = further.remove(name) {
            cx.add_users(BUCKET.name, name, wanted.users);
        }
    }
    read(cx, &further, &owners, account_block.as_ref()).await;

    // What AWS Config recorded of buckets is read by its own collector.
    let parts = BUCKET.parts.iter().map(|part| part.action);
    let parts = parts.filter(|action| action.starts_with("s3:"));
    for action in parts.chain(BUCKET.prerequisites.iter().copied()) {
        if cx.wants(action) {
            cx.covered_globally(action);
        }
    }
}

/// Reads buckets side by side.
async fn read(
    cx: &Context<'_>,
    buckets: &BTreeMap<String, Wanted>,
    owners: &[Option<String>],
    account_block: Option<&PublicAccessBlock>,
) {
    join_all(buckets.iter().map(|(name, wanted)| {
        let users = wanted.users.iter().cloned().collect();
        bucket::collect(cx, name, &wanted.region, users, owners, account_block)
    }))
    .await;
}

/// Adds all buckets of the account to those that are to be read.
async fn list(cx: &Context<'_>, buckets: &mut BTreeMap<String, Wanted>) {
    let client = cx.clients.s3(cx.global_region());
    let listed = cx
        .pages(
            &Place::global(LIST_BUCKETS),
            |token| {
                client
                    .list_buckets()
                    .max_buckets(BUCKETS_A_PAGE)
                    .set_continuation_token(token)
                    .send()
            },
            |page| page.continuation_token(),
        )
        .await;
    for bucket in listed.pages.iter().flat_map(|page| page.buckets()) {
        let Some(name) = bucket.name() else { continue };
        let region = bucket.bucket_region().unwrap_or_else(|| cx.global_region());
        let wanted = Wanted {
            region: region.to_owned(),
            users: BTreeSet::new(),
        };
        buckets.entry(name.to_owned()).or_insert(wanted).region = region.to_owned();
    }
}

/// Reads the account's public access block; none when it is not wanted or could not be read.
async fn account_public_access_block(cx: &Context<'_>) -> Option<PublicAccessBlock> {
    if !cx.wants(ACCOUNT_BLOCK) {
        return None;
    }
    let place = Place::global(ACCOUNT_BLOCK);
    let request = cx
        .clients
        .s3control(cx.global_region())
        .get_public_access_block()
        .account_id(&cx.identity.account);
    let block = match cx.ask(&place, &[NO_BLOCK], request.send()).await {
        Answer::Output(output) => {
            let block = output.public_access_block_configuration.as_ref().map(block);
            if block.is_none() {
                cx.gap(
                    &place,
                    GapKind::Failed,
                    "the answer has no public access block",
                );
            }
            block
        }
        Answer::Fact(_) => Some(PublicAccessBlock::default()),
        Answer::Unknown => None,
    };
    if let Some(block) = &block {
        let mut item = cx.item(
            ACCOUNT_PUBLIC_ACCESS_BLOCK.name,
            "global",
            cx.identity.account.clone(),
        );
        item.configuration = json(block);
        cx.push(item);
    }
    cx.covered_globally(ACCOUNT_BLOCK);
    block
}

fn block(block: &PublicAccessBlockConfiguration) -> PublicAccessBlock {
    PublicAccessBlock {
        block_public_acls: block.block_public_acls().unwrap_or_default(),
        ignore_public_acls: block.ignore_public_acls().unwrap_or_default(),
        block_public_policy: block.block_public_policy().unwrap_or_default(),
        restrict_public_buckets: block.restrict_public_buckets().unwrap_or_default(),
    }
}
