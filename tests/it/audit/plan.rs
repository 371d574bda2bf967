//! The policy is the plan: a run makes the calls that its policies need, `iam-policy` prints these, and there are no
//! others.

use std::collections::{BTreeMap, BTreeSet};

use assize::policy::PolicySet;

use super::collection::{REGIONS, collect};
use super::program::run;
use super::things;
use crate::simulated_aws::{ACCOUNT, SimulatedAws};
use crate::support::builtin;

/// The calls since the last time, by action and region.
struct Counter<'a> {
    aws: &'a SimulatedAws,
    before: BTreeMap<(String, String, String), u64>,
}

impl<'a> Counter<'a> {
    fn new(aws: &'a SimulatedAws) -> Self {
        let before = aws.calls();
        Self { aws, before }
    }

    fn calls(&mut self) -> BTreeMap<(String, String), u64> {
        let now = self.aws.calls();
        let mut calls = BTreeMap::new();
        for (key, count) in &now {
            let new = count - self.before.get(key).copied().unwrap_or(0);
            let (action, account, region) = key;
            assert_eq!(account, ACCOUNT);
            if new > 0 {
                calls.insert((action.clone(), region.clone()), new);
            }
        }
        self.before = now;
        calls
    }
}

#[test]
fn one_control_makes_its_calls_and_iam_policy_prints_them() {
    let aws = SimulatedAws::with("compliant");
    let select = ["--select", "cloudtrail-log-file-validation"];
    let mut counter = Counter::new(&aws);
    run(&aws, &[&["audit"], &select[..]].concat()).ended_with(0);

    let calls = counter.calls();
    let one = |action: &str, region: &str| ((action.to_owned(), region.to_owned()), 1);
    assert_eq!(
        calls,
        BTreeMap::from([
            one("account:ListRegions", "us-east-1"),
            one("cloudtrail:DescribeTrails", "eu-west-1"),
            one("cloudtrail:DescribeTrails", "us-east-1"),
            one("sts:GetCallerIdentity", "us-east-1"),
        ])
    );

    let printed = run(&aws, &[&["iam-policy", "--actions"], &select[..]].concat()).ended_with(0);
    let called: BTreeSet<&str> = calls.keys().map(|(action, _)| action.as_str()).collect();
    assert_eq!(printed.stdout.lines().collect::<BTreeSet<_>>(), called);
    assert!(counter.calls().is_empty(), "printing a policy calls nobody");
}

#[test]
fn each_control_makes_exactly_the_calls_of_its_plan() {
    let aws = SimulatedAws::with("compliant");
    let mut counter = Counter::new(&aws);
    let mut repeated = Vec::new();
    for policy in builtin().policies {
        let set = PolicySet {
            policies: vec![policy],
        };
        let snapshot = collect(&aws, &set);
        let calls = counter.calls();
        let id = &set.policies[0].id;

        let called: BTreeSet<&str> = calls.keys().map(|(action, _)| action.as_str()).collect();
        let planned = set.plan().actions;
        let planned: BTreeSet<&str> = planned.iter().map(String::as_str).collect();
        assert_eq!(called, planned, "{id}");
        for ((action, region), count) in &calls {
            if *count > things(action) {
                repeated.push(format!("{id} calls {action} in {region} {count} times"));
            }
            assert!(REGIONS.contains(&region.as_str()), "{id}: {region}");
        }

        // The snapshot says the same: the ledger of a collection can be relied on.
        let covered: BTreeSet<&str> = snapshot
            .coverage
            .iter()
            .map(|entry| entry.action.as_str())
            .collect();
        assert_eq!(covered, planned, "{id}");
        let counted: u64 = snapshot.coverage.iter().map(|entry| entry.calls).sum();
        assert_eq!(counted, calls.values().sum::<u64>(), "{id}");
    }
    assert!(repeated.is_empty(), "{repeated:#?}");
}

#[test]
fn a_part_is_read_for_who_reads_it_only() {
    let parts = |control: &str| {
        let mut set = builtin();
        set.policies.retain(|policy| policy.id == control);
        set.plan()
    };
    let trail = assize::resource::cloudtrail::TRAIL.name;
    let by_region = assize::resource::cloudtrail::STATUS_BY_REGION;
    let history = assize::resource::history::PATH;
    // Both make the same call, one of them in each region.
    assert!(!parts("cloudtrail-logging-active").wants_part(trail, by_region));
    assert!(parts("cloudtrail-shadow-region-status").wants_part(trail, by_region));
    // A history of trails is none of buckets.
    let drift = parts("config-ci-trail-drift");
    assert!(drift.wants_part(trail, history));
    assert_eq!(drift.parts.len(), 1, "{:?}", drift.parts);
    assert_eq!(parts("config-ci-audit-setting-regression").parts.len(), 4);
}
