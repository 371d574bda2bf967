//! What denials close, and the patterns by which they cover.

use proptest::prelude::*;
use serde_json::json;

use super::super::wildcard::{covers, overlaps};
use super::*;

/// A statement for everyone and a denial beside it.
fn beside(denial: Value) -> ResourcePolicyMeaning {
    meaning(json!([
        {"Effect": "Allow", "Principal": "*", "Action": ["s3:GetObject", "s3:PutObject"], "Resource": "arn:aws:s3:::logs/*"},
        denial,
    ]))
}

#[test]
fn denials_that_close_what_is_open() {
    let denial = |principal: Value, action: Value, resource: &str, condition: Value| {
        let mut denial = json!({
            "Sid": "D", "Effect": "Deny", "Action": action, "Resource": resource, "Condition": condition,
        });
        for (name, value) in principal.as_object().unwrap() {
            denial[name] = value.clone();
        }
        beside(denial)
    };
    let everyone = json!({"Principal": "*"});
    let organization = json!({"StringNotEquals": {"aws:PrincipalOrgID": "o-1"}});
    let objects = "arn:aws:s3:::logs/*";
    for (action, resource, condition) in [
        (json!("s3:*"), objects, organization.clone()),
        (json!("*"), "*", organization.clone()),
        (
            json!(["S3:get*", "s3:PUTObject"]),
            "arn:aws:s3:::l*",
            organization.clone(),
        ),
        (
            json!("s3:*"),
            objects,
            json!({"StringNotEqualsIfExists": {"aws:PrincipalOrgID": "o-1"}}),
        ),
        (
            json!("s3:*"),
            objects,
            json!({
                "StringNotEquals": {"aws:PrincipalOrgID": "o-1"},
                "BoolIfExists": {"aws:PrincipalIsAWSService": "false"},
            }),
        ),
        (
            json!("s3:*"),
            objects,
            json!({"StringNotEquals": {"aws:SourceVpce": "vpce-1"}, "NotIpAddress": {"aws:SourceIp": "192.0.2.0/24"}}),
        ),
    ] {
        let meaning = denial(
            everyone.clone(),
            action.clone(),
            resource,
            condition.clone(),
        );
        assert_eq!(
            meaning.publicity,
            Publicity::NotPublic,
            "{action} {condition}"
        );
        assert_eq!(meaning.grants.len(), 1);
        assert!(!meaning.grants[0].limits.is_empty());
        assert_eq!(meaning.grants[0].limits[0].denied_by.as_deref(), Some("D"));
    }
    for (action, resource, condition) in [
        (json!("s3:Delete*"), objects, organization.clone()),
        (
            json!("s3:*"),
            "arn:aws:s3:::logs/private/*",
            organization.clone(),
        ),
        (json!("s3:*"), "arn:aws:s3:::logs", organization.clone()),
        // Also true only of some: with the transport, with an absent key, with everything.
        (
            json!("s3:*"),
            objects,
            json!({"StringNotEquals": {"aws:PrincipalOrgID": "o-1"}, "Bool": {"aws:SecureTransport": "false"}}),
        ),
        (
            json!("s3:*"),
            objects,
            json!({"ForAnyValue:StringNotEquals": {"aws:PrincipalOrgID": "o-1"}}),
        ),
        (
            json!("s3:*"),
            objects,
            json!({"StringNotLike": {"aws:PrincipalOrgID": "o-*"}}),
        ),
        (
            json!("s3:*"),
            objects,
            json!({"Null": {"aws:PrincipalOrgID": "true"}}),
        ),
        (
            json!("s3:*"),
            objects,
            json!({"NotIpAddress": {"aws:SourceIp": "0.0.0.0/0"}}),
        ),
        (
            json!("s3:*"),
            objects,
            json!({"Bool": {"aws:SecureTransport": "false"}}),
        ),
    ] {
        let meaning = denial(
            everyone.clone(),
            action.clone(),
            resource,
            condition.clone(),
        );
        assert_eq!(
            meaning.publicity,
            Publicity::Public,
            "{action} {resource} {condition}"
        );
    }
    // For some actions only.
    let some = denial(
        everyone.clone(),
        json!("s3:Put*"),
        objects,
        organization.clone(),
    );
    assert_eq!(some.public[0].actions.patterns, ["s3:GetObject"]);
    assert_eq!(some.grants.len(), 1);
    // For a principal that is not everyone.
    let one = denial(
        json!({"Principal": {"AWS": "444455556666"}}),
        json!("s3:*"),
        objects,
        json!({}),
    );
    assert_eq!(one.publicity, Publicity::Public);
    // Outright: nothing is left for anybody.
    let all = denial(everyone, json!("s3:*"), objects, json!({}));
    assert_eq!((all.publicity, all.grants.len()), (Publicity::NotPublic, 0));
    // Every action of a bucket is every action of S3.
    let every = meaning(json!([
        {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": objects},
        {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": objects, "Condition": organization},
    ]));
    assert_eq!(every.publicity, Publicity::NotPublic);
    // All but everyone is nobody.
    let nobody = denial(
        json!({"NotPrincipal": "*"}),
        json!("s3:*"),
        objects,
        json!({}),
    );
    assert_eq!(nobody.publicity, Publicity::Public);
    // All but some.
    let spared = denial(
        json!({"NotPrincipal": {"AWS": "arn:aws:iam::444455556666:root"}}),
        json!("s3:*"),
        objects,
        json!({}),
    );
    assert_eq!(spared.publicity, Publicity::NotPublic);
    assert_eq!(spared.foreign_accounts, ["444455556666"]);
    assert!(spared.denials[0].is_for_everyone);
    assert_eq!(
        spared.denials[0].except_principals,
        ["arn:aws:iam::444455556666:root"]
    );
}

#[test]
fn denials_by_what_they_do_not_mean() {
    let close = |denied: Value| {
        let mut denial =
            json!({"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*"});
        for (name, value) in denied.as_object().unwrap() {
            denial
                .as_object_mut()
                .unwrap()
                .remove(&name.replace("Not", ""));
            denial[name] = value.clone();
        }
        beside(denial).publicity
    };
    assert_eq!(
        close(json!({"NotAction": "s3:ListBucket"})),
        Publicity::NotPublic
    );
    assert_eq!(close(json!({"NotAction": "s3:*Object"})), Publicity::Public);
    assert_eq!(close(json!({"NotAction": "s3:Get*"})), Publicity::Public);
    assert_eq!(
        close(json!({"NotResource": "arn:aws:s3:::other/*"})),
        Publicity::NotPublic
    );
    assert_eq!(
        close(json!({"NotResource": "arn:aws:s3:::logs/open/*"})),
        Publicity::Public
    );
}

#[test]
fn plain_http() {
    let refused = |statement: Value| {
        let mut denial = json!({
            "Effect": "Deny",
            "Principal": "*",
            "Action": "s3:*",
            "Resource": ["arn:aws:s3:::logs", "arn:aws:s3:::logs/*"],
            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        });
        for (name, value) in statement.as_object().unwrap() {
            if name.starts_with("Not") {
                denial
                    .as_object_mut()
                    .unwrap()
                    .remove(&name.replace("Not", ""));
            }
            denial[name] = value.clone();
        }
        let transport = meaning(json!([denial])).transport;
        (
            transport.refuses_http_to_resource,
            transport.refuses_http_below,
        )
    };
    for statement in [
        json!({}),
        json!({"Principal": {"AWS": "*"}}),
        json!({"Action": ["*"]}),
        json!({"Action": "S3:*"}),
        json!({"NotAction": "sns:Publish"}),
        json!({"Resource": "*"}),
        json!({"Resource": "arn:aws:s3:::logs*"}),
        json!({"Condition": {"Bool": {"aws:SecureTransport": false}}}),
        json!({"Condition": {"BoolIfExists": {"AWS:securetransport": ["false"]}}}),
        json!({"Condition": {"NumericLessThanIfExists": {"s3:TlsVersion": 1.2}}}),
    ] {
        assert_eq!(refused(statement.clone()), (true, true), "{statement}");
    }
    for statement in [
        json!({"Effect": "Allow"}),
        json!({"Principal": {"AWS": "444455556666"}}),
        json!({"NotPrincipal": {"AWS": "444455556666"}}),
        json!({"NotPrincipal": "*"}),
        json!({"Action": ["s3:Get*", "s3:Put*"]}),
        json!({"NotAction": "s3:GetObject"}),
        json!({"Resource": "arn:aws:s3:::other/*"}),
        json!({"Condition": {"Bool": {"aws:SecureTransport": "true"}}}),
        json!({"Condition": {"Bool": {"aws:SecureTransport": "false"}, "StringEquals": {"aws:SourceVpc": "vpc-1"}}}),
        json!({"Condition": {"NumericLessThan": {"s3:TlsVersion": 1.2}}}),
        json!({"Condition": {"Null": {"aws:SecureTransport": "true"}}}),
        json!({"Condition": {}}),
    ] {
        assert_eq!(refused(statement.clone()), (false, false), "{statement}");
    }
    assert_eq!(
        refused(json!({"Resource": "arn:aws:s3:::logs"})),
        (true, false)
    );
    assert_eq!(
        refused(json!({"Resource": "arn:aws:s3:::logs/*"})),
        (false, true)
    );
    assert_eq!(
        refused(json!({"Resource": "arn:aws:s3:::logs/AWSLogs/*"})),
        (false, false)
    );
    let topic = meaning_of(
        &json!({"Statement": {
            "Effect": "Deny", "Principal": "*", "Action": "sns:*", "Resource": "arn:aws:sns:us-east-1:111122223333:t",
            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        }}),
        &Resource {
            account_id: OWNER,
            arn: "arn:aws:sns:us-east-1:111122223333:t",
            restricts_public_policies: Some(false),
        },
    );
    assert!(topic.transport.refuses_http_to_resource);
}

#[test]
fn patterns() {
    for (wide, narrow, expected) in [
        ("*", "anything", true),
        ("a*c", "abbc", true),
        ("a*c", "abb", false),
        ("a?c", "abc", true),
        ("a?c", "ac", false),
        ("a?c", "a*c", false),
        ("a*c", "a*c", true),
        ("a*", "a*c", true),
        ("a*c", "a*", false),
        ("*b*", "abc", true),
        ("a.c", "abc", false),
        ("", "", true),
        ("**", "", true),
        ("arn:aws:s3:::b/*", "arn:aws:s3:::b", false),
    ] {
        assert_eq!(covers(wide, narrow), expected, "{wide} {narrow}");
    }
    for (one, other, expected) in [
        ("a*", "*b", true),
        ("a*", "b*", false),
        ("a?", "?b", true),
        ("a?", "a", false),
        ("s3:Get*", "s3:*Object", true),
        ("s3:Get*", "s3:Put*", false),
        ("*", "", true),
        ("a*c", "abd", false),
    ] {
        assert_eq!(overlaps(one, other), expected, "{one} {other}");
        assert_eq!(overlaps(other, one), expected, "{other} {one}");
    }
}

proptest! {
    #[test]
    fn patterns_are_sound(one in "[ab*?]{0,5}", other in "[ab*?]{0,5}", text in "[ab]{0,6}") {
        let (is_one, is_other) = (covers(&one, &text), covers(&other, &text));
        // What covers matches all that the other does; what both match is an overlap.
        prop_assert!(!covers(&one, &other) || !is_other || is_one, "{one} {other} {text}");
        prop_assert!(!(is_one && is_other) || overlaps(&one, &other), "{one} {other} {text}");
        // A text overlaps exactly the patterns that match it.
        prop_assert_eq!(overlaps(&one, &text), is_one);
    }
}
