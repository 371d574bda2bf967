//! Which conditions narrow who is calling.

use std::net::IpAddr;

use super::document::{Condition, account_of, is_account};
use super::{GranteeKind, Limit};

/// What stands for a key where a denial spares principals by name.
pub(super) const NOT_PRINCIPAL: &str = "NotPrincipal";

/// What a key holds, and so which of its values are fixed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// An account id.
    Account,
    /// An organization's id.
    Organization,
    /// A path that begins with an organization's id.
    OrganizationPath,
    /// An ARN.
    Arn,
    /// An address or a network.
    Network,
    /// The id of a principal, with its session.
    User,
    /// Something that is only itself.
    Name,
}

/// The trail for which CloudTrail uses a key. A service says truly what it is; anyone else may choose it.
const TRAIL_CONTEXT: &str = "kms:encryptioncontext:aws:cloudtrail:arn";

/// The keys that say who or what is calling, in lower case. What a caller can choose is not here, nor what everyone has.
const KEYS: [(&str, Kind); 22] = [
    ("aws:principalaccount", Kind::Account),
    ("aws:sourceaccount", Kind::Account),
    ("aws:sourceowner", Kind::Account),
    ("aws:vpceaccount", Kind::Account),
    ("kms:calleraccount", Kind::Account),
    ("s3:dataaccesspointaccount", Kind::Account),
    ("aws:principalorgid", Kind::Organization),
    ("aws:sourceorgid", Kind::Organization),
    ("aws:vpceorgid", Kind::Organization),
    ("aws:principalorgpaths", Kind::OrganizationPath),
    ("aws:sourceorgpaths", Kind::OrganizationPath),
    ("aws:vpceorgpaths", Kind::OrganizationPath),
    ("aws:principalarn", Kind::Arn),
    ("aws:sourcearn", Kind::Arn),
    ("aws:sourcevpcarn", Kind::Arn),
    ("s3:dataaccesspointarn", Kind::Arn),
    (TRAIL_CONTEXT, Kind::Arn),
    ("aws:sourceip", Kind::Network),
    ("aws:userid", Kind::User),
    ("aws:sourcevpc", Kind::Name),
    ("aws:sourcevpce", Kind::Name),
    ("aws:principalservicename", Kind::Name),
];

fn kind_of(key: &str) -> Option<Kind> {
    let key = key.to_ascii_lowercase();
    KEYS.iter()
        .find(|(known, _)| *known == key)
        .map(|(_, kind)| *kind)
}

/// The conditions of an allowing statement that narrow who is calling, and the keys of the others.
pub(super) fn limits(conditions: &[Condition], kind: GranteeKind) -> (Vec<Limit>, Vec<String>) {
    // A key that must not be null is there, whatever `IfExists` says of its absence.
    let is_demanded = |key: &str| {
        conditions.iter().any(|other| {
            other.operator == "null"
                && !other.for_all
                && !other.if_exists
                && other.key.eq_ignore_ascii_case(key)
                && other.values.iter().all(|value| value == "false")
        })
    };
    let mut limits = Vec::new();
    let mut others = Vec::new();
    for condition in conditions {
        let selects = matches!(
            condition.operator.as_str(),
            "stringequals"
                | "stringequalsignorecase"
                | "stringlike"
                | "arnequals"
                | "arnlike"
                | "ipaddress"
        );
        // Both are true of a request without the key.
        let may_be_absent = condition.for_all || condition.if_exists;
        let is_true =
            kind == GranteeKind::Service || !condition.key.eq_ignore_ascii_case(TRAIL_CONTEXT);
        if selects
            && is_true
            && are_fixed(condition)
            && (!may_be_absent || is_demanded(&condition.key))
        {
            limits.push(limit(condition, None));
        } else {
            others.push(condition.key.clone());
        }
    }
    others.sort();
    others.dedup();
    (limits, others)
}

/// What a condition of a denying statement leaves: a denial of all but some is a limit to these.
pub(super) fn spared(condition: &Condition, statement: &str) -> Option<Limit> {
    let deselects = matches!(
        condition.operator.as_str(),
        "stringnotequals"
            | "stringnotequalsignorecase"
            | "stringnotlike"
            | "arnnotequals"
            | "arnnotlike"
            | "notipaddress"
    );
    // Of a request without the key `ForAnyValue` is false, so that it would not be denied.
    (deselects && !condition.for_any && are_fixed(condition))
        .then(|| limit(condition, Some(statement)))
}

fn limit(condition: &Condition, statement: Option<&str>) -> Limit {
    Limit {
        key: condition.key.clone(),
        values: condition.values.clone(),
        denied_by: statement.map(str::to_owned),
    }
}

/// Whether a condition demands fixed values of a key that says who is calling.
fn are_fixed(condition: &Condition) -> bool {
    let Some(kind) = kind_of(&condition.key) else {
        return false;
    };
    let is_network = condition.operator.ends_with("ipaddress");
    if is_network != (kind == Kind::Network) {
        return false;
    }
    !condition.values.is_empty() && condition.values.iter().all(|value| is_fixed(kind, value))
}

fn is_fixed(kind: Kind, value: &str) -> bool {
    if value.contains("${") {
        return false;
    }
    let has_wildcard = |text: &str| text.contains(['*', '?']);
    match kind {
        Kind::Network => is_narrow(value),
        Kind::Arn => !has_wildcard(value) || account_of(value).is_some(),
        Kind::OrganizationPath => {
            let organization = value.split('/').next().unwrap_or_default();
            !has_wildcard(organization) && organization.starts_with("o-")
        }
        Kind::User => {
            // Everything of one role: its id belongs to no other.
            let (id, session) = value.split_once(':').unwrap_or((value, ""));
            !has_wildcard(id) && (!has_wildcard(session) || id.len() >= 16)
        }
        Kind::Account | Kind::Organization | Kind::Name => !has_wildcard(value),
    }
}

/// Whether a network is one, and not a large part of all addresses: S3 draws the line at /8 and, for IPv6, at /32.
fn is_narrow(network: &str) -> bool {
    let (address, length) = match network.split_once('/') {
        Some((address, length)) => match length.parse::<u8>() {
            Ok(length) => (address, Some(length)),
            Err(_) => return false,
        },
        None => (network, None),
    };
    match address.parse::<IpAddr>() {
        Ok(IpAddr::V4(_)) => (8..=32).contains(&length.unwrap_or(32)),
        Ok(IpAddr::V6(_)) => (32..=128).contains(&length.unwrap_or(128)),
        Err(_) => false,
    }
}

/// Whether a key tells a service for whose sake it may act.
pub(super) fn guards_a_deputy(key: &str) -> bool {
    let key = key.to_ascii_lowercase();
    matches!(
        key.as_str(),
        "aws:sourcearn"
            | "aws:sourceaccount"
            | "aws:sourceowner"
            | "aws:sourceorgid"
            | "aws:sourceorgpaths"
            | TRAIL_CONTEXT
    )
}

/// The accounts to which a limit narrows.
pub(super) fn accounts(limit: &Limit) -> Vec<String> {
    match kind_of(&limit.key) {
        Some(Kind::Account) => limit
            .values
            .iter()
            .filter(|value| is_account(value))
            .cloned()
            .collect(),
        Some(Kind::Arn) => accounts_of(&limit.values),
        None if limit.key == NOT_PRINCIPAL => accounts_of(&limit.values),
        _ => Vec::new(),
    }
}

/// The accounts of principals and other ARNs.
fn accounts_of(values: &[String]) -> Vec<String> {
    values
        .iter()
        .filter_map(|value| {
            is_account(value)
                .then(|| value.clone())
                .or_else(|| account_of(value))
        })
        .collect()
}

/// The organizations to which a limit narrows.
pub(super) fn organizations(limit: &Limit) -> Vec<String> {
    match kind_of(&limit.key) {
        Some(Kind::Organization | Kind::OrganizationPath) => limit
            .values
            .iter()
            .filter_map(|value| value.split('/').next())
            .map(str::to_owned)
            .collect(),
        _ => Vec::new(),
    }
}
