//! The service control policies, what they say and what they are attached to.

use aws_sdk_organizations::types::PolicySummary;
use futures::future::join_all;
use serde_json::Value;

use crate::collect::context::Context;
use crate::collect::convert::{document, json, word};
use crate::collect::place::Place;
use crate::resource::organizations::{POLICY, Policy, PolicyTarget};

use super::{GLOBAL, Known, READ, client};

pub(super) const LIST_POLICIES: &str = "organizations:ListPolicies";
pub(super) const DESCRIBE_POLICY: &str = "organizations:DescribePolicy";
pub(super) const LIST_TARGETS: &str = "organizations:ListTargetsForPolicy";

/// Reads the policies.
pub(super) async fn collect(cx: &Context<'_>, known: &Known) {
    if !cx.wants(LIST_POLICIES) {
        return;
    }
    let client = client(cx);
    let listed = cx
        .pages(
            &known.place(LIST_POLICIES),
            |token| {
                client
                    .list_policies()
                    .filter(READ)
                    .set_next_token(token)
                    .send()
            },
            |page| page.next_token(),
        )
        .await;
    let policies = listed.pages.iter().flat_map(|page| page.policies());
    join_all(policies.map(|policy| push(cx, policy))).await;
}

async fn push(cx: &Context<'_>, policy: &PolicySummary) {
    let id = policy.id().unwrap_or_default();
    let mut item = cx.item(POLICY.name, GLOBAL, id);
    item.resource_name = policy.name.clone();
    item.arn = policy.arn.clone();
    item.configuration = json(&Policy {
        id: id.to_owned(),
        arn: policy.arn.clone(),
        name: policy.name.clone(),
        r#type: word(policy.r#type.as_ref()),
        aws_managed: policy.aws_managed(),
    });
    let key = item.key();
    let (content, targets) = futures::join!(content(cx, id, &key), async {
        // AWS's own policy is attached to nearly everything in the organization, which takes as long as all the rest.
        if policy.aws_managed() {
            return None;
        }
        targets(cx, id, &key).await
    });
    for (name, part) in [("Content", content), ("Targets", targets)] {
        if let Some(part) = part {
            item.supplementary_configuration
                .insert(name.to_owned(), part);
        }
    }
    cx.push(item);
}

async fn content(cx: &Context<'_>, id: &str, key: &str) -> Option<Value> {
    if !cx.wants(DESCRIBE_POLICY) {
        return None;
    }
    let place = Place::global(DESCRIBE_POLICY).resource(key);
    let request = client(cx).describe_policy().policy_id(id);
    let policy = cx.call(&place, request.send()).await?.policy?;
    document(cx, &place, Some(policy.content().unwrap_or_default()))
}

/// What a policy is attached to; none where the list broke off.
async fn targets(cx: &Context<'_>, id: &str, key: &str) -> Option<Value> {
    if !cx.wants(LIST_TARGETS) {
        return None;
    }
    let client = client(cx);
    let listed = cx
        .pages(
            &Place::global(LIST_TARGETS).resource(key),
            |token| {
                client
                    .list_targets_for_policy()
                    .policy_id(id)
                    .set_next_token(token)
                    .send()
            },
            |page| page.next_token(),
        )
        .await;
    let targets = listed.whole(|page| page.targets())?;
    let targets: Vec<_> = targets
        .map(|target| PolicyTarget {
            target_id: target.target_id.clone(),
            arn: target.arn.clone(),
            name: target.name.clone(),
            r#type: word(target.r#type.as_ref()),
        })
        .collect();
    Some(json(&targets))
}
