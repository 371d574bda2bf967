//! IAM: users, groups, roles and customer managed policies, each type with a listing of its own.
//!
//! One operation tells of all four. It is asked for one type at a time, so that nobody waits for the users of an account who
//! wants a role, and a listing that breaks off leaves the other types known.

use aws_sdk_iam::operation::get_account_authorization_details::GetAccountAuthorizationDetailsOutput;
use aws_sdk_iam::types::{self, EntityType};
use futures::future::join_all;
use serde_json::{Map, Value};

use crate::model::gap::GapKind;
use crate::model::item::ConfigurationItem;
use crate::resource::ResourceType;
use crate::resource::iam::{
    self, AttachedPolicy, GROUP, Group, InlinePolicy, InstanceProfile, POLICY, PermissionsBoundary,
    Policy, PolicyVersion, ProfileRole, ROLE, Role, RoleLastUsed, Tag, USER, User,
};

use super::context::Context;
use super::convert::{json, time, word};
use super::place::Place;

const DETAILS: &str = "iam:GetAccountAuthorizationDetails";
const LIST_POLICY_TAGS: &str = "iam:ListPolicyTags";

/// The most that IAM gives in a page.
const ENTITIES_A_PAGE: i32 = 1000;

/// Reads what the plan wants of IAM.
pub(super) async fn collect(cx: &Context<'_>) {
    if !cx.wants(DETAILS) {
        return;
    }
    let (groups, policies, roles, users) = futures::join!(
        list(cx, &GROUP, EntityType::Group),
        list(cx, &POLICY, EntityType::LocalManagedPolicy),
        list(cx, &ROLE, EntityType::Role),
        list(cx, &USER, EntityType::User),
    );
    for found in groups.iter().flat_map(|page| page.group_detail_list()) {
        let names = (found.arn(), found.group_id(), found.group_name());
        push(cx, &GROUP, names, &[], |place| json(&group(place, found)));
    }
    for found in roles.iter().flat_map(|page| page.role_detail_list()) {
        let names = (found.arn(), found.role_id(), found.role_name());
        push(cx, &ROLE, names, found.tags(), |place| {
            json(&role(place, found))
        });
    }
    for found in users.iter().flat_map(|page| page.user_detail_list()) {
        let names = (found.arn(), found.user_id(), found.user_name());
        push(cx, &USER, names, found.tags(), |place| {
            json(&user(place, found))
        });
    }
    let policies = policies.iter().flat_map(|page| page.policies());
    join_all(policies.map(|found| async move {
        let names = (found.arn(), found.policy_id(), found.policy_name());
        let tags = policy_tags(cx, found.arn()).await;
        push(cx, &POLICY, names, &tags, |place| {
            json(&policy(place, found))
        });
    }))
    .await;
    if cx.wants(LIST_POLICY_TAGS) {
        cx.covered_globally(LIST_POLICY_TAGS);
    }
}

/// All resources of one type, page by page; nothing where the plan does not want it.
async fn list(
    cx: &Context<'_>,
    wanted: &ResourceType,
    kind: EntityType,
) -> Vec<GetAccountAuthorizationDetailsOutput> {
    if !cx.plan.types.contains(wanted.name) {
        return Vec::new();
    }
    let client = cx.clients.iam(cx.global_region());
    let place = Place::global(DETAILS).of_type(wanted.name);
    let listed = cx
        .pages(
            &place,
            |marker| {
                client
                    .get_account_authorization_details()
                    .filter(kind.clone())
                    .max_items(ENTITIES_A_PAGE)
                    .set_marker(marker)
                    .send()
            },
            |page| page.marker().filter(|_| page.is_truncated()),
        )
        .await;
    let last = listed.pages.last();
    if listed.complete && last.is_some_and(GetAccountAuthorizationDetailsOutput::is_truncated) {
        let message = "there is more, and AWS does not say where";
        cx.gap(&place, GapKind::Failed, message);
    }
    cx.covered_type_globally(DETAILS, wanted.name);
    listed.pages
}

/// A resource of which documents are decoded; one that cannot be is a gap of that resource.
struct Documents<'a> {
    cx: &'a Context<'a>,
    place: Place,
}

impl Documents<'_> {
    /// The document of a policy, which a gap calls by its name.
    fn decode(&self, name: Option<&str>, text: Option<&str>) -> Option<Value> {
        let document = iam::document(text?);
        if document.is_none() {
            let name = name.unwrap_or("without a name");
            let message = format!("the document of the policy {name} is not a JSON object");
            self.cx.gap(&self.place, GapKind::Failed, message);
        }
        document
    }

    fn trust(&self, text: Option<&str>) -> Option<Value> {
        self.decode(Some("of trust"), text)
    }

    fn inline(&self, policies: &[types::PolicyDetail]) -> Vec<InlinePolicy> {
        policies
            .iter()
            .map(|policy| InlinePolicy {
                policy_name: policy.policy_name.clone(),
                policy_document: self.decode(policy.policy_name(), policy.policy_document()),
            })
            .collect()
    }
}

/// Adds a resource by its ARN, id and name.
fn push(
    cx: &Context<'_>,
    resource_type: &ResourceType,
    names: (Option<&str>, Option<&str>, Option<&str>),
    tags: &[types::Tag],
    configuration: impl FnOnce(&Documents<'_>) -> Value,
) {
    let place = Place::global(DETAILS).of_type(resource_type.name);
    let (Some(arn), Some(id), name) = names else {
        cx.gap(&place, GapKind::Failed, "something has no ARN or no id");
        return;
    };
    let documents = Documents {
        cx,
        place: place.resource(arn),
    };
    let item = cx.item(resource_type.name, "global", id);
    cx.push(ConfigurationItem {
        arn: Some(arn.to_owned()),
        resource_name: name.map(str::to_owned),
        configuration: configuration(&documents),
        tags: by_key(tags),
        ..item
    });
}

fn by_key(tags: &[types::Tag]) -> Map<String, Value> {
    tags.iter()
        .map(|tag| (tag.key.clone(), Value::from(tag.value.as_str())))
        .collect()
}

/// The tags of a policy, which no listing tells; none where they are not wanted or could not be read.
async fn policy_tags(cx: &Context<'_>, arn: Option<&str>) -> Vec<types::Tag> {
    let Some(arn) = arn.filter(|_| cx.wants(LIST_POLICY_TAGS)) else {
        return Vec::new();
    };
    let client = cx.clients.iam(cx.global_region());
    let listed = cx
        .pages(
            &Place::global(LIST_POLICY_TAGS).resource(arn),
            |marker| {
                client
                    .list_policy_tags()
                    .policy_arn(arn)
                    .set_marker(marker)
                    .send()
            },
            |page| page.marker().filter(|_| page.is_truncated()),
        )
        .await;
    let pages = listed.pages.iter();
    pages.flat_map(|page| page.tags()).cloned().collect()
}

fn group(documents: &Documents<'_>, group: &types::GroupDetail) -> Group {
    Group {
        path: group.path.clone(),
        group_name: group.group_name.clone(),
        group_id: group.group_id.clone(),
        arn: group.arn.clone(),
        create_date: time(group.create_date),
        group_policy_list: documents.inline(group.group_policy_list()),
        attached_managed_policies: attached(group.attached_managed_policies()),
    }
}

fn policy(documents: &Documents<'_>, policy: &types::ManagedPolicyDetail) -> Policy {
    Policy {
        policy_name: policy.policy_name.clone(),
        policy_id: policy.policy_id.clone(),
        arn: policy.arn.clone(),
        path: policy.path.clone(),
        default_version_id: policy.default_version_id.clone(),
        attachment_count: policy.attachment_count.map(i64::from),
        permissions_boundary_usage_count: policy.permissions_boundary_usage_count.map(i64::from),
        is_attachable: policy.is_attachable,
        description: policy.description.clone(),
        create_date: time(policy.create_date),
        update_date: time(policy.update_date),
        policy_version_list: policy
            .policy_version_list()
            .iter()
            .map(|version| PolicyVersion {
                document: documents.decode(version.version_id(), version.document()),
                version_id: version.version_id.clone(),
                is_default_version: version.is_default_version,
                create_date: time(version.create_date),
            })
            .collect(),
    }
}

fn role(documents: &Documents<'_>, role: &types::RoleDetail) -> Role {
    Role {
        path: role.path.clone(),
        role_name: role.role_name.clone(),
        role_id: role.role_id.clone(),
        arn: role.arn.clone(),
        create_date: time(role.create_date),
        assume_role_policy_document: documents.trust(role.assume_role_policy_document()),
        instance_profile_list: role
            .instance_profile_list()
            .iter()
            .map(|profile| instance_profile(documents, profile))
            .collect(),
        role_policy_list: documents.inline(role.role_policy_list()),
        attached_managed_policies: attached(role.attached_managed_policies()),
        permissions_boundary: role.permissions_boundary().map(boundary),
        tags: pairs(role.tags()),
        role_last_used: role.role_last_used().map(|used| RoleLastUsed {
            last_used_date: time(used.last_used_date),
            region: used.region.clone(),
        }),
    }
}

fn user(documents: &Documents<'_>, user: &types::UserDetail) -> User {
    User {
        path: user.path.clone(),
        user_name: user.user_name.clone(),
        user_id: user.user_id.clone(),
        arn: user.arn.clone(),
        create_date: time(user.create_date),
        user_policy_list: documents.inline(user.user_policy_list()),
        group_list: user.group_list().to_vec(),
        attached_managed_policies: attached(user.attached_managed_policies()),
        permissions_boundary: user.permissions_boundary().map(boundary),
        tags: pairs(user.tags()),
    }
}

fn instance_profile(
    documents: &Documents<'_>,
    profile: &types::InstanceProfile,
) -> InstanceProfile {
    InstanceProfile {
        path: Some(profile.path.clone()),
        instance_profile_name: Some(profile.instance_profile_name.clone()),
        instance_profile_id: Some(profile.instance_profile_id.clone()),
        arn: Some(profile.arn.clone()),
        create_date: time(Some(profile.create_date)),
        roles: profile
            .roles()
            .iter()
            .map(|role| ProfileRole {
                path: Some(role.path.clone()),
                role_name: Some(role.role_name.clone()),
                role_id: Some(role.role_id.clone()),
                arn: Some(role.arn.clone()),
                create_date: time(Some(role.create_date)),
                assume_role_policy_document: documents.trust(role.assume_role_policy_document()),
            })
            .collect(),
    }
}

fn attached(policies: &[types::AttachedPolicy]) -> Vec<AttachedPolicy> {
    policies
        .iter()
        .map(|policy| AttachedPolicy {
            policy_name: policy.policy_name.clone(),
            policy_arn: policy.policy_arn.clone(),
        })
        .collect()
}

fn boundary(boundary: &types::AttachedPermissionsBoundary) -> PermissionsBoundary {
    PermissionsBoundary {
        permissions_boundary_type: word(boundary.permissions_boundary_type()),
        permissions_boundary_arn: boundary.permissions_boundary_arn.clone(),
    }
}

fn pairs(tags: &[types::Tag]) -> Vec<Tag> {
    tags.iter()
        .map(|tag| Tag {
            key: tag.key.clone(),
            value: tag.value.clone(),
        })
        .collect()
}
