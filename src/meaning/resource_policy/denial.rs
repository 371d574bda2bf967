//! What denying statements leave of what others allow.

use super::condition::{NOT_PRINCIPAL, guards_a_deputy, spared};
use super::document::{Condition, Effect, Patterns, Principals, Statement};
use super::wildcard::{covers, overlaps};
use super::{Denial, GranteeKind, Limit, Transport};

/// The denying statements of a policy.
pub(super) struct Denials<'a> {
    statements: Vec<&'a Statement>,
    /// All actions that the resource knows: `s3:*`.
    all_actions: String,
}

/// What denials leave of an allowing statement.
#[derive(Default)]
pub(super) struct Left {
    /// Whether nothing is left.
    pub(super) is_nothing: bool,
    /// The action patterns that no denial covers, for some resource.
    pub(super) open: Vec<String>,
    /// The limits of those denials that cover what is not open.
    pub(super) limits: Vec<Limit>,
}

/// What one denial does to those whom it meets.
enum Reach {
    /// It does not meet them all, or not always.
    Some,
    /// It always refuses.
    All,
    /// It refuses all but these.
    AllBut(Vec<Limit>),
}

impl<'a> Denials<'a> {
    /// The denying ones of the statements of a resource's policy.
    pub(super) fn new(statements: &'a [Statement], arn: &str) -> Self {
        let service = arn.split(':').nth(2).unwrap_or_default();
        Self {
            statements: statements
                .iter()
                .filter(|statement| statement.effect == Effect::Deny)
                .collect(),
            all_actions: format!("{service}:*"),
        }
    }

    /// What is left of an allowing statement for principals of a kind.
    pub(super) fn leave(&self, allowing: &Statement, kind: GranteeKind) -> Left {
        let mut left = Left {
            is_nothing: true,
            ..Left::default()
        };
        for action in alternatives(&allowing.actions) {
            // Of a bucket, every action is every action of S3.
            let meant = if action == "*" {
                &self.all_actions
            } else {
                action
            };
            for resource in alternatives(&allowing.resources) {
                let mut is_open = true;
                let mut is_void = false;
                for denial in &self.statements {
                    if !includes(&denial.actions, meant, true)
                        || !includes(&denial.resources, resource, false)
                    {
                        continue;
                    }
                    match reach(denial, kind) {
                        Reach::Some => {}
                        Reach::All => is_void = true,
                        Reach::AllBut(limits) => {
                            is_open = false;
                            left.limits.extend(limits);
                        }
                    }
                }
                if is_void {
                    continue;
                }
                left.is_nothing = false;
                if is_open && !left.open.iter().any(|open| open == action) {
                    left.open.push(action.to_owned());
                }
            }
        }
        left.limits.sort();
        left.limits.dedup();
        left
    }

    /// Whether plain HTTP is refused for all actions to everyone, at a resource and below it.
    pub(super) fn transport(&self, arn: &str) -> Transport {
        let refuses = |resource: &str| {
            self.statements.iter().any(|denial| {
                is_for_everyone(&denial.principals)
                    && is_plain_http(&denial.conditions)
                    && includes(&denial.actions, &self.all_actions, true)
                    && includes(&denial.resources, resource, false)
            })
        };
        Transport {
            refuses_http_to_resource: refuses(arn),
            refuses_http_below: refuses(&format!("{arn}/*")),
        }
    }

    pub(super) fn described(&self) -> Vec<Denial> {
        self.statements
            .iter()
            .map(|denial| {
                let mut conditions: Vec<String> = denial
                    .conditions
                    .iter()
                    .map(|condition| condition.key.clone())
                    .collect();
                conditions.sort();
                conditions.dedup();
                let is_negated = denial.principals.is_negated;
                Denial {
                    statement: denial.label.clone(),
                    is_for_everyone: is_negated || is_for_everyone(&denial.principals),
                    except_principals: if is_negated {
                        names(&denial.principals)
                    } else {
                        Vec::new()
                    },
                    actions: denial.actions.covered(),
                    resources: denial.resources.covered(),
                    conditions,
                }
            })
            .collect()
    }
}

/// The patterns of which a statement's actions or resources are made; for what `NotAction` leaves, everything.
fn alternatives(patterns: &Patterns) -> Vec<&str> {
    if patterns.is_negated {
        vec!["*"]
    } else {
        patterns.patterns.iter().map(String::as_str).collect()
    }
}

/// Whether a denial's patterns cover one pattern as a whole.
fn includes(patterns: &Patterns, pattern: &str, ignores_case: bool) -> bool {
    let spelt = |text: &str| {
        if ignores_case {
            text.to_ascii_lowercase()
        } else {
            text.to_owned()
        }
    };
    let pattern = spelt(pattern);
    if patterns.is_negated {
        !patterns
            .patterns
            .iter()
            .any(|spared| overlaps(&spelt(spared), &pattern))
    } else {
        patterns
            .patterns
            .iter()
            .any(|denied| covers(&spelt(denied), &pattern))
    }
}

fn is_for_everyone(principals: &Principals) -> bool {
    !principals.is_negated
        && principals
            .list
            .iter()
            .any(|principal| principal.grantee.id == "*")
}

fn names(principals: &Principals) -> Vec<String> {
    principals
        .list
        .iter()
        .map(|principal| principal.grantee.id.clone())
        .collect()
}

/// What a denial does to principals of a kind. All its conditions must hold for it to deny, so each one lets somebody by.
fn reach(denial: &Statement, kind: GranteeKind) -> Reach {
    let mut limits = Vec::new();
    if denial.principals.is_negated {
        if denial
            .principals
            .list
            .iter()
            .any(|principal| principal.grantee.kind == GranteeKind::Everyone)
        {
            return Reach::Some;
        }
        limits.push(Limit {
            key: NOT_PRINCIPAL.to_owned(),
            values: names(&denial.principals),
            denied_by: Some(denial.label.clone()),
        });
    } else if !is_for_everyone(&denial.principals) {
        return Reach::Some;
    }
    for condition in &denial.conditions {
        if tells_services_apart(condition) {
            let of_services = condition.values.iter().all(|value| value == "true");
            if of_services == (kind == GranteeKind::Service) {
                continue;
            }
            return Reach::Some;
        }
        match spared(condition, &denial.label) {
            Some(limit) => limits.push(limit),
            None => return Reach::Some,
        }
    }
    if limits.is_empty() {
        Reach::All
    } else if kind == GranteeKind::Service
        && !limits.iter().all(|limit| guards_a_deputy(&limit.key))
    {
        // Any of several conditions spares; only if each of them is about the sake, the service is bound to it.
        Reach::Some
    } else {
        Reach::AllBut(limits)
    }
}

/// Whether a condition asks whether an AWS service is calling, and nothing else.
fn tells_services_apart(condition: &Condition) -> bool {
    condition.operator == "bool"
        && condition.values.len() == 1
        && condition
            .key
            .eq_ignore_ascii_case("aws:PrincipalIsAWSService")
}

/// Whether the only condition is that the transport is not encrypted. Another one beside it would let some by.
fn is_plain_http(conditions: &[Condition]) -> bool {
    let [condition] = conditions else {
        return false;
    };
    if condition.for_all || condition.for_any {
        return false;
    }
    let key = condition.key.to_ascii_lowercase();
    match condition.operator.as_str() {
        "bool" => {
            key == "aws:securetransport" && condition.values.iter().any(|value| value == "false")
        }
        // A request without TLS has no version of it, which only `IfExists` takes for a low one.
        "numericlessthan" | "numericlessthanequals" => {
            key == "s3:tlsversion" && condition.if_exists
        }
        _ => false,
    }
}
