//! The beginning of a run: who is asking, which regions, and what leaves nothing to say.

use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::future::ProvideCredentials as Provided;
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider};
use serde_json::json;

use super::fake::{Fake, Reply, in_regions};
use super::{coverage, gaps, plan};
use crate::collect::{CollectError, Options};
use crate::model::gap::GapKind;
use crate::model::snapshot::OptInStatus;

const TRAILS: [&str; 1] = ["cloudtrail:DescribeTrails"];

#[tokio::test]
async fn a_region_that_is_not_enabled_is_listed_and_not_called() {
    let aws = Fake::new(|_| None);
    let snapshot = aws
        .collect(&plan(&TRAILS), in_regions(&["af-south-1", "eu-west-1"]))
        .await
        .expect("a snapshot");
    let regions: Vec<_> = snapshot.header.accounts[0]
        .regions
        .iter()
        .map(|region| (region.name.as_str(), region.opt_in_status, region.selected))
        .collect();
    assert_eq!(
        regions,
        [
            ("af-south-1", Some(OptInStatus::Disabled), true),
            ("eu-west-1", Some(OptInStatus::EnabledByDefault), true),
            ("us-east-1", Some(OptInStatus::EnabledByDefault), false),
        ]
    );
    assert_eq!(
        coverage(&snapshot, "cloudtrail:DescribeTrails"),
        [(Some("eu-west-1"), 1)]
    );
    assert_eq!(aws.times("DescribeTrails"), 1);
}

#[tokio::test]
async fn regions_come_in_pages() {
    let aws = Fake::new(|request| {
        (request.operation == "ListRegions").then(|| {
            if request.body["NextToken"].is_null() {
                Reply::json(json!({"NextToken": "2", "Regions": [
                    {"RegionName": "us-east-1", "RegionOptStatus": "ENABLED_BY_DEFAULT"}]}))
            } else {
                Reply::json(json!({"Regions": [{"RegionName": "me-south-1", "RegionOptStatus": "ENABLED"}]}))
            }
        })
    });
    let snapshot = aws
        .collect(&plan(&TRAILS), Options::default())
        .await
        .expect("a snapshot");
    assert_eq!(
        coverage(&snapshot, "cloudtrail:DescribeTrails"),
        [(Some("me-south-1"), 1), (Some("us-east-1"), 1)]
    );
    assert_eq!(coverage(&snapshot, "account:ListRegions"), [(None, 2)]);
}

#[tokio::test]
async fn an_unknown_region_ends_the_run_with_the_one_that_was_meant() {
    let aws = Fake::new(|_| None);
    let error = aws
        .collect(&plan(&TRAILS), in_regions(&["eu-wets-1"]))
        .await
        .expect_err("no snapshot");
    assert_eq!(
        error.to_string(),
        "no region is called \"eu-wets-1\"; did you mean eu-west-1?"
    );
}

#[tokio::test]
async fn without_a_list_the_regions_asked_for_are_taken_at_their_word() {
    let refuse = |request: &super::fake::Request| {
        (request.operation == "ListRegions")
            .then(|| Reply::refused(403, "AccessDeniedException", "no"))
    };
    let aws = Fake::new(refuse);
    let snapshot = aws
        .collect(&plan(&TRAILS), in_regions(&["me-south-1"]))
        .await
        .expect("a snapshot");
    assert_eq!(
        gaps(&snapshot),
        [(
            "account:ListRegions",
            None,
            None,
            GapKind::AccessDenied,
            Some("AccessDeniedException")
        )]
    );
    assert_eq!(
        coverage(&snapshot, "cloudtrail:DescribeTrails"),
        [(Some("me-south-1"), 1)]
    );
    let asked_for = snapshot.header.accounts[0]
        .regions
        .iter()
        .find(|region| region.selected)
        .expect("the region");
    assert_eq!(
        (asked_for.name.as_str(), asked_for.opt_in_status),
        ("me-south-1", None)
    );

    let error = aws
        .collect(&plan(&TRAILS), in_regions(&["Frankfurt"]))
        .await
        .expect_err("no snapshot");
    assert!(
        matches!(error, CollectError::UnknownRegion { .. }),
        "{error}"
    );

    let snapshot = aws
        .collect(&plan(&TRAILS), Options::default())
        .await
        .expect("a snapshot");
    assert_eq!(coverage(&snapshot, "cloudtrail:DescribeTrails").len(), 17);
}

#[tokio::test]
async fn credentials_that_an_opt_in_region_does_not_know_mean_a_disabled_region() {
    let refuse = |request: &super::fake::Request| match request.operation.as_str() {
        "ListRegions" => Some(Reply::refused(403, "AccessDeniedException", "no")),
        "DescribeTrails" => Some(Reply::refused(400, "UnrecognizedClientException", "who?")),
        _ => None,
    };
    let kind = async |region: &str| {
        let snapshot = Fake::new(refuse)
            .collect(&plan(&TRAILS), in_regions(&[region]))
            .await
            .expect("a snapshot");
        let gap = snapshot
            .gaps
            .iter()
            .find(|gap| gap.action == "cloudtrail:DescribeTrails");
        gap.map(|gap| gap.kind)
    };
    assert_eq!(kind("me-south-1").await, Some(GapKind::RegionDisabled));
    // That region cannot be disabled, so it is the credentials that are wrong.
    assert_eq!(kind("eu-west-1").await, Some(GapKind::Failed));
}

#[tokio::test]
async fn nobody_answers() {
    let aws = Fake::new(|_| Some(Reply::Broken));
    let error = aws
        .collect(&plan(&TRAILS), Options::default())
        .await
        .expect_err("no snapshot");
    assert!(
        matches!(&error, CollectError::Unreachable { endpoint, .. } if endpoint == "http://aws.test"),
        "{error}"
    );
}

#[tokio::test]
async fn expired_and_unknown_credentials_say_how_to_mend_them() {
    let refused = |code: &'static str| {
        Fake::new(move |request| {
            (request.operation == "GetCallerIdentity").then(|| {
                let error = format!(
                    "<Error><Type>Sender</Type><Code>{code}</Code><Message>no</Message></Error>"
                );
                Reply::text(403, &format!("<ErrorResponse>{error}</ErrorResponse>"))
            })
        })
    };
    let options = || Options {
        profile: Some("audit".to_owned()),
        ..Options::default()
    };
    let error = refused("ExpiredToken")
        .collect(&plan(&TRAILS), options())
        .await
        .expect_err("no snapshot");
    assert!(
        matches!(error, CollectError::ExpiredCredentials { .. }),
        "{error}"
    );
    assert_eq!(error.help(), Some("aws sso login --profile audit"));

    let error = refused("InvalidClientTokenId")
        .collect(&plan(&TRAILS), options())
        .await
        .expect_err("no snapshot");
    assert!(
        matches!(error, CollectError::NoCredentials { .. }),
        "{error}"
    );
    assert_eq!(error.help(), Some("aws configure --profile audit"));
}

/// A provider that has nothing to provide.
#[derive(Debug)]
struct Penniless;

impl ProvideCredentials for Penniless {
    fn provide_credentials<'a>(&'a self) -> Provided<'a>
    where
        Self: 'a,
    {
        Provided::ready(Err(CredentialsError::not_loaded(
            "no provider in the chain had any",
        )))
    }
}

#[tokio::test]
async fn without_credentials_nothing_is_called() {
    let aws = Fake::new(|_| None);
    let config = aws
        .config()
        .into_builder()
        .credentials_provider(SharedCredentialsProvider::new(Penniless))
        .build();
    let error = aws
        .collect_over(
            config,
            &plan(&TRAILS),
            Options::default(),
            std::future::pending(),
        )
        .await
        .expect_err("no snapshot");
    assert!(
        matches!(error, CollectError::NoCredentials { .. }),
        "{error}"
    );
    assert_eq!(aws.asked(), [""; 0]);
}

#[tokio::test]
async fn a_role_that_cannot_be_assumed_is_named() {
    let aws = Fake::new(|request| {
        (request.operation == "AssumeRole").then(|| {
            let error = "<Error><Code>AccessDenied</Code><Message>not authorized to perform sts:AssumeRole</Message></Error>";
            Reply::text(403, &format!("<ErrorResponse>{error}</ErrorResponse>"))
        })
    });
    let role = "arn:aws:iam::222222222222:role/audit".to_owned();
    let options = Options {
        role_arns: vec![role.clone()],
        ..Options::default()
    };
    let error = aws
        .collect(&plan(&TRAILS), options)
        .await
        .expect_err("no snapshot");
    assert!(error.to_string().contains(&role), "{error}");
    assert!(
        error
            .to_string()
            .contains("not authorized to perform sts:AssumeRole"),
        "{error}"
    );
    assert_eq!(aws.times("GetCallerIdentity"), 0);
}

#[tokio::test]
async fn a_chain_of_roles_is_assumed_once() {
    let aws = Fake::new(|request| {
        (request.operation == "AssumeRole").then(|| {
            Reply::text(
                200,
                "<AssumeRoleResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><AssumeRoleResult><Credentials>\
                 <AccessKeyId>ASIA</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>\
                 <Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>",
            )
        })
    });
    let options = Options {
        role_arns: vec![
            "arn:aws:iam::222222222222:role/hub".to_owned(),
            "arn:aws:iam::333333333333:role/spoke".to_owned(),
        ],
        ..Options::default()
    };
    aws.collect(&plan(&TRAILS), options)
        .await
        .expect("a snapshot");
    assert_eq!(aws.times("AssumeRole"), 2);
    assert_eq!(aws.times("GetCallerIdentity"), 1);
}

#[tokio::test]
async fn interrupted_before_anything_is_known() {
    let aws = Fake::new(|_| Some(Reply::Silence));
    let error = aws
        .collect_until(&plan(&TRAILS), Options::default(), std::future::ready(()))
        .await
        .expect_err("no snapshot");
    assert!(matches!(error, CollectError::Interrupted), "{error}");
}
