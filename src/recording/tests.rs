use serde_json::{Value, json};

use super::*;
use crate::meaning::event_selectors::Recorded;
use crate::model::snapshot::{Line, Snapshot};

const OWN: &str = "111122223333";
const OWNER: &str = "999900001111";
const EAST: &str = "us-east-1";
const WEST: &str = "eu-west-1";

fn arn(owner: &str, name: &str) -> String {
    format!("arn:aws:cloudtrail:{EAST}:{owner}:trail/{name}")
}

/// A multi-region trail in an account's eyes, with parts.
fn trail(viewer: &str, arn: &str, parts: Value) -> Value {
    json!({"item": {
        "resourceType": "AWS::CloudTrail::Trail",
        "accountId": viewer,
        "awsRegion": EAST,
        "resourceId": "audit",
        "arn": arn,
        "configurationItemCaptureTime": "2026-11-20T08:00:00Z",
        "configuration": {"trailARN": arn, "homeRegion": EAST, "isMultiRegionTrail": true},
        "supplementaryConfiguration": parts,
    }})
}

/// All parts of a trail that logs all management events.
fn sound() -> Value {
    json!({
        "TrailStatus": {"IsLogging": true},
        "EventSelectors": [{"ReadWriteType": "All", "IncludeManagementEvents": true}],
        "AdvancedEventSelectors": [],
        "InsightSelectors": [],
    })
}

fn covered(account: &str, action: &str, region: &str) -> Value {
    json!({"coverage": {"action": action, "accountId": account, "region": region, "calls": 1}})
}

fn gap(account: &str, action: &str, resource: Option<&str>) -> Value {
    json!({"gap": {
        "action": action, "accountId": account, "region": EAST, "resource": resource, "kind": "AccessDenied",
    }})
}

/// What the snapshot of accounts with these lines says.
fn said(accounts: &[&str], lines: &[Value]) -> Recording {
    let region =
        |name: &str, status: &str| json!({"name": name, "optInStatus": status, "selected": true});
    let accounts: Vec<Value> = accounts
        .iter()
        .map(|id| {
            let regions = [
                region("ap-south-2", "DISABLED"),
                region(WEST, "ENABLED_BY_DEFAULT"),
                region(EAST, "ENABLED_BY_DEFAULT"),
            ];
            json!({"id": id, "partition": "aws", "regions": regions})
        })
        .collect();
    read_back(&snapshot(Value::from(accounts), lines, true)).unwrap()
}

fn read_back(bytes: &[u8]) -> Result<Recording, SnapshotError> {
    recording(SnapshotReader::new(bytes)?, "assize".to_owned())
}

fn snapshot(accounts: Value, lines: &[Value], complete: bool) -> Vec<u8> {
    let header = json!({
        "schemaVersion": 1, "collectedAt": "2026-11-20T08:00:00Z", "tool": "test", "accounts": accounts,
    });
    let mut snapshot = Snapshot {
        header: serde_json::from_value(header).unwrap(),
        items: Vec::new(),
        gaps: Vec::new(),
        coverage: Vec::new(),
        calls: Vec::new(),
        complete,
    };
    for line in lines {
        match serde_json::from_value(line.clone()).unwrap() {
            Line::Item(item) => snapshot.items.push(item),
            Line::Gap(gap) => snapshot.gaps.push(gap),
            Line::Coverage(entry) => snapshot.coverage.push(entry),
            other => panic!("{other:?}"),
        }
    }
    snapshot.write(Vec::new()).unwrap()
}

/// The trails of both regions were asked for.
fn listed(account: &str) -> [Value; 2] {
    [EAST, WEST].map(|region| covered(account, DESCRIBE_TRAILS, region))
}

/// What is unknown of the first account in us-east-1, and how much of its write events is recorded there.
fn in_east(recording: &Recording) -> (Vec<String>, Recorded) {
    let east = recording
        .effective_logging
        .iter()
        .find(|place| place.account_id == OWN && place.aws_region == EAST)
        .unwrap();
    (east.unknown.clone(), east.events.management.write.recorded)
}

#[test]
fn every_enabled_region_is_told_and_no_other() {
    let trail = trail(OWN, &arn(OWN, "audit"), sound());
    let recording = said(&[OWN], &[&[trail][..], &listed(OWN)].concat());
    let places: Vec<(&str, Recorded)> = recording
        .effective_logging
        .iter()
        .map(|place| {
            assert_eq!(place.unknown, Vec::<String>::new());
            (
                place.aws_region.as_str(),
                place.events.management.read.recorded,
            )
        })
        .collect();
    assert_eq!(places, [(WEST, Recorded::All), (EAST, Recorded::All)]);
    assert_eq!(recording.snapshot.collected_at, "2026-11-20T08:00:00Z");
    assert!(recording.snapshot.complete);
    assert_eq!(recording.snapshot.sha256.len(), 64);
    assert_eq!(recording.unknown_accounts, Vec::<String>::new());
}

#[test]
fn a_region_whose_trails_were_not_listed_is_unknown() {
    let recording = said(&[OWN], &[covered(OWN, DESCRIBE_TRAILS, WEST)]);
    assert_eq!(
        in_east(&recording),
        (
            vec!["the trails of us-east-1 were not listed".to_owned()],
            Recorded::None
        )
    );
    assert_eq!(recording.effective_logging[0].unknown, Vec::<String>::new());
    let refused = gap(OWN, DESCRIBE_TRAILS, None);
    let recording = said(&[OWN], &[&[refused][..], &listed(OWN)].concat());
    assert_eq!(
        in_east(&recording).0,
        ["not all trails of us-east-1 are known (cloudtrail:DescribeTrails: access denied)"]
    );
    assert_eq!(recording.effective_logging[0].unknown, Vec::<String>::new());
}

#[test]
fn a_part_that_was_not_read_is_named_with_why() {
    let arn = arn(OWN, "audit");
    for (part, action, what) in [
        ("TrailStatus", GET_STATUS, "whether it logs"),
        ("EventSelectors", GET_SELECTORS, "what it records"),
        ("AdvancedEventSelectors", GET_SELECTORS, "what it records"),
        (
            "InsightSelectors",
            GET_INSIGHTS,
            "which insights it computes",
        ),
    ] {
        let mut parts = sound();
        parts.as_object_mut().unwrap().remove(part);
        let trail = trail(OWN, &arn, parts);
        let asked = said(&[OWN], &[&[trail.clone()][..], &listed(OWN)].concat());
        assert_eq!(
            in_east(&asked).0,
            [format!("{arn}: {what} ({action} was not asked)")]
        );
        let refused = gap(OWN, action, Some(&arn));
        let other = gap(
            OWN,
            action,
            Some("arn:aws:cloudtrail:us-east-1:1:trail/other"),
        );
        let still = said(
            &[OWN],
            &[&[trail.clone(), other.clone()][..], &listed(OWN)].concat(),
        );
        assert_eq!(in_east(&still).0, in_east(&asked).0);
        let refused = said(
            &[OWN],
            &[&[trail, other, refused][..], &listed(OWN)].concat(),
        );
        let (unknown, recorded) = in_east(&refused);
        assert_eq!(
            unknown,
            [format!("{arn}: {what} ({action}: access denied)")]
        );
        let is_insight = part == "InsightSelectors";
        assert_eq!(recorded == Recorded::All, is_insight, "{part}");
    }
}

#[test]
fn an_organization_s_trail_is_unknown_to_a_member_unless_its_owner_tells() {
    let arn = arn(OWNER, "organization");
    let seen = trail(OWN, &arn, json!({"TrailStatus": {"IsLogging": true}}));
    let refused = gap(OWN, GET_SELECTORS, Some(&arn));
    let of_member = [&[seen, refused][..], &listed(OWN)].concat();
    let alone = said(&[OWN], &of_member);
    assert_eq!(
        in_east(&alone),
        (
            vec![format!(
                "{arn}: what it records (cloudtrail:GetEventSelectors: access denied; the trail belongs to account {OWNER})"
            )],
            Recorded::None
        )
    );
    let owners = [&[trail(OWNER, &arn, sound())][..], &listed(OWNER)].concat();
    let both = said(&[OWN, OWNER], &[of_member, owners].concat());
    assert_eq!(in_east(&both), (vec![], Recorded::All));
    assert_eq!(both.effective_logging.len(), 4);
}

#[test]
fn a_trail_that_is_gone_records_nothing() {
    let mut gone = trail(OWN, &arn(OWN, "audit"), sound());
    gone["item"]["configurationItemStatus"] = json!("ResourceDeleted");
    let recording = said(&[OWN], &[&[gone][..], &listed(OWN)].concat());
    assert_eq!(in_east(&recording), (vec![], Recorded::None));
}

#[test]
fn the_service_s_own_word_counts_before_that_of_aws_config() {
    let arn = arn(OWN, "audit");
    let mut recorded = trail(OWN, &arn, json!({}));
    recorded["item"]["source"] = json!("config");
    let own = trail(OWN, &arn, sound());
    for items in [[recorded.clone(), own.clone()], [own, recorded]] {
        let recording = said(&[OWN], &[&items[..], &listed(OWN)].concat());
        assert_eq!(in_east(&recording), (vec![], Recorded::All));
    }
}

#[test]
fn files_of_aws_config_tell_which_trails_there_are_and_no_more() {
    let arn = arn(OWN, "audit");
    let mut recorded = trail(OWN, &arn, json!({}));
    recorded["item"]["source"] = json!("config");
    let mut delivered = covered(OWN, CONFIG_DELIVERY, EAST);
    delivered["coverage"]["resourceType"] = json!("AWS::CloudTrail::Trail");
    let recording = said(&[OWN], &[recorded, delivered.clone()]);
    assert_eq!(
        in_east(&recording).0,
        [format!(
            "{arn}: whether it logs (cloudtrail:GetTrailStatus was not asked)"
        )]
    );
    // In the region that delivered nothing, nobody knows.
    assert_eq!(
        recording.effective_logging[0].unknown[1..],
        ["the trails of eu-west-1 were not listed"]
    );
    let mut broken = gap(OWN, CONFIG_DELIVERY, None);
    broken["gap"]["resourceType"] = json!("AWS::CloudTrail::Trail");
    assert_eq!(
        in_east(&said(&[OWN], &[delivered.clone(), broken.clone()])).0,
        ["not all trails of us-east-1 are known (config:DeliverConfigSnapshot: access denied)"]
    );
    broken["gap"]["resourceType"] = json!("AWS::S3::Bucket");
    assert_eq!(
        in_east(&said(&[OWN], &[delivered.clone(), broken])).0,
        Vec::<String>::new()
    );
    // Files about buckets say nothing of trails.
    delivered["coverage"]["resourceType"] = json!("AWS::S3::Bucket");
    assert_eq!(
        in_east(&said(&[OWN], &[delivered])).0,
        ["the trails of us-east-1 were not listed"]
    );
}

#[test]
fn an_account_without_a_known_region_is_named() {
    let accounts = json!([{"id": OWN, "partition": "aws", "regions": []}]);
    let recording = read_back(&snapshot(accounts, &[], false)).unwrap();
    assert_eq!(recording.unknown_accounts, [OWN]);
    assert_eq!(recording.effective_logging, []);
    assert!(!recording.snapshot.complete);
}

#[test]
fn what_is_no_trail_is_malformed() {
    let mut odd = trail(OWN, &arn(OWN, "audit"), sound());
    odd["item"]["supplementaryConfiguration"]["TrailStatus"] = json!({"IsLogging": "yes"});
    let error = read_back(&snapshot(json!([]), &[odd], true)).unwrap_err();
    assert!(
        error.to_string().starts_with("line 2: this is no trail:"),
        "{error}"
    );
}
