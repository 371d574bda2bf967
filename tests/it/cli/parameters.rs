//! `--param`: what is set is in force and in the report, and what cannot be set is an error.

use serde_json::Value;

use super::assize::{assize, snapshot};

const CONTROL: &str = "audit-bucket-lifecycle-keeps-minimum";

fn check(name: &str, parameter: &str) -> super::assize::Run {
    assize(["check", &snapshot(name), "-f", "json", "-s"])
        .with(["cloudtrail-designated-bucket,audit-bucket-lifecycle-keeps-minimum"])
        .with(["--param", parameter])
}

#[test]
fn a_parameter_changes_the_verdict_and_is_reported() {
    check(
        "compliant",
        "cloudtrail-designated-bucket.buckets=elsewhere",
    )
    .run()
    .ends(1)
    .says("elsewhere");
    let bucket = "example-cloudtrail-111122223333";
    let ran = check(
        "compliant",
        &format!("cloudtrail-designated-bucket.buckets={bucket}"),
    )
    .run()
    .ends(0);
    let report: Value = serde_json::from_str(&ran.stdout).unwrap();
    let controls = report["controls"].as_array().unwrap();
    let parameters =
        |id: &str| &controls.iter().find(|control| control["id"] == id).unwrap()["parameters"];
    assert_eq!(
        parameters("cloudtrail-designated-bucket")["buckets"][0],
        bucket
    );
    assert_eq!(parameters(CONTROL)["minimum_days"], 365);
    let status = |id: &str| {
        let findings = report["findings"].as_array().unwrap();
        let finding = findings.iter().find(|finding| finding["control"] == id);
        finding.unwrap()["status"].clone()
    };
    assert_eq!(status("cloudtrail-designated-bucket"), "PASS");
}

#[test]
fn what_cannot_be_set_is_an_error() {
    for (parameter, messages) in [
        (
            "minimum_days=400",
            &["minimum_days", "control.name=value"][..],
        ),
        ("nonsense", &["nonsense", "control.name=value"]),
        (
            "audit-bucket-lifecycle-keeps-minimun.minimum_days=400",
            &[
                "no control",
                "did you mean `audit-bucket-lifecycle-keeps-minimum`?",
            ],
        ),
        // A control that is there and not selected is as good as none: the parameter would do nothing.
        (
            "cloudtrail-trail-tagged.required_tags=owner",
            &["no control", "is selected"],
        ),
        (
            "audit-bucket-lifecycle-keeps-minimum.minimum_day=400",
            &["no parameter `minimum_day`", "did you mean `minimum_days`?"],
        ),
        (
            "audit-bucket-lifecycle-keeps-minimum.minimum_days=a year",
            &["minimum_days", "a year"],
        ),
        (
            "audit-bucket-lifecycle-keeps-minimum.minimum_days=0",
            &["minimum_days", "1"],
        ),
        (
            "audit-bucket-lifecycle-keeps-minimum.minimum_days=",
            &["minimum_days"],
        ),
    ] {
        check("compliant", parameter).run().refuses(messages);
    }
}
