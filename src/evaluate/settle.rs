//! From answers to findings: what a policy said, and what could not be read.

use std::collections::{BTreeMap, BTreeSet};

use super::hearing::{Heard, Judged};
use super::index::Index;
use super::judge::Answer;
use super::ledger::{Ledger, Place};
use crate::model::finding::{Finding, NonEmpty, Outcome, Reason, Subject, SubjectKind, Violation};
use crate::model::gap::Gap;
use crate::model::snapshot::{AccountScope, Header};
use crate::policy::Policy;
use crate::policy::needs::{Need, TypeReads};

/// The findings of one control.
pub fn settle(
    policy: &Policy,
    heard: &Heard,
    header: &Header,
    ledger: &Ledger<'_>,
    index: &Index,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut add = |subject: Subject, outcome: Outcome| {
        findings.push(Finding {
            control: policy.id.clone(),
            subject,
            severity: policy.metadata.severity,
            outcome,
        });
    };
    match policy.metadata.subject {
        SubjectKind::Resource => {
            let mut judged: BTreeSet<&str> = BTreeSet::new();
            let asked = heard.of_resources();
            let known: BTreeSet<&str> = asked.keys().copied().collect();
            let mut around = BTreeMap::new();
            for (key, answers) in asked {
                judged.extend(answers.iter().map(|judged| judged.seen.account.as_str()));
                let outcomes = answers.into_iter().map(|judged| {
                    let around = around
                        .entry(&judged.seen.account)
                        .or_insert_with_key(|account| gaps_around(policy, account, ledger, index));
                    (
                        &judged.seen,
                        resource_outcome(policy, judged, ledger, around),
                    )
                });
                // The worst counts: what one account cannot see is no better for another's seeing something else.
                let Some((seen, outcome)) = outcomes.min_by_key(|(_, outcome)| outcome.status())
                else {
                    continue;
                };
                let subject = Subject::Resource {
                    account: seen.account.clone(),
                    region: seen.region.clone(),
                    resource_type: seen.resource_type.clone(),
                    key: key.to_owned(),
                };
                add(subject, outcome);
            }
            for account in &header.accounts {
                let has_any = judged.contains(account.id.as_str());
                let unlisted = unlisted(policy, account, ledger, &known, has_any);
                if unlisted.is_empty() && !has_any {
                    let subject = Subject::Account {
                        account: account.id.clone(),
                    };
                    let types = policy.metadata.resource_types.join(" or ");
                    let used = match policy.metadata.users_of_subjects() {
                        [] => String::new(),
                        users => format!(" that {} uses", users.join(" or ")),
                    };
                    add(
                        subject,
                        Outcome::NotApplicable(format!("the account has no {types}{used}")),
                    );
                }
                for (subject, gaps) in unlisted {
                    add(subject, error(gaps, None, Vec::new()));
                }
            }
        }
        SubjectKind::Account | SubjectKind::Organization => {
            for account in &header.accounts {
                let place = Place {
                    account: Some(&account.id),
                    region: None,
                    resource: None,
                    from_config: false,
                    every_region: true,
                };
                let mut gaps = Vec::new();
                unmet_types(&policy.reads.account, place, ledger, index, &mut gaps);
                unmet_types(&policy.reads.world, anywhere(), ledger, index, &mut gaps);
                unmet(&policy.reads.listing, place, ledger, &mut gaps);
                let answer = heard.of_account(&account.id);
                let subject = Subject::Account {
                    account: account.id.clone(),
                };
                add(subject, outcome(answer, gaps, &[]));
            }
        }
        SubjectKind::Region => {
            for account in &header.accounts {
                let in_account = Place {
                    account: Some(&account.id),
                    region: None,
                    resource: None,
                    from_config: false,
                    every_region: true,
                };
                let mut around = Vec::new();
                unmet_types(
                    &policy.reads.account,
                    in_account,
                    ledger,
                    index,
                    &mut around,
                );
                unmet_types(&policy.reads.world, anywhere(), ledger, index, &mut around);
                for region in &account.regions {
                    let subject = Subject::Region {
                        account: account.id.clone(),
                        region: region.name.clone(),
                    };
                    if !region.is_enabled() {
                        add(
                            subject,
                            Outcome::NotApplicable("the region is not enabled".to_owned()),
                        );
                        continue;
                    }
                    if !region.selected {
                        continue;
                    }
                    let in_region = Place {
                        region: Some(&region.name),
                        every_region: false,
                        ..in_account
                    };
                    let mut gaps = around.clone();
                    unmet_types(&policy.reads.region, in_region, ledger, index, &mut gaps);
                    let answer = heard.of_region(&account.id, &region.name);
                    add(subject, outcome(answer, gaps, &[]));
                }
                // A region that nobody knows of would be silent.
                let place = Place {
                    account: Some(&account.id),
                    region: None,
                    resource: None,
                    from_config: false,
                    every_region: false,
                };
                let mut gaps = Vec::new();
                unmet(&policy.reads.listing, place, ledger, &mut gaps);
                if account.regions.is_empty() {
                    gaps.push(ledger.no_region(&account.id));
                }
                for region in index.other_regions(&policy.reads.region, account) {
                    let subject = Subject::Region {
                        account: account.id.clone(),
                        region: region.to_owned(),
                    };
                    let why = format!("the snapshot's header does not name region {region}");
                    add(subject, error(Vec::new(), Some(why), Vec::new()));
                }
                if !gaps.is_empty() {
                    let subject = Subject::Account {
                        account: account.id.clone(),
                    };
                    add(subject, error(gaps, None, Vec::new()));
                }
            }
        }
    }
    findings
}

/// All accounts and regions.
fn anywhere() -> Place<'static> {
    Place {
        account: None,
        region: None,
        resource: None,
        from_config: false,
        every_region: true,
    }
}

fn unmet(needs: &[Need], place: Place<'_>, ledger: &Ledger<'_>, gaps: &mut Vec<Gap>) {
    for need in needs {
        gaps.extend(ledger.unmet(need, place));
    }
}

fn unmet_types(
    types: &BTreeMap<String, TypeReads>,
    place: Place<'_>,
    ledger: &Ledger<'_>,
    index: &Index,
    gaps: &mut Vec<Gap>,
) {
    // A type without a field that is read still stands for "all of them".
    for (resource_type, reads) in types {
        for need in &reads.needs {
            // What is not known of a resource that the policy is not shown cannot change its answer.
            let concerns = |gap: &Gap| {
                need.resource_type != *resource_type
                    || !gap.resource.as_deref().is_some_and(|key| {
                        index.is_unused(resource_type, &gap.account_id, key, &reads.used_by)
                    })
            };
            gaps.extend(ledger.unmet(need, place).into_iter().filter(concerns));
        }
    }
}

/// What is not known of all that a control looks at beside a resource of an account.
fn gaps_around(policy: &Policy, account: &str, ledger: &Ledger<'_>, index: &Index) -> Vec<Gap> {
    let reads = &policy.reads;
    let beside = Place {
        account: Some(account),
        region: None,
        resource: None,
        from_config: false,
        every_region: true,
    };
    let mut gaps = Vec::new();
    unmet_types(&reads.account, beside, ledger, index, &mut gaps);
    unmet_types(&reads.world, anywhere(), ledger, index, &mut gaps);
    unmet(&reads.scope, beside, ledger, &mut gaps);
    gaps
}

fn resource_outcome(
    policy: &Policy,
    judged: &Judged,
    ledger: &Ledger<'_>,
    around: &[Gap],
) -> Outcome {
    let Judged { seen, answer } = judged;
    if *answer == Answer::Deleted {
        return Outcome::NotApplicable("the resource does not exist".to_owned());
    }
    let reads = &policy.reads;
    let place = Place {
        account: Some(&seen.account),
        region: Some(&seen.region),
        resource: Some(&seen.key),
        from_config: seen.from_config,
        every_region: false,
    };
    let mut gaps = Vec::new();
    let mut hidden = Vec::new();
    for need in reads
        .subject
        .get(&seen.resource_type)
        .into_iter()
        .flat_map(|reads| &reads.needs)
    {
        let unmet = ledger.unmet(need, place);
        if !unmet.is_empty() {
            hidden.push(need.part.as_str());
        }
        gaps.extend(unmet);
    }
    if !around.is_empty() {
        gaps.extend_from_slice(around);
        // What else is there is not known, so nothing that was seen can be relied on.
        hidden.push("");
    }
    outcome(answer.clone(), gaps, &hidden)
}

/// The outcome of an answer beside what could not be read; `hidden` are the parts of the subject that it lacked.
fn outcome(answer: Answer, gaps: Vec<Gap>, hidden: &[&str]) -> Outcome {
    if !gaps.is_empty() {
        let (broken, violations) = match answer {
            Answer::Broken(message) => (Some(message), Vec::new()),
            Answer::Violations(violations) => (None, violations),
            Answer::Nothing | Answer::NotApplicable(_) | Answer::Deleted => (None, Vec::new()),
        };
        // What was seen counts only where it can be told that it was seen in a part that was read.
        let seen = violations
            .into_iter()
            .filter(|violation| {
                violation.path.as_deref().is_some_and(|path| {
                    !hidden.is_empty() && !hidden.iter().any(|part| overlaps(path, part))
                })
            })
            .collect();
        return error(gaps, broken, seen);
    }
    match answer {
        Answer::Nothing => Outcome::Pass,
        Answer::NotApplicable(reason) => Outcome::NotApplicable(reason),
        Answer::Deleted => Outcome::NotApplicable("the resource does not exist".to_owned()),
        Answer::Violations(violations) => match NonEmpty::sorted(violations) {
            Some(violations) => Outcome::Fail(violations),
            None => error(
                Vec::new(),
                Some("the policy gave no answer".to_owned()),
                Vec::new(),
            ),
        },
        Answer::Broken(message) => error(Vec::new(), Some(message), Vec::new()),
    }
}

/// Whether a path lies in a part, or the part in it.
fn overlaps(path: &str, part: &str) -> bool {
    let begins = |long: &str, short: &str| {
        long.strip_prefix(short)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
    };
    part.is_empty() || begins(path, part) || begins(part, path)
}

fn error(gaps: Vec<Gap>, broken: Option<String>, seen: Vec<Violation>) -> Outcome {
    let mut reasons: Vec<Reason> = gaps.into_iter().map(Reason::Gap).collect();
    reasons.extend(broken.map(Reason::Policy));
    let reasons = NonEmpty::sorted(reasons)
        .unwrap_or_else(|| NonEmpty::one(Reason::Policy("something could not be read".to_owned())));
    Outcome::Error { reasons, seen }
}

/// Where the subjects themselves could not all be found: by region where the gap has one, else for the account.
fn unlisted(
    policy: &Policy,
    account: &AccountScope,
    ledger: &Ledger<'_>,
    known: &BTreeSet<&str>,
    has_any: bool,
) -> Vec<(Subject, Vec<Gap>)> {
    let place = Place {
        account: Some(&account.id),
        region: None,
        resource: None,
        from_config: false,
        every_region: false,
    };
    let mut gaps = Vec::new();
    unmet(&policy.reads.listing, place, ledger, &mut gaps);
    if !has_any {
        unmet(&policy.reads.followed, place, ledger, &mut gaps);
    }
    // A gap about one resource belongs to that resource's own finding, where it has one.
    gaps.retain(|gap| {
        gap.resource
            .as_ref()
            .is_none_or(|resource| !known.contains(resource.as_str()))
    });
    let mut by_subject: BTreeMap<Subject, Vec<Gap>> = BTreeMap::new();
    for gap in gaps {
        let subject = match &gap.region {
            Some(region) => Subject::Region {
                account: account.id.clone(),
                region: region.clone(),
            },
            None => Subject::Account {
                account: account.id.clone(),
            },
        };
        by_subject.entry(subject).or_default().push(gap);
    }
    by_subject.into_iter().collect()
}
