//! What a collection says of itself: what it could not read, once for each cause; and a log without secrets.

use serde_json::Value;

use super::program::{run, run_in, text};
use crate::simulated_aws::SimulatedAws;

#[test]
fn what_could_not_be_read_is_said_once_for_each_cause() {
    let aws = SimulatedAws::with("compliant");
    aws.deny(&["cloudtrail:DescribeTrails"]);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("snapshot.jsonl");
    let collect = |more: &[&str]| {
        let arguments = [&["collect", "-o", text(&path), "-s", "cloudtrail-*"], more].concat();
        run(&aws, &arguments).ended_with(0)
    };
    let ran = collect(&[]);
    let lines: Vec<&str> = ran.stderr.lines().collect();
    let said: Vec<&&str> = lines
        .iter()
        .filter(|line| line.contains("cloudtrail:DescribeTrails"))
        .collect();
    let [line] = said[..] else {
        panic!("{}", ran.stderr)
    };
    assert!(
        line.starts_with("  cloudtrail:DescribeTrails: access denied in ")
            && line.contains(" regions of 123456789012 (AccessDenied"),
        "{line}"
    );
    assert!(lines[0].contains(" gaps, in "), "{}", ran.stderr);
    assert_eq!(collect(&["-q"]).stderr, "");
    // Each of them, for whoever wants to know.
    let detailed = collect(&["-v", "--log-format", "json"]);
    let refused = detailed
        .stderr
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .filter(|event| {
            event["message"] == "refused" && event["action"] == "cloudtrail:DescribeTrails"
        })
        .count();
    assert!(refused > 1, "{}", detailed.stderr);
}

#[test]
fn no_secret_is_logged_however_much_is() {
    const SECRET: &str = "this-is-the-secret-access-key-of-the-caller";
    const TOKEN: &str = "this-is-the-session-token-of-the-caller";
    let aws = SimulatedAws::shared("empty");
    let mut env = aws.env();
    env.insert("AWS_SECRET_ACCESS_KEY", SECRET.to_owned());
    env.insert("AWS_SESSION_TOKEN", TOKEN.to_owned());
    env.insert("ASSIZE_LOG", "trace".to_owned());
    for format in ["text", "json"] {
        let ran = run_in(
            &env,
            &[
                "collect",
                "-o",
                "-",
                "-vv",
                "--log-format",
                format,
                "-s",
                "cloudtrail-log-file-validation",
                "--role-arn",
                "arn:aws:iam::222222222222:role/auditor",
                "--external-id",
                "the-agreed-id",
            ],
        )
        .ended_with(0);
        assert!(
            ran.stderr.contains("aws_smithy_runtime") || format == "text",
            "the SDK logs nothing: {}",
            ran.stderr
        );
        assert!(ran.stderr.contains("called"), "{}", ran.stderr);
        for secret in [
            SECRET,
            TOKEN,
            "SecretAccessKey>",
            "SessionToken>",
            "AWS4-HMAC-SHA256",
            // Where whole requests would be.
            "TRACE",
        ] {
            assert!(!ran.stderr.contains(secret), "{secret} is in the log");
        }
    }
}
