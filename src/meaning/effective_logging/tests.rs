use serde_json::{Value, json};

use super::*;
use crate::meaning::event_selectors::{AdvancedEventSelector, EventSelector};

const MULTI: &str = "arn:aws:cloudtrail:eu-central-1:111122223333:trail/multi";
const LOCAL: &str = "arn:aws:cloudtrail:us-east-1:111122223333:trail/local";
const ORG: &str = "arn:aws:cloudtrail:eu-west-1:999900001111:trail/org";

fn classic(value: Value) -> Vec<EventSelector> {
    serde_json::from_value(value).unwrap()
}

fn trail<'a>(arn: &'a str, selectors: &'a [EventSelector]) -> Trail<'a> {
    Trail {
        arn,
        home_region: arn.split(':').nth(3).unwrap(),
        is_multi_region_trail: arn != LOCAL,
        include_global_service_events: arn != LOCAL,
        is_logging: Ok(true),
        selectors: Ok(Selectors {
            classic: selectors,
            partition: "aws",
            ..Selectors::default()
        }),
    }
}

#[test]
fn a_trail_counts_where_it_logs_and_reaches() {
    let all = classic(json!([{"IncludeManagementEvents": true, "ReadWriteType": "All"}]));
    let at = |region: &str, trails: &[Trail<'_>]| {
        let logging = effective_logging("111122223333", region, trails);
        assert_eq!(logging.aws_region, region);
        assert_eq!(logging.account_id, "111122223333");
        (
            logging.trails,
            logging.events.management.write.recorded,
            logging.global_service_events,
        )
    };
    let owned =
        |arns: &[&str]| -> Vec<String> { arns.iter().map(|arn| (*arn).to_owned()).collect() };
    let trails = [trail(ORG, &all), trail(LOCAL, &all)];
    assert_eq!(
        at("us-east-1", &trails),
        (owned(&[ORG, LOCAL]), Recorded::All, owned(&[ORG]))
    );
    assert_eq!(
        at("us-west-2", &trails),
        (owned(&[ORG]), Recorded::All, owned(&[ORG]))
    );
    assert_eq!(
        at("us-west-2", &trails[1..]),
        (vec![], Recorded::None, vec![])
    );
    let mut stopped = trails;
    stopped[0].is_logging = Ok(false);
    assert_eq!(at("us-west-2", &stopped), (vec![], Recorded::None, vec![]));
    assert_eq!(
        at("us-east-1", &stopped),
        (owned(&[LOCAL]), Recorded::All, vec![])
    );
    // A trail that is seen twice is one.
    assert_eq!(
        at("us-west-2", &[trail(MULTI, &all), trail(MULTI, &all)]).0,
        [MULTI]
    );
}

#[test]
fn global_services_are_recorded_where_they_run() {
    let all = classic(json!([{"IncludeManagementEvents": true}]));
    for (home, recorded) in [("us-east-1", true), ("eu-west-1", false)] {
        let arn = format!("arn:aws:cloudtrail:{home}:111122223333:trail/local");
        let single = Trail {
            is_multi_region_trail: false,
            include_global_service_events: true,
            ..trail(&arn, &all)
        };
        let logging = effective_logging("111122223333", home, &[single]);
        assert_eq!(
            logging.global_service_events.len(),
            usize::from(recorded),
            "{home}"
        );
        assert_eq!(logging.trails, [arn.as_str()]);
    }
    let data = classic(json!([{
        "IncludeManagementEvents": false,
        "DataResources": [{"Type": "AWS::S3::Object", "Values": ["arn:aws:s3"]}],
    }]));
    let logging = effective_logging("111122223333", "us-east-1", &[trail(MULTI, &data)]);
    assert_eq!(logging.trails, [MULTI]);
    assert_eq!(logging.global_service_events, Vec::<String>::new());
}

#[test]
fn trails_complete_each_other() {
    let reads = classic(json!([{"IncludeManagementEvents": true, "ReadWriteType": "ReadOnly"}]));
    let writes = classic(json!([{
        "IncludeManagementEvents": true,
        "ReadWriteType": "WriteOnly",
        "ExcludeManagementEventSources": ["kms.amazonaws.com"],
    }]));
    let keys: Vec<AdvancedEventSelector> = serde_json::from_value(json!([{"FieldSelectors": [
        {"Field": "eventCategory", "Equals": ["Management"]},
        {"Field": "eventSource", "Equals": ["kms.amazonaws.com"]},
    ]}]))
    .unwrap();
    let mut trails = vec![trail(MULTI, &reads)];
    let logging = |trails: &[Trail<'_>]| effective_logging("111122223333", "us-east-1", trails);
    assert_eq!(
        logging(&trails).not_recorded,
        ["management events that write"]
    );
    trails.push(trail(ORG, &writes));
    let both = logging(&trails);
    assert_eq!(both.events.management.read.trails, [MULTI]);
    assert_eq!(both.events.management.write.trails, [ORG]);
    assert_eq!(both.events.management.write.recorded, Recorded::Part);
    assert_eq!(
        both.not_recorded,
        ["management events of kms.amazonaws.com that write"]
    );
    let mut third = trail(LOCAL, &[]);
    third.selectors = Ok(Selectors {
        advanced: &keys,
        partition: "aws",
        ..Selectors::default()
    });
    trails.push(third);
    let whole = logging(&trails);
    assert_eq!(whole.events.management.write.recorded, Recorded::All);
    assert_eq!(whole.events.management.write.trails, [ORG, LOCAL]);
    assert!(whole.not_recorded.is_empty());
    // The third reaches one region only.
    let elsewhere = effective_logging("111122223333", "us-west-2", &trails);
    assert_eq!(elsewhere.not_recorded, both.not_recorded);
}

#[test]
fn what_is_narrowed_otherwise_is_not_recorded_either() {
    for further in [
        json!({"Field": "userIdentity.arn", "NotEquals": ["arn:aws:iam::111122223333:role/deploy"]}),
        json!({"Field": "eventSource", "NotStartsWith": ["rdsdata."]}),
    ] {
        let narrowed: Vec<AdvancedEventSelector> =
            serde_json::from_value(json!([{"FieldSelectors": [
                {"Field": "eventCategory", "Equals": ["Management"]},
                {"Field": "readOnly", "Equals": ["false"]},
                {"Field": "eventSource", "NotEquals": ["kms.amazonaws.com"]},
                further,
            ]}]))
            .unwrap();
        let mut only = trail(MULTI, &[]);
        only.selectors = Ok(Selectors {
            advanced: &narrowed,
            partition: "aws",
            ..Selectors::default()
        });
        assert_eq!(
            effective_logging("111122223333", "us-east-1", &[only]).not_recorded,
            [
                "management events that read",
                "management events of kms.amazonaws.com that write",
                "some management events that write",
            ],
            "{narrowed:?}"
        );
    }
}

#[test]
fn what_is_not_known_of_a_trail_is_named() {
    let all = classic(json!([{"IncludeManagementEvents": true}]));
    let odd = classic(json!([{"ReadWriteType": "Some"}]));
    let mut unread = trail(ORG, &all);
    unread.is_logging = Err("access denied".to_owned());
    let mut refused = trail(MULTI, &all);
    refused.selectors = Err("not collected".to_owned());
    let logging = effective_logging(
        "111122223333",
        "us-east-1",
        &[unread, refused, trail(LOCAL, &odd)],
    );
    assert_eq!(
        logging.unknown,
        [
            format!("{MULTI}: what it records (not collected)"),
            format!("{ORG}: whether it logs (access denied)"),
            format!("{LOCAL}: the read-write type Some"),
        ]
    );
    assert_eq!(logging.trails, [LOCAL]);
    assert_eq!(logging.not_recorded.len(), 2);
    let value = serde_json::to_value(&logging).unwrap();
    assert_eq!(value["events"]["management"]["read"]["recorded"], "NONE");
    assert_eq!(value["notRecorded"][0], "management events that read");
}
