//! Roles that are assumed one from the other: the account of the last one is audited.

use serde_json::json;

use super::program::run;
use crate::simulated_aws::{ACCOUNT, SimulatedAws};

const HUB: &str = "arn:aws:iam::222222222222:role/hub";
const AUDITOR: &str = "arn:aws:iam::333333333333:role/auditor";
const CHAIN: [&str; 6] = [
    "--role-arn",
    HUB,
    "--role-arn",
    AUDITOR,
    "--external-id",
    "the-agreed-id",
];

#[test]
fn the_account_of_the_last_role_is_audited() {
    let aws = SimulatedAws::start();
    let arguments = [&["audit", "-f", "json"], &CHAIN[..]].concat();
    let report = run(&aws, &arguments).ended_with(1).report();

    let accounts: Vec<&str> = report
        .snapshot
        .accounts
        .iter()
        .map(|account| account.id.as_str())
        .collect();
    assert_eq!(accounts, ["333333333333"]);
    let caller = report.snapshot.caller.as_deref().unwrap_or_default();
    assert!(
        caller.contains("333333333333:assumed-role/auditor/assize"),
        "{caller}"
    );
    for ((action, account, _), _) in aws.calls() {
        match action.as_str() {
            // The first role is assumed as who one is, the second as the first.
            "sts:AssumeRole" => assert!([ACCOUNT, "222222222222"].contains(&account.as_str())),
            _ => assert_eq!(account, "333333333333", "{action}"),
        }
    }
}

#[test]
fn the_external_id_is_sent_and_a_refused_role_is_named() {
    let aws = SimulatedAws::start();
    // Refused only if the call says both.
    aws.post(
        "deny",
        &json!({
            "actions": ["sts:AssumeRole"],
            "match": {"RoleArn": AUDITOR, "ExternalId": "the-agreed-id"},
        }),
    );
    let ran = run(&aws, &[&["audit"], &CHAIN[..]].concat()).ended_with(2);
    assert!(ran.stderr.contains(AUDITOR), "{}", ran.stderr);
    assert!(
        ran.stderr.contains("could not be assumed"),
        "{}",
        ran.stderr
    );
    assert_eq!(ran.stdout, "");
}
