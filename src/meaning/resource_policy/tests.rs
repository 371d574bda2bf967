use proptest::prelude::*;
use serde_json::json;

use super::*;

mod denials;

const OWNER: &str = "111122223333";
const BUCKET: &str = "arn:aws:s3:::logs";

fn bucket(restricts: Option<bool>) -> Resource<'static> {
    Resource {
        account_id: OWNER,
        arn: BUCKET,
        restricts_public_policies: restricts,
    }
}

fn meaning(statements: Value) -> ResourcePolicyMeaning {
    meaning_of(
        &json!({"Version": "2012-10-17", "Statement": statements}),
        &bucket(Some(false)),
    )
}

/// An allowing statement for a principal, with a condition.
fn allow(principal: &Value, condition: &Value) -> Value {
    json!({
        "Effect": "Allow",
        "Principal": principal,
        "Action": "s3:PutObject",
        "Resource": "arn:aws:s3:::logs/*",
        "Condition": condition,
    })
}

fn publicity(condition: &Value) -> Publicity {
    meaning(json!([allow(&json!("*"), condition)])).publicity
}

#[test]
fn everyone_in_every_spelling() {
    for principal in [
        json!("*"),
        json!({"AWS": "*"}),
        json!({"AWS": ["*"]}),
        json!({"AWS": ["arn:aws:iam::111122223333:root", "*"]}),
        json!({"*": "*"}),
        json!({"Service": "*"}),
        json!({"Federated": "*"}),
        json!({"AWS": "arn:aws:iam::*:root"}),
        json!({"AWS": "arn:aws:iam::111122223333:role/*"}),
    ] {
        let meaning = meaning(json!([allow(&principal, &json!({}))]));
        assert_eq!(meaning.publicity, Publicity::Public, "{principal}");
        assert_eq!(meaning.public[0].to.kind, GranteeKind::Everyone);
        assert_eq!(meaning.public[0].statement, "#1");
        assert_eq!(meaning.public[0].actions.patterns, ["s3:PutObject"]);
    }
    let all_but_one = json!([{
        "Sid": "NotThem",
        "Effect": "Allow",
        "NotPrincipal": {"AWS": "arn:aws:iam::444455556666:root"},
        "NotAction": "s3:DeleteBucket",
        "Resource": "*",
    }]);
    let meaning = meaning(all_but_one);
    assert_eq!(meaning.publicity, Publicity::Public);
    assert_eq!(meaning.public[0].statement, "NotThem");
    assert!(meaning.public[0].actions.all_except);
}

#[test]
fn others_are_not_everyone() {
    for (principal, kind, account) in [
        (
            json!({"AWS": "444455556666"}),
            GranteeKind::Aws,
            Some("444455556666"),
        ),
        (
            json!({"AWS": "arn:aws:iam::444455556666:root"}),
            GranteeKind::Aws,
            Some("444455556666"),
        ),
        (
            json!({"AWS": "arn:aws:sts::444455556666:assumed-role/r/s"}),
            GranteeKind::Aws,
            Some("444455556666"),
        ),
        (
            json!("arn:aws-cn:iam::444455556666:user/u"),
            GranteeKind::Aws,
            Some("444455556666"),
        ),
        (
            json!({"AWS": "AROAJQABLZS4A3QDU576Q"}),
            GranteeKind::Aws,
            None,
        ),
        (
            json!({"AWS": "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1"}),
            GranteeKind::Aws,
            None,
        ),
        (
            json!({"Service": "cloudtrail.amazonaws.com"}),
            GranteeKind::Service,
            None,
        ),
        (
            json!({"Federated": "cognito-identity.amazonaws.com"}),
            GranteeKind::Federated,
            None,
        ),
        (
            json!({"Federated": "arn:aws:iam::444455556666:saml-provider/p"}),
            GranteeKind::Federated,
            Some("444455556666"),
        ),
        (
            json!({"CanonicalUser": "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be"}),
            GranteeKind::CanonicalUser,
            None,
        ),
    ] {
        let meaning = meaning(json!([allow(&principal, &json!({}))]));
        assert_eq!(meaning.publicity, Publicity::NotPublic, "{principal}");
        let [grant] = meaning.grants.as_slice() else {
            panic!("{principal}: {:?}", meaning.grants);
        };
        assert_eq!(grant.to.kind, kind);
        assert_eq!(grant.to.account_id.as_deref(), account);
        assert_eq!(
            meaning.foreign_accounts,
            account.map(str::to_owned).into_iter().collect::<Vec<_>>()
        );
    }
    // The owner is nobody foreign.
    let own = meaning(json!(allow(
        &json!({"AWS": [OWNER, "444455556666"]}),
        &json!({})
    )));
    assert_eq!(own.foreign_accounts, ["444455556666"]);
    assert_eq!(own.grants.len(), 2);
}

#[test]
fn conditions_that_keep_everyone_out() {
    for condition in [
        json!({"StringEquals": {"aws:SourceVpc": "vpc-91237329"}}),
        json!({"StringEquals": {"aws:SourceVpce": ["vpce-1", "vpce-2"]}}),
        json!({"StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}),
        json!({"StringEquals": {"AWS:PRINCIPALORGID": "o-a1b2c3d4e5"}}),
        json!({"StringEquals": {"aws:SourceAccount": OWNER}}),
        json!({"StringEquals": {"AWS:SourceOwner": OWNER}}),
        json!({"StringEquals": {"aws:PrincipalAccount": [OWNER, "444455556666"]}}),
        json!({"StringEquals": {"kms:CallerAccount": OWNER, "kms:ViaService": "sns.us-east-1.amazonaws.com"}}),
        json!({"StringLike": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/*"}}),
        json!({"ArnEquals": {"aws:SourceArn": "arn:aws:s3:::other-bucket"}}),
        json!({"ArnLike": {"aws:SourceArn": "arn:aws:cloudtrail:*:111122223333:trail/*"}}),
        json!({"IpAddress": {"aws:SourceIp": ["192.0.2.0/24", "2001:db8::/32"]}}),
        json!({"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}),
        json!({"IpAddress": {"aws:SourceIp": "192.0.2.1"}}),
        json!({"StringLike": {"aws:userid": "AROAEXAMPLEID1234:*"}}),
        json!({"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-a1b2c3d4e5/r-ab12/ou-ab12-*/*"}}),
        json!({"StringLike": {"s3:DataAccessPointArn": "arn:aws:s3:us-west-2:123456789012:accesspoint/*"}}),
        // `IfExists` and `ForAllValues` where the key must be there.
        json!({"StringEqualsIfExists": {"aws:PrincipalOrgID": "o-1"}, "Null": {"aws:PrincipalOrgID": "false"}}),
        json!({"ForAllValues:StringEquals": {"aws:PrincipalOrgID": "o-1"}, "Null": {"aws:PrincipalOrgID": false}}),
        // One of two that hold is enough.
        json!({"Bool": {"aws:SecureTransport": "true"}, "StringEquals": {"aws:SourceVpc": "vpc-1"}}),
    ] {
        let meaning = meaning(json!([allow(&json!("*"), &condition)]));
        assert_eq!(meaning.publicity, Publicity::NotPublic, "{condition}");
        assert_eq!(meaning.grants[0].limits.len(), 1, "{condition}");
    }
}

#[test]
fn conditions_that_keep_nobody_out() {
    for condition in [
        json!({"StringLike": {"aws:SourceVpc": "vpc-*"}}),
        json!({"StringEquals": {"aws:SourceVpc": ["vpc-1", "*"]}}),
        json!({"StringLike": {"aws:PrincipalOrgID": "o-*"}}),
        json!({"StringLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/admin"}}),
        json!({"StringLike": {"aws:PrincipalArn": "*"}}),
        json!({"ArnLike": {"aws:SourceArn": "arn:aws:s3:::*"}}),
        json!({"ArnLike": {"aws:SourceArn": "arn:aws:cloudtrail:*:*:trail/audit"}}),
        json!({"StringEquals": {"aws:SourceAccount": "${aws:PrincipalAccount}"}}),
        json!({"StringLike": {"aws:userid": "*:session"}}),
        json!({"StringLike": {"aws:PrincipalOrgPaths": "*/r-ab12/*"}}),
        json!({"IpAddress": {"aws:SourceIp": "0.0.0.0/0"}}),
        json!({"IpAddress": {"aws:SourceIp": ["192.0.2.0/24", "::/0"]}}),
        json!({"IpAddress": {"aws:SourceIp": ["0.0.0.0/1", "128.0.0.0/1"]}}),
        json!({"IpAddress": {"aws:SourceIp": "11.0.0.0/7"}}),
        json!({"IpAddress": {"aws:SourceIp": "2001::/16"}}),
        json!({"IpAddress": {"aws:SourceIp": "everywhere"}}),
        json!({"NotIpAddress": {"aws:SourceIp": "192.0.2.0/24"}}),
        // An address is no text, and a text no address.
        json!({"StringEquals": {"aws:SourceIp": "192.0.2.0/24"}}),
        json!({"IpAddress": {"aws:SourceVpce": "192.0.2.0/24"}}),
        json!({"Bool": {"aws:SecureTransport": "true"}}),
        json!({"StringLike": {"aws:Referer": "https://example.com/*"}}),
        json!({"StringEquals": {"aws:UserAgent": "secret"}}),
        json!({"StringEquals": {"kms:ViaService": "s3.us-east-1.amazonaws.com"}}),
        json!({"StringEquals": {"s3:x-amz-acl": "bucket-owner-full-control"}}),
        json!({"StringEquals": {"aws:username": "alice"}}),
        json!({"StringEquals": {"aws:PrincipalType": "User"}}),
        json!({"StringNotEquals": {"aws:PrincipalOrgID": "o-1"}}),
        json!({"StringEqualsIfExists": {"aws:PrincipalOrgID": "o-1"}}),
        json!({"ForAllValues:StringEquals": {"aws:PrincipalOrgID": "o-1"}}),
        json!({"Null": {"aws:PrincipalOrgID": "false"}}),
        json!({"StringEqualsIfExists": {"aws:PrincipalOrgID": "o-1"}, "Null": {"aws:PrincipalOrgID": "true"}}),
        json!({"StringEquals": {"aws:PrincipalOrgID": []}}),
        // Anyone but a service may say what context they like.
        json!({"StringEquals": {"kms:EncryptionContext:aws:cloudtrail:arn": "arn:aws:cloudtrail:us-east-1:111122223333:trail/t"}}),
        json!({}),
        json!(null),
    ] {
        assert_eq!(publicity(&condition), Publicity::Public, "{condition}");
    }
    let found = meaning(json!([allow(
        &json!("*"),
        &json!({"Bool": {"aws:SecureTransport": "true"}, "StringLike": {"aws:Referer": "x"}})
    )]));
    assert_eq!(
        found.public[0].other_conditions,
        ["aws:Referer", "aws:SecureTransport"]
    );
}

#[test]
fn whom_a_condition_lets_in_is_told() {
    let found = meaning(json!([
        allow(
            &json!("*"),
            &json!({"StringEquals": {"aws:PrincipalAccount": ["444455556666", OWNER]}})
        ),
        allow(
            &json!("*"),
            &json!({"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::777788889999:role/*"}})
        ),
        allow(
            &json!("*"),
            &json!({"StringEquals": {"aws:PrincipalOrgID": "o-1"}})
        ),
        allow(
            &json!("*"),
            &json!({"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-2/r-1/*"}})
        ),
    ]));
    assert_eq!(found.foreign_accounts, ["444455556666", "777788889999"]);
    assert_eq!(found.organizations, ["o-1", "o-2"]);
}

#[test]
fn a_public_access_block_on_top() {
    let document = json!({"Statement": allow(&json!("*"), &json!({}))});
    for (restricts, expected) in [
        (Some(false), Publicity::Public),
        (Some(true), Publicity::Restricted),
        (None, Publicity::Unknown),
    ] {
        assert_eq!(
            meaning_of(&document, &bucket(restricts)).publicity,
            expected
        );
    }
    let private = json!({"Statement": allow(&json!({"AWS": OWNER}), &json!({}))});
    assert_eq!(
        meaning_of(&private, &bucket(None)).publicity,
        Publicity::NotPublic
    );
}

#[test]
fn services_and_the_confused_deputy() {
    let guarded = |condition: Value| {
        let meaning = meaning(json!([allow(
            &json!({"Service": "cloudtrail.amazonaws.com"}),
            &condition
        )]));
        assert_eq!(meaning.publicity, Publicity::NotPublic);
        meaning.grants[0].is_guarded
    };
    assert!(guarded(
        json!({"StringEquals": {"aws:SourceArn": "arn:aws:cloudtrail:us-east-1:111122223333:trail/t"}})
    ));
    assert!(guarded(
        json!({"StringEquals": {"AWS:SourceAccount": OWNER}})
    ));
    assert!(guarded(
        json!({"StringEquals": {"aws:SourceOrgID": "o-1", "s3:x-amz-acl": "bucket-owner-full-control"}})
    ));
    assert!(guarded(json!({"StringLike": {
        "kms:EncryptionContext:aws:cloudtrail:arn": "arn:aws:cloudtrail:*:111122223333:trail/*",
    }})));
    assert!(!guarded(
        json!({"StringEquals": {"s3:x-amz-acl": "bucket-owner-full-control"}})
    ));
    assert!(!guarded(
        json!({"StringLike": {"aws:SourceArn": "arn:aws:cloudtrail:*:*:trail/*"}})
    ));
    assert!(!guarded(
        json!({"StringEqualsIfExists": {"aws:SourceAccount": OWNER}})
    ));
    assert!(!guarded(
        json!({"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}})
    ));
    assert!(!guarded(json!({})));
    // By a denial.
    let with_denial = |condition: Value| {
        let meaning = meaning(json!([
            allow(&json!({"Service": "cloudtrail.amazonaws.com"}), &json!({})),
            {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*", "Condition": condition},
        ]));
        meaning.grants[0].is_guarded
    };
    assert!(with_denial(json!({
        "StringNotEquals": {"aws:SourceOrgID": "o-1"},
        "Bool": {"aws:PrincipalIsAWSService": "true"},
    })));
    assert!(with_denial(
        json!({"StringNotEqualsIfExists": {"aws:SourceAccount": OWNER}})
    ));
    assert!(!with_denial(json!({
        "StringNotEquals": {"aws:SourceOrgID": "o-1"},
        "Bool": {"aws:PrincipalIsAWSService": "false"},
    })));
    assert!(!with_denial(
        json!({"StringNotEquals": {"aws:SourceOrgID": "o-1", "aws:SourceVpce": "vpce-1"}})
    ));
    // Those who are no service need no guard.
    assert!(meaning(json!(allow(&json!({"AWS": OWNER}), &json!({})))).grants[0].is_guarded);
}

#[test]
fn what_is_not_understood_is_unknown_and_never_private() {
    let ok = allow(&json!({"AWS": OWNER}), &json!({}));
    let broken = |change: &dyn Fn(&mut Value)| {
        let mut statement = ok.clone();
        statement["Sid"] = json!("S");
        change(&mut statement);
        let meaning = meaning(json!([ok, statement]));
        assert_eq!(meaning.publicity, Publicity::Unknown, "{statement}");
        assert_eq!(meaning.grants.len(), 1, "{statement}");
        meaning.unknown.join("; ")
    };
    for (change, expected) in [
        (
            (&|statement: &mut Value| statement["principal"] = json!("*")) as &dyn Fn(&mut Value),
            "S: the element principal is not known",
        ),
        (
            &|statement| statement["Effect"] = json!("allow"),
            "S: the effect is neither Allow nor Deny",
        ),
        (
            &|statement| statement["NotPrincipal"] = json!("*"),
            "S: there are both Principal and NotPrincipal",
        ),
        (
            &|statement| {
                statement.as_object_mut().unwrap().remove("Principal");
            },
            "S: there is neither Principal nor NotPrincipal",
        ),
        (
            &|statement| statement["Principal"] = json!({"Robot": "x"}),
            "S: the kind of principal Robot is not known",
        ),
        (
            &|statement| statement["Principal"] = json!({"AWS": "root"}),
            "S: the principal root is not known",
        ),
        (
            &|statement| statement["Action"] = json!([{}]),
            "S: {} is no text",
        ),
        (
            &|statement| statement["Condition"] = json!("x"),
            "S: the condition is no object",
        ),
        (
            &|statement| statement["Condition"] = json!({"StringMatches": {"aws:SourceArn": "x"}}),
            "S: the condition operator StringMatches is not known",
        ),
        (
            &|statement| statement["Condition"] = json!({"StringLike": "x"}),
            "S: the condition StringLike is no object",
        ),
        (
            &|statement| *statement = json!("x"),
            "#2: the statement is no object",
        ),
    ] {
        assert_eq!(broken(change), expected);
    }
    for document in [
        json!({}),
        json!(null),
        json!("not JSON"),
        json!("[]"),
        json!(1),
    ] {
        let meaning = meaning_of(&document, &bucket(Some(true)));
        assert_eq!(
            meaning.unknown,
            ["the document has no statements"],
            "{document}"
        );
        assert_eq!(meaning.publicity, Publicity::Unknown);
    }
    // What is known to be public stays so, whatever else is not understood.
    let both = meaning(json!([allow(&json!("*"), &json!({})), "x"]));
    assert_eq!(both.publicity, Publicity::Public);
}

#[test]
fn a_document_may_be_text() {
    let text = json!({"Statement": allow(&json!("*"), &json!({}))}).to_string();
    assert_eq!(
        meaning_of(&Value::String(text), &bucket(Some(false))).publicity,
        Publicity::Public
    );
}

#[test]
fn the_shape_that_policies_see() {
    let found = meaning(json!([
        {"Sid": "Write", "Effect": "Allow", "Principal": {"Service": "cloudtrail.amazonaws.com"},
         "Action": "s3:PutObject", "Resource": "arn:aws:s3:::logs/AWSLogs/111122223333/*",
         "Condition": {"StringEquals": {
             "s3:x-amz-acl": "bucket-owner-full-control",
             "aws:SourceArn": "arn:aws:cloudtrail:us-east-1:111122223333:trail/t",
         }}},
        {"Sid": "Keep", "Effect": "Deny", "Principal": "*", "Action": "s3:Delete*", "Resource": "arn:aws:s3:::logs/*",
         "Condition": {"StringNotEquals": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/break-glass"}}},
    ]));
    assert_eq!(
        serde_json::to_value(found).unwrap(),
        json!({
            "publicity": "NOT_PUBLIC",
            "public": [],
            "grants": [{
                "statement": "Write",
                "to": {"kind": "SERVICE", "id": "cloudtrail.amazonaws.com"},
                "actions": {"allExcept": false, "patterns": ["s3:PutObject"]},
                "resources": {"allExcept": false, "patterns": ["arn:aws:s3:::logs/AWSLogs/111122223333/*"]},
                "limits": [{"key": "aws:SourceArn", "values": ["arn:aws:cloudtrail:us-east-1:111122223333:trail/t"]}],
                "otherConditions": ["s3:x-amz-acl"],
                "isGuarded": true,
            }],
            "foreignAccounts": [],
            "organizations": [],
            "transport": {"refusesHttpToResource": false, "refusesHttpBelow": false},
            "denials": [{
                "statement": "Keep",
                "isForEveryone": true,
                "exceptPrincipals": [],
                "actions": {"allExcept": false, "patterns": ["s3:Delete*"]},
                "resources": {"allExcept": false, "patterns": ["arn:aws:s3:::logs/*"]},
                "conditions": ["aws:PrincipalArn"],
            }],
            "unknown": [],
        })
    );
}

proptest! {
    #[test]
    fn a_document_never_panics(text in ".{0,60}", key in "[A-Za-z:]{0,30}", value in ".{0,20}") {
        let statement = json!([{
            "Effect": "Allow", "Principal": {"AWS": value.clone()}, "Action": text.clone(), "Resource": key.clone(),
            "Condition": {key: {value: text.clone()}},
        }]);
        let _ = meaning(statement);
        let _ = meaning_of(&Value::String(text), &bucket(None));
    }

    // A further condition, or a further denial, never opens what was closed.
    #[test]
    fn narrowing_never_opens(
        first in 0_usize..4, second in 0_usize..4, denied in any::<bool>()
    ) {
        let conditions = [
            json!({"StringEquals": {"aws:PrincipalOrgID": "o-1"}}),
            json!({"StringLike": {"aws:SourceVpc": "vpc-*"}}),
            json!({"Bool": {"aws:SecureTransport": "true"}}),
            json!({"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}}),
        ];
        let mut both = conditions[first].clone();
        for (operator, keys) in conditions[second].as_object().unwrap() {
            both[operator] = keys.clone();
        }
        let mut statements = vec![allow(&json!("*"), &both)];
        if denied {
            statements.push(json!({"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*"}));
        }
        let after = meaning(json!(statements));
        let was_closed = first != second && publicity(&conditions[first]) == Publicity::NotPublic;
        if was_closed || denied {
            prop_assert_eq!(after.publicity, Publicity::NotPublic);
        }
    }
}
