//! Security Hub: what is imported, what is archived, and what is left alone.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::super::program::text;
use super::{AUDITED, CONTROLS, REGIONS, Written, enable, push, run_as, times, with_hubs};
use crate::simulated_aws::SimulatedAws;

const HUB: [&str; 2] = ["--to", "securityhub"];
const IMPORT: &str = "securityhub:BatchImportFindings";

/// What Security Hub has, by id.
fn known(aws: &SimulatedAws) -> BTreeMap<String, Value> {
    let findings = aws.findings().into_iter();
    findings
        .map(|finding| (finding["Id"].as_str().unwrap().to_owned(), finding))
        .collect()
}

/// The findings in a state.
fn in_state(aws: &SimulatedAws, state: &str) -> Vec<String> {
    let known = known(aws).into_iter();
    known
        .filter(|(_, finding)| finding["RecordState"] == state)
        .map(|(id, _)| id)
        .collect()
}

/// Takes the last finding about a resource out of a report, and makes the report a day younger.
fn a_day_later_without_a_resource(report: &mut Value) {
    a_day_later(report);
    let findings = report["findings"].as_array_mut().unwrap();
    let last = findings
        .iter()
        .rposition(|finding| finding["subject"]["kind"] == "resource");
    findings.remove(last.unwrap());
}

fn a_day_later(report: &mut Value) {
    assert_eq!(report["snapshot"]["collectedAt"], "2026-11-20T08:00:00Z");
    report["snapshot"]["collectedAt"] = "2026-11-21T08:00:00Z".into();
}

#[tokio::test]
async fn what_the_reporter_writes_arrives() {
    let aws = with_hubs(AUDITED, &REGIONS).await;
    let written = Written::of("compliant", "*");
    let asff = written.asff();
    assert!(asff.len() > 100, "one call would do");
    let ran = push(&aws, &written.report(), &HUB).ended_with(0);
    assert_eq!(ran.stdout.lines().count(), REGIONS.len(), "{ran:#?}");
    assert!(ran.stderr.is_empty(), "{ran:#?}");

    let mut known = known(&aws);
    assert_eq!(known.len(), asff.len());
    for finding in asff {
        let mut arrived = known.remove(finding["Id"].as_str().unwrap()).unwrap();
        // What AWS adds.
        for added in ["Workflow", "WorkflowState", "Region"] {
            arrived.as_object_mut().unwrap().remove(added);
        }
        let fields = arrived["ProductFields"].as_object_mut().unwrap();
        fields.remove("aws/securityhub/ProductName");
        assert_eq!(arrived, finding);
    }
    assert!(times(&aws, IMPORT) > REGIONS.len() as u64);
}

#[tokio::test]
async fn what_is_no_more_is_archived_and_everything_else_is_left_alone() {
    let aws = with_hubs(AUDITED, &REGIONS).await;
    let written = Written::of("compliant", CONTROLS);
    push(&aws, &written.report(), &HUB).ended_with(0);
    let first = known(&aws);
    let ours = first.len();

    // Others' findings, and those of ours that this run says nothing about.
    let model = first.values().next().unwrap().clone();
    let seed = |id: &str, change: &dyn Fn(&mut Value)| {
        let mut finding = model.clone();
        finding["Id"] = id.into();
        change(&mut finding);
        aws.post("findings", &json!([finding]));
    };
    seed("of-another-product", &|finding| {
        finding["GeneratorId"] = "prowler/check".into();
    });
    seed("assize/of-another-generator", &|finding| {
        finding["GeneratorId"] = "another/check".into();
    });
    seed("assize/of-another-integration", &|finding| {
        let arn = finding["ProductArn"].as_str().unwrap();
        finding["ProductArn"] = arn.replace("/default", "/another").into();
    });
    seed("assize/of-a-control-that-was-not-judged", &|finding| {
        finding["ProductFields"]["assize/control"] = "another-control".into();
    });
    seed("assize/of-a-run-of-more-regions", &|finding| {
        finding["ProductFields"]["assize/regions"] = "eu-west-1,eu-west-2".into();
    });
    seed("assize/that-does-not-say-where-it-looked", &|finding| {
        let fields = finding["ProductFields"].as_object_mut().unwrap();
        fields.remove("assize/regions");
    });
    seed("assize/of-a-later-run", &|finding| {
        finding["UpdatedAt"] = "2026-11-22T08:00:00.000Z".into();
    });

    let later = written.but("later.json", a_day_later_without_a_resource);
    let ran = push(&aws, &later, &HUB).ended_with(0);
    let second = known(&aws);
    let archived = in_state(&aws, "ARCHIVED");
    assert_eq!(archived.len(), 1, "{ran:#?}");
    let gone = &second[&archived[0]];
    assert_eq!(
        gone["ProductFields"]["assize/control"],
        "cloudtrail-log-file-validation"
    );
    // All else that it said stays.
    let mut expected = first[&archived[0]].clone();
    expected["RecordState"] = "ARCHIVED".into();
    expected["UpdatedAt"] = "2026-11-21T08:00:00Z".into();
    let fields = expected["ProductFields"].as_object_mut().unwrap();
    fields.remove("aws/securityhub/ProductName");
    expected["Compliance"] = json!({"Status": expected["Compliance"]["Status"]});
    assert_eq!(*gone, expected);
    // The others are up to date, and as old as they were.
    let updated = second.values().filter(|finding| {
        finding["UpdatedAt"] == "2026-11-21T08:00:00Z"
            && finding["CreatedAt"] == "2026-11-20T08:00:00Z"
    });
    assert_eq!(updated.count(), ours);
    assert!(ran.stdout.contains(", 1 archived"), "{ran:#?}");
}

#[tokio::test]
async fn nothing_is_archived_where_something_had_no_verdict() {
    let aws = with_hubs(AUDITED, &REGIONS).await;
    let written = Written::of("compliant", CONTROLS);
    push(&aws, &written.report(), &HUB).ended_with(0);
    let later = written.but("later.json", |report| {
        a_day_later_without_a_resource(report);
        let findings = report["findings"].as_array_mut().unwrap();
        let unknown = json!({
            "control": "cloudtrail-log-file-validation",
            "severity": "MEDIUM",
            "status": "ERROR",
            "subject": {
                "kind": "region",
                "id": "111122223333/us-east-1",
                "account": "111122223333",
                "region": "us-east-1",
            },
            "fingerprint": "0",
            "reasons": [{"policy": "the trails could not be listed"}],
        });
        findings.push(unknown);
    });
    push(&aws, &later, &HUB).ended_with(0);
    assert_eq!(in_state(&aws, "ARCHIVED"), [""; 0]);
}

#[tokio::test]
async fn a_report_that_is_known_or_late_changes_nothing() {
    let aws = with_hubs(AUDITED, &REGIONS).await;
    let written = Written::of("compliant", CONTROLS);
    let later = written.but("later.json", a_day_later);
    push(&aws, &later, &HUB).ended_with(0);
    let before = known(&aws);
    let calls = times(&aws, IMPORT);
    let earlier = written.but("earlier.json", |report| {
        let findings = report["findings"].as_array_mut().unwrap();
        findings.pop();
    });
    for report in [later, earlier] {
        let ran = push(&aws, &report, &HUB).ended_with(0);
        assert!(
            ran.stdout.contains("0 findings imported, 0 archived"),
            "{ran:#?}"
        );
        assert!(
            ran.stdout.contains(" known as of this time or later"),
            "{ran:#?}"
        );
    }
    assert_eq!(known(&aws), before);
    assert_eq!(times(&aws, IMPORT), calls);
}

#[tokio::test]
async fn a_dry_run_says_what_it_would_do_and_does_nothing() {
    let aws = with_hubs(AUDITED, &REGIONS).await;
    let written = Written::of("compliant", CONTROLS);
    push(&aws, &written.report(), &HUB).ended_with(0);
    let before = known(&aws);
    let calls = times(&aws, IMPORT);
    let later = written.but("later.json", a_day_later_without_a_resource);
    let topic = format!("arn:aws:sns:us-east-1:{AUDITED}:audit");
    let targets = [
        "--to",
        "securityhub",
        "--to",
        "s3://reports/a",
        "--to",
        &topic,
    ];
    let ran = push(&aws, &later, &[&targets[..], &["--dry-run"]].concat()).ended_with(0);
    for said in [
        "securityhub: 111122223333/us-east-1: would import ",
        " and archive 1\nsecurityhub:   archive cloudtrail-log-file-validation of arn:aws:cloudtrail:",
        "s3://reports/a/: would put a/111122223333/2026/11/21/080000Z/later.json (",
        "audit: would publish \"assize: compliant, 0 failures, account 111122223333\"\n",
    ] {
        assert!(ran.stdout.contains(said), "no {said:?} in\n{}", ran.stdout);
    }
    assert_eq!(known(&aws), before);
    assert_eq!(times(&aws, IMPORT), calls);
    assert_eq!(times(&aws, "s3:PutObject"), 0);
    assert_eq!(times(&aws, "sns:Publish"), 0);
}

#[tokio::test]
async fn a_region_without_security_hub_is_named_and_the_others_get_theirs() {
    let aws = with_hubs(AUDITED, &["eu-west-1", "us-east-1"]).await;
    let written = Written::of("compliant", CONTROLS);
    let ran = push(&aws, &written.report(), &HUB).ended_with(2);
    assert!(
        ran.stderr.contains(
            "\n  securityhub: 111122223333/eu-central-1: 1 finding: Security Hub is not enabled there\n"
        ),
        "{ran:#?}"
    );
    assert!(ran.stdout.contains("111122223333/us-east-1: "), "{ran:#?}");
    let missing = written.asff().len() - 1;
    assert_eq!(known(&aws).len(), missing);
}

#[tokio::test]
async fn all_findings_may_go_to_one_region() {
    let aws = with_hubs(AUDITED, &["eu-west-1"]).await;
    let written = Written::of("compliant", CONTROLS);
    let hub = ["--to", "securityhub:eu-west-1"];
    push(&aws, &written.report(), &hub).ended_with(0);
    let known = known(&aws);
    assert_eq!(known.len(), written.asff().len());
    let arn = "arn:aws:securityhub:eu-west-1:111122223333:product/111122223333/default";
    assert!(known.values().all(|finding| finding["ProductArn"] == arn));
    // Where the thing itself is does not change.
    let trail = known
        .values()
        .find(|finding| finding["Resources"][0]["Type"] == "AwsCloudTrailTrail")
        .unwrap();
    assert_eq!(trail["Resources"][0]["Region"], "us-east-1");
}

#[tokio::test]
async fn what_was_found_earlier_is_not_needed_to_import() {
    let aws = with_hubs(AUDITED, &REGIONS).await;
    let written = Written::of("compliant", CONTROLS);
    aws.deny(&["securityhub:GetFindings"]);
    let ran = push(&aws, &written.report(), &HUB).ended_with(2);
    assert!(
        ran.stderr
            .contains("so nothing is archived: AccessDeniedException: "),
        "{ran:#?}"
    );
    assert_eq!(known(&aws).len(), written.asff().len());
}

#[tokio::test]
async fn a_finding_that_is_refused_is_named() {
    let aws = with_hubs(AUDITED, &REGIONS).await;
    let written = Written::of("compliant", "cloudtrail-multi-region-trail");
    let id = written.asff()[0]["Id"].clone();
    let error = json!({"Id": id, "ErrorCode": "InvalidInput", "ErrorMessage": "as the test asked"});
    aws.post(
        "override",
        &json!({
            "action": IMPORT,
            "response": {"FailedCount": 1, "SuccessCount": 0, "FailedFindings": [error]},
        }),
    );
    let ran = push(&aws, &written.report(), &HUB).ended_with(2);
    assert!(
        ran.stderr.contains(
            "1 finding: InvalidInput: as the test asked: cloudtrail-multi-region-trail of 111122223333\n"
        ),
        "{ran:#?}"
    );
}

#[tokio::test]
async fn an_answer_that_does_not_account_for_all_findings_is_no_success() {
    let aws = with_hubs(AUDITED, &REGIONS).await;
    let written = Written::of("compliant", "cloudtrail-multi-region-trail");
    aws.post(
        "override",
        &json!({"action": IMPORT, "response": {"SuccessCount": 0}}),
    );
    let ran = push(&aws, &written.report(), &HUB).ended_with(2);
    assert!(
        ran.stderr
            .contains("of 1 finding AWS says that 0 arrived and 0 did not"),
        "{ran:#?}"
    );
    aws.post("reset", &json!({}));
    enable(&aws, AUDITED, &REGIONS).await;
    aws.post("override", &json!({"action": IMPORT, "body": ""}));
    let ran = push(&aws, &written.report(), &HUB).ended_with(2);
    assert!(
        ran.stderr
            .contains("the answer to BatchImportFindings is empty"),
        "{ran:#?}"
    );
}

#[tokio::test]
async fn each_account_s_findings_are_sent_by_a_role_of_its_own() {
    let others = ["222233334444", "333344445555"];
    let aws = with_hubs(AUDITED, &REGIONS).await;
    let written = Written::of("noncompliant", CONTROLS);

    let ran = push(&aws, &written.report(), &HUB).ended_with(2);
    for account in others {
        let why =
            "Security Hub takes findings from their own account only, and this is 111122223333";
        let said = format!(" of account {account}: {why}\n");
        assert!(ran.stderr.contains(&said), "{ran:#?}");
    }
    let own = known(&aws);
    assert!(
        own.values()
            .all(|finding| finding["AwsAccountId"] == AUDITED)
    );

    for account in others {
        enable(&aws, account, &REGIONS).await;
    }
    let role = ["--role-arn", "arn:aws:iam::{account}:role/push"];
    let report = written.report();
    let arguments = [&["push", text(&report)], &HUB[..], &role].concat();
    run_as(&aws, "999988887777", &arguments).ended_with(0);
    let all = known(&aws);
    assert_eq!(all.len(), written.asff().len());
    assert!(all.len() > own.len());
}
