//! What an audit says of organizations, from the account that manages one, from a member and from an account in none.

use assize::evaluate::evaluate;
use assize::model::finding::Status;
use assize::model::gap::GapKind;
use assize::model::snapshot::SnapshotReader;
use assize::report::json::wire::{Finding, Reason, Report};

use super::program::{finding, run};
use crate::policies::{load, policy};
use crate::simulated_aws::{ACCOUNT, SimulatedAws};
use crate::support::{builtin, fixture};

const TRAIL: &str = "cloudtrail-organization-trail";
const ADMINISTRATOR: &str = "cloudtrail-delegated-administrator";
const GUARDED: &str = "audit-plane-protected-by-scp";
const MEMBERSHIP: &str = "account-in-organization";
const AGGREGATOR: &str = "config-aggregator-organization";

fn audit(set_up: &'static str, code: i32, more: &[&str]) -> Report {
    let controls = [TRAIL, ADMINISTRATOR, GUARDED, MEMBERSHIP, AGGREGATOR].join(",");
    let arguments = [&["audit", "-f", "json", "--select", &controls], more].concat();
    let aws = SimulatedAws::shared(set_up);
    run(aws, &arguments).ended_with(code).report()
}

fn statuses(report: &Report) -> [Status; 5] {
    [TRAIL, ADMINISTRATOR, GUARDED, MEMBERSHIP, AGGREGATOR]
        .map(|control| finding(report, control, ACCOUNT).status)
}

fn messages(finding: &Finding) -> Vec<&str> {
    finding
        .violations
        .iter()
        .map(|violation| violation.message.as_str())
        .collect()
}

#[test]
fn the_management_account_is_asked_for_all_of_it() {
    use Status::{Fail, Pass};
    let report = audit("compliant", 1, &[]);
    assert!(report.gaps.is_empty(), "{:?}", report.gaps);
    assert_eq!(statuses(&report), [Pass, Pass, Pass, Pass, Fail]);
    let aggregator = messages(finding(&report, AGGREGATOR, ACCOUNT)).concat();
    assert!(
        aggregator.contains("not in a delegated administrator's"),
        "{aggregator}"
    );

    // What the account has is not what others might want.
    for (parameter, control) in [
        (
            "audit-plane-protected-by-scp.break_glass_principals=arn:aws:iam::*:role/other",
            GUARDED,
        ),
        (
            "cloudtrail-delegated-administrator.administrators=999999999999",
            ADMINISTRATOR,
        ),
        (
            "account-in-organization.management_account=999999999999",
            MEMBERSHIP,
        ),
    ] {
        let report = audit("compliant", 1, &["--param", parameter]);
        assert_eq!(
            finding(&report, control, ACCOUNT).status,
            Fail,
            "{parameter}"
        );
    }
}

#[test]
fn a_member_sees_the_trail_and_is_told_who_can_say_the_rest() {
    use Status::{Error, NotApplicable, Pass};
    let report = audit("member", 3, &[]);
    assert_eq!(statuses(&report), [Pass, Error, Error, Pass, NotApplicable]);
    let refused: Vec<_> = report
        .findings
        .iter()
        .flat_map(|finding| &finding.reasons)
        .filter_map(|reason| match reason {
            Reason::Gap(gap) if gap.kind == GapKind::AccessDenied => gap.message.as_deref(),
            _ => None,
        })
        .collect();
    assert!(refused.len() >= 4, "{refused:?}");
    for message in refused {
        assert!(
            message.contains("account 999999999999 and delegated administrators may read this"),
            "{message}"
        );
    }
}

#[test]
fn an_account_in_no_organization_is_asked_no_more() {
    use Status::{Fail, NotApplicable};
    let report = audit("empty", 1, &[]);
    assert!(report.gaps.is_empty(), "{:?}", report.gaps);
    assert_eq!(
        statuses(&report),
        [
            NotApplicable,
            NotApplicable,
            NotApplicable,
            Fail,
            NotApplicable
        ]
    );
    let calls = SimulatedAws::shared("empty").calls();
    let asked: Vec<&str> = calls
        .keys()
        .map(|(action, ..)| action.as_str())
        .filter(|action| action.starts_with("organizations:"))
        .collect();
    assert_eq!(asked, ["organizations:DescribeOrganization"]);
}

#[test]
fn what_a_part_is_read_with_is_in_the_plan() {
    let rules = r#"
delegated contains entry.ServicePrincipal if {
	some organization in input.account.resources["AWS::Organizations::Organization"]
	some entry in organization.supplementaryConfiguration.DelegatedServices
}

deny contains {"message": "nothing is delegated"} if count(delegated) == 0"#;
    let plan = load(policy("subject: account", rules)).unwrap().plan();
    for wanted in [
        "organizations:DescribeOrganization",
        "organizations:ListDelegatedAdministrators",
        "organizations:ListDelegatedServicesForAccount",
    ] {
        assert!(plan.wants(wanted), "{wanted}");
    }
    assert!(!plan.wants("organizations:ListRoots"));
}

#[test]
fn a_member_is_answered_by_the_management_account_where_both_were_collected() {
    let judged = |name: &str| -> Vec<Status> {
        let bytes = fixture(name).write(Vec::new()).unwrap();
        let reader = SnapshotReader::new(bytes.as_slice()).unwrap();
        let findings = evaluate(reader, &builtin()).unwrap().findings;
        findings
            .iter()
            .filter(|finding| finding.control == ADMINISTRATOR)
            .map(|finding| finding.outcome.status())
            .collect()
    };
    assert_eq!(judged("member"), [Status::Error]);
    assert_eq!(judged("organization"), [Status::Pass, Status::Pass]);
}
