//! What a resource's policy grants, and to whom: the policy of a bucket, key, topic, event bus or event data store.
//!
//! The question is not how a statement is spelt but who gets in. `"*"`, `{"AWS": "*"}`, a list with a wildcard in it and
//! `NotPrincipal` are all everyone. A condition keeps them out only if it demands a fixed value of a key that the caller
//! cannot choose: an account, an organization, an ARN with its account, a VPC endpoint, a network that is not half of
//! the internet. `aws:SecureTransport`, `aws:Referer`, `kms:ViaService` and the like demand nothing of who is calling.
//! A `Deny` counts where it refuses everything that an `Allow` opens.
//!
//! What is not understood is named. While something is, a policy is never said not to be public.
//!
//! Source: the IAM user guide, "AWS JSON policy elements"; the S3 user guide, "The meaning of public". There are two
//! differences from what S3 says of a bucket (`GetBucketPolicyStatus`). An ARN whose account is fixed narrows a grant to
//! that account, though the rest of it has wildcards. And a `Deny` counts.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

mod condition;
mod denial;
mod document;
#[cfg(test)]
mod tests;
mod wildcard;

use condition::limits;
use denial::Denials;
use document::{Effect, Principal, Statement, statements};

/// The resource that a policy is of.
#[derive(Clone, Copy, Debug)]
pub struct Resource<'a> {
    /// The account that owns it.
    pub account_id: &'a str,
    /// Its ARN.
    pub arn: &'a str,
    /// Whether public policies are restricted to the owner's account, for a bucket: `restrictPublicBuckets` of the
    /// bucket's or the account's public access block. `None` where that is not known; `Some(false)` for other resources.
    pub restricts_public_policies: Option<bool>,
}

/// Whether a policy lets everyone in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Publicity {
    /// It does.
    Public,
    /// It would, but a public access block restricts it to the owner's account and AWS services.
    Restricted,
    /// It does not.
    NotPublic,
    /// Something that decides it is not understood, or not known.
    Unknown,
}

/// What a resource's policy means.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ResourcePolicyMeaning {
    /// Whether the policy lets everyone in.
    pub publicity: Publicity,
    /// What is granted to everyone without a limit.
    pub public: Vec<Grant>,
    /// What is granted to others, and to everyone within limits.
    pub grants: Vec<Grant>,
    /// The accounts that are let in besides the owner's, by name or by a condition, in order.
    pub foreign_accounts: Vec<String>,
    /// The organizations that are let in, in order.
    pub organizations: Vec<String>,
    /// Whether plain HTTP is refused.
    pub transport: Transport,
    /// What is denied, statement by statement.
    pub denials: Vec<Denial>,
    /// What is not understood, with its statement.
    pub unknown: Vec<String>,
}

/// What one statement grants to one principal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Grant {
    /// The statement: its `Sid`, or its place, `#1` for the first.
    pub statement: String,
    /// To whom.
    pub to: Grantee,
    /// The actions as they are written.
    pub actions: Covered,
    /// The resources as they are written.
    pub resources: Covered,
    /// What really narrows who is calling. Each must hold; of those from one denial, any.
    pub limits: Vec<Limit>,
    /// The keys of conditions that do not narrow who is calling, in order.
    pub other_conditions: Vec<String>,
    /// For a service: whether it is told for whose sake it may act, which keeps others from sending it
    /// (the confused deputy). `true` for all else.
    pub is_guarded: bool,
}

/// Actions or resources of a statement.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Covered {
    /// Whether these are the ones that are not meant: `NotAction`, `NotResource`.
    pub all_except: bool,
    /// The patterns.
    pub patterns: Vec<String>,
}

/// To whom something is granted.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Grantee {
    /// What kind of principal it is.
    pub kind: GranteeKind,
    /// The principal as it is written.
    pub id: String,
    /// The account that it is of, where that can be told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account_id: Option<String>,
}

/// The kinds of principals.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum GranteeKind {
    /// Everyone, in any spelling.
    Everyone,
    /// An account, or a user, role or session in it.
    Aws,
    /// An AWS service.
    Service,
    /// Those whom an identity provider vouches for.
    Federated,
    /// An account by its canonical user id.
    CanonicalUser,
}

/// A condition that narrows who is calling.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Limit {
    /// The condition key as it is written; `NotPrincipal` where a denial spares some.
    pub key: String,
    /// The values, one of which must hold.
    pub values: Vec<String>,
    /// The denying statement that limits, where it is not the granting one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub denied_by: Option<String>,
}

/// A statement that denies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Denial {
    /// The statement.
    pub statement: String,
    /// Whether everyone is meant.
    pub is_for_everyone: bool,
    /// Those who are spared, of everyone.
    pub except_principals: Vec<String>,
    /// The actions.
    pub actions: Covered,
    /// The resources.
    pub resources: Covered,
    /// The keys of its conditions, in order. Without any, it always denies.
    pub conditions: Vec<String>,
}

/// Whether plain HTTP is refused to everyone, for all actions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Transport {
    /// For the resource itself.
    pub refuses_http_to_resource: bool,
    /// For everything below it, such as the objects in a bucket.
    pub refuses_http_below: bool,
}

/// What a policy means.
///
/// `document` is the policy as an object, or as the JSON text of one. A resource without a policy has no meaning to ask
/// for: what is no policy document is unknown.
pub fn meaning_of(document: &Value, resource: &Resource<'_>) -> ResourcePolicyMeaning {
    let parsed = match document {
        Value::String(text) => serde_json::from_str(text).unwrap_or_default(),
        other => other.clone(),
    };
    let (statements, unknown) = statements(&parsed);
    let denials = Denials::new(&statements, resource.arn);
    let mut public = Vec::new();
    let mut grants = Vec::new();
    for statement in &statements {
        if statement.effect != Effect::Allow {
            continue;
        }
        if statement.principals.is_negated {
            let everyone = Principal::everyone("NotPrincipal");
            grant(statement, &everyone, &denials, &mut public, &mut grants);
        } else {
            for principal in &statement.principals.list {
                grant(statement, principal, &denials, &mut public, &mut grants);
            }
        }
    }
    let publicity = match (public.is_empty(), resource.restricts_public_policies) {
        (false, Some(false)) => Publicity::Public,
        (false, None) => Publicity::Unknown,
        _ if !unknown.is_empty() => Publicity::Unknown,
        (false, Some(true)) => Publicity::Restricted,
        (true, _) => Publicity::NotPublic,
    };
    let mut foreign_accounts = Vec::new();
    let mut organizations = Vec::new();
    for grant in &grants {
        foreign_accounts.extend(grant.to.account_id.clone());
        for limit in &grant.limits {
            foreign_accounts.extend(condition::accounts(limit));
            organizations.extend(condition::organizations(limit));
        }
    }
    foreign_accounts.retain(|account| account != resource.account_id);
    for list in [&mut foreign_accounts, &mut organizations] {
        list.sort();
        list.dedup();
    }
    ResourcePolicyMeaning {
        publicity,
        public,
        grants,
        foreign_accounts,
        organizations,
        transport: denials.transport(resource.arn),
        denials: denials.described(),
        unknown,
    }
}

/// Adds what a statement grants to one principal, with what denials leave of it.
fn grant(
    statement: &Statement,
    principal: &Principal,
    denials: &Denials<'_>,
    public: &mut Vec<Grant>,
    grants: &mut Vec<Grant>,
) {
    let kind = principal.grantee.kind;
    let (limits, other_conditions) = limits(&statement.conditions, kind);
    let mut grant = Grant {
        statement: statement.label.clone(),
        to: principal.grantee.clone(),
        actions: statement.actions.covered(),
        resources: statement.resources.covered(),
        limits,
        other_conditions,
        is_guarded: true,
    };
    let left = denials.leave(statement, kind);
    if left.is_nothing {
        return;
    }
    match kind {
        GranteeKind::Everyone if !grant.limits.is_empty() => grants.push(grant),
        GranteeKind::Everyone => {
            if !left.limits.is_empty() {
                grants.push(Grant {
                    limits: left.limits,
                    ..grant.clone()
                });
            }
            if !left.open.is_empty() {
                grant.actions.patterns = if statement.actions.is_negated {
                    grant.actions.patterns
                } else {
                    left.open
                };
                public.push(grant);
            }
        }
        GranteeKind::Service => {
            let guards = |limit: &Limit| condition::guards_a_deputy(&limit.key);
            grant.is_guarded = grant.limits.iter().any(guards) || left.open.is_empty();
            grant.limits.extend(left.limits);
            grants.push(grant);
        }
        GranteeKind::Aws | GranteeKind::Federated | GranteeKind::CanonicalUser => {
            grants.push(grant);
        }
    }
}
