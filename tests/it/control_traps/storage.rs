//! Log buckets and audit keys: whose they are, who may read them, and whether they can be used.

use std::collections::BTreeSet;

use assize::model::finding::Status;
use serde_json::{Value, json};

use super::{ACCOUNT, Account, BUCKET, KEY, about, set};

#[test]
fn trap_07_a_log_bucket_in_another_account_is_unknown_until_somebody_knows() {
    let member = Account::of("member");
    let bucket = member.first(BUCKET).key();
    for control in about(BUCKET) {
        for finding in member.findings(&control) {
            if finding.subject.id() == bucket {
                let status = finding.outcome.status();
                assert!(
                    matches!(status, Status::Error | Status::NotApplicable),
                    "{finding:#?}"
                );
            }
        }
    }
    // That it exists and whose it is are facts that S3 tells apart.
    let owned_by = |owner: Option<&str>| {
        Account::sound().with(BUCKET, |bucket| {
            let mut head = json!({"exists": true});
            if let Some(owner) = owner {
                head["ownerAccountId"] = json!(owner);
            }
            bucket
                .supplementary_configuration
                .insert("HeadBucket".to_owned(), head);
        })
    };
    for (owner, status) in [(Some("999988887777"), Status::Pass), (None, Status::Fail)] {
        let account = owned_by(owner);
        let found: BTreeSet<Status> = account
            .findings("audit-bucket-owner-expected")
            .iter()
            .map(|finding| finding.outcome.status())
            .collect();
        assert_eq!(found, BTreeSet::from([status]));
        assert!(account.messages("audit-bucket-exists").is_empty());
    }
}

#[test]
fn trap_08_public_is_either_group_any_wildcard_and_not_what_is_blocked_or_narrowed() {
    let control = "audit-bucket-acl-not-public";
    let granted = |group: &str, ignored: bool| {
        let account = Account::sound().with(BUCKET, |bucket| {
            let grant = json!({
                "grantee": {"uri": format!("http://acs.amazonaws.com/groups/{group}")}, "permission": "Read",
            });
            set(bucket, "AccessControlList", "grantList", json!([grant]));
            set(bucket, "PublicAccessBlockConfiguration", "ignorePublicAcls", json!(ignored));
        });
        account.messages(control).len()
    };
    for group in ["global/AllUsers", "global/AuthenticatedUsers"] {
        assert!(granted(group, false) > 0, "{group}");
        assert_eq!(granted(group, true), 0, "{group}");
    }
    assert_eq!(granted("s3/LogDelivery", false), 0);

    // Every spelling of everybody, unless a condition narrows it.
    let control = "audit-key-policy-not-public";
    let allows = |principal: &Value, condition: Option<Value>| {
        let account = Account::sound().with(KEY, |key| {
            let mut statement = json!({"Effect": "Allow", "Principal": principal, "Action": "kms:Decrypt", "Resource": "*"});
            if let Some(condition) = &condition {
                statement["Condition"] = condition.clone();
            }
            key.supplementary_configuration
                .insert("KeyPolicy".to_owned(), json!({"Statement": [statement]}));
        });
        account.messages(control).len()
    };
    for everybody in [json!("*"), json!({"AWS": "*"}), json!({"AWS": ["*"]})] {
        assert!(allows(&everybody, None) > 0, "{everybody}");
        let one = json!({"StringEquals": {"kms:CallerAccount": ACCOUNT}});
        assert_eq!(allows(&everybody, Some(one)), 0, "{everybody}");
        let anyone = json!({"StringLike": {"kms:CallerAccount": "*"}});
        assert!(allows(&everybody, Some(anyone)) > 0, "{everybody}");
    }
}

#[test]
fn trap_08_a_refusal_of_plain_http_counts_only_for_all_actions() {
    let control = "audit-bucket-tls-only";
    let denied = |action: &str| {
        let account = Account::sound().with(BUCKET, |bucket| {
            let arn = bucket.key();
            let policy = json!({"Statement": [
                // One statement that is well does not excuse the next.
                {"Effect": "Allow", "Principal": {"Service": "cloudtrail.amazonaws.com"}, "Action": "s3:PutObject", "Resource": format!("{arn}/*")},
                {"Effect": "Deny", "Principal": "*", "Action": action, "Resource": [arn, format!("{arn}/*")],
                 "Condition": {"Bool": {"aws:SecureTransport": "false"}}},
            ]});
            set(bucket, "BucketPolicy", "policyText", policy);
        });
        account.messages(control).is_empty()
    };
    assert!(denied("s3:*"));
    assert!(denied("*"));
    assert!(!denied("s3:Get*"));
    assert!(!denied("s3:PutObject"));
}

#[test]
fn trap_09_a_key_that_is_named_is_no_key_that_can_be_used() {
    let control = "cloudtrail-kms-key-usable";
    let with_key = |field: &str, value: Value| {
        let account = Account::sound().with(KEY, |key| key.configuration[field] = value.clone());
        // The trail still names it.
        assert_eq!(account.status("cloudtrail-kms-encryption"), Status::Pass);
        account.status(control)
    };
    assert_eq!(with_key("keyState", json!("Enabled")), Status::Pass);
    for state in [
        "Disabled",
        "PendingDeletion",
        "PendingImport",
        "Unavailable",
    ] {
        assert_eq!(with_key("keyState", json!(state)), Status::Fail, "{state}");
    }
    assert_eq!(with_key("keyManager", json!("AWS")), Status::Fail);
    // A policy that admits another trail lets this one's deliveries fail.
    let other = Account::sound().with(KEY, |key| {
        let policy = key.supplementary_configuration["KeyPolicy"].to_string();
        let policy = policy.replace("trail/audit\"", "trail/other\"");
        key.supplementary_configuration.insert(
            "KeyPolicy".to_owned(),
            serde_json::from_str(&policy).unwrap(),
        );
    });
    assert!(
        !other
            .messages("audit-key-policy-cloudtrail-scoped")
            .is_empty()
    );
}

#[test]
fn trap_09_rotation_is_asked_of_keys_that_can_rotate() {
    let control = "audit-key-rotation";
    let off = |field: &str, value: &str| {
        let account = Account::sound().with(KEY, |key| {
            key.configuration[field] = json!(value);
            key.supplementary_configuration
                .insert("KeyRotationStatus".to_owned(), json!(false));
        });
        let findings = account.findings(control).into_iter();
        findings
            .map(|finding| finding.outcome.status())
            .collect::<BTreeSet<_>>()
    };
    assert_eq!(off("origin", "AWS_KMS"), BTreeSet::from([Status::Fail]));
    assert_eq!(
        off("origin", "EXTERNAL"),
        BTreeSet::from([Status::NotApplicable])
    );
    assert_eq!(
        off("keySpec", "RSA_2048"),
        BTreeSet::from([Status::NotApplicable])
    );
}
