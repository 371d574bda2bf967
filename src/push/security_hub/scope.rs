//! What a run can say of findings that it does not have.
//!
//! That an earlier finding is not among those of a run proves that its subject is gone only if the run would have had it:
//! the same control was judged in the same account, in all the regions in which the earlier run looked, and nothing of it
//! was left without a verdict. A bucket is found by way of a trail, and a trail in another region.

use std::collections::BTreeSet;

use crate::model::finding::Status;
use crate::model::report::Report;
use crate::report::{asff, judged_regions};

/// How far a run has looked in an account.
pub struct Scope<'r> {
    controls: BTreeSet<&'r str>,
    regions: BTreeSet<&'r str>,
}

impl<'r> Scope<'r> {
    /// How far a report's run has looked in an account. One that was broken off has looked nowhere.
    pub fn of(report: &'r Report, account: &str) -> Self {
        let mut controls = BTreeSet::new();
        let mut unknown = BTreeSet::new();
        let places = asff::by_place(report);
        let here = places.iter().filter(|(place, _)| place.account == account);
        for finding in here.flat_map(|(_, findings)| findings) {
            controls.insert(finding.control.as_str());
            if finding.outcome.status() == Status::Error {
                unknown.insert(finding.control.as_str());
            }
        }
        controls.retain(|control| report.complete && !unknown.contains(control));
        let accounts = report.snapshot.accounts.iter();
        let regions = accounts
            .filter(|scope| scope.id == account)
            .flat_map(judged_regions);
        Self {
            controls,
            regions: regions.collect(),
        }
    }

    /// Whether the run would have a finding of the control if there still were one, which was found in these regions:
    /// separated by commas, as ASFF has them.
    pub fn covers(&self, control: &str, regions: &str) -> bool {
        self.controls.contains(control)
            && regions
                .split(',')
                .all(|region| self.regions.contains(region))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::finding::{NonEmpty, Outcome, Reason, Subject};
    use crate::report::sample;

    /// A report of one account and two regions, in which two controls were judged.
    fn report() -> Report {
        let mut report = sample::report();
        let account = sample::LOGGING.to_owned();
        report
            .snapshot
            .accounts
            .retain(|scope| scope.id == sample::LOGGING);
        let scope = &mut report.snapshot.accounts[0];
        scope.regions.truncate(1);
        scope.regions[0].name = "eu-west-1".to_owned();
        scope.regions[0].opt_in_status = None;
        scope.regions[0].selected = true;
        let mut second = scope.regions[0].clone();
        second.name = "us-east-1".to_owned();
        scope.regions.push(second);
        let controls: Vec<_> = report.controls.iter().take(2).cloned().collect();
        report.findings = controls
            .iter()
            .map(|control| {
                let subject = Subject::Account {
                    account: account.clone(),
                };
                sample::finding(control, subject, Outcome::Pass)
            })
            .collect();
        report
    }

    #[test]
    fn what_was_judged_in_all_regions_is_covered() {
        let report = report();
        let control = report.findings[0].control.as_str();
        let scope = Scope::of(&report, sample::LOGGING);
        assert!(scope.covers(control, "eu-west-1,us-east-1"));
        assert!(scope.covers(control, "us-east-1"));
        assert!(!scope.covers(control, "eu-west-1,eu-west-2,us-east-1"));
        assert!(!scope.covers(control, ""));
        assert!(!scope.covers("another-control", "us-east-1"));
        assert!(!Scope::of(&report, "999999999999").covers(control, "us-east-1"));
    }

    #[test]
    fn a_control_without_a_verdict_somewhere_covers_nothing() {
        let mut report = report();
        report.findings[0].outcome = Outcome::Error {
            reasons: NonEmpty::one(Reason::Policy("x".to_owned())),
            seen: Vec::new(),
        };
        let scope = Scope::of(&report, sample::LOGGING);
        assert!(!scope.covers(&report.findings[0].control, "us-east-1"));
        assert!(scope.covers(&report.findings[1].control, "us-east-1"));
    }

    #[test]
    fn a_region_that_was_left_out_or_is_disabled_is_not_covered() {
        let mut report = report();
        report.snapshot.accounts[0].regions[0].selected = false;
        let control = report.findings[0].control.clone();
        let scope = Scope::of(&report, sample::LOGGING);
        assert!(!scope.covers(&control, "eu-west-1"));
        assert!(scope.covers(&control, "us-east-1"));
    }

    #[test]
    fn a_run_that_was_broken_off_covers_nothing() {
        let mut report = report();
        report.complete = false;
        let scope = Scope::of(&report, sample::LOGGING);
        assert!(!scope.covers(&report.findings[0].control, "us-east-1"));
    }
}
