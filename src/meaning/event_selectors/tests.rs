use proptest::prelude::*;
use serde_json::{Value, json};

use super::predicate::Condition;
use super::*;

fn classic(selectors: Value) -> RecordedEvents {
    let selectors: Vec<EventSelector> = serde_json::from_value(selectors).unwrap();
    recorded(&Selectors {
        classic: &selectors,
        partition: "aws",
        ..Selectors::default()
    })
}

/// A field selector: field, operator and values.
type Field<'a> = (&'a str, &'a str, &'a [&'a str]);

/// Advanced selectors, each a list of conditions.
type Advanced<'a> = &'a [&'a [Field<'a>]];

fn advanced(selectors: Advanced<'_>) -> RecordedEvents {
    let selectors: Vec<AdvancedEventSelector> = selectors
        .iter()
        .map(|fields| {
            let fields: Vec<Value> = fields
                .iter()
                .map(|(field, operator, values)| json!({"Field": field, *operator: values}))
                .collect();
            serde_json::from_value(
                json!({"Name": "Management events selector", "FieldSelectors": fields}),
            )
            .unwrap()
        })
        .collect();
    recorded(&Selectors {
        advanced: &selectors,
        partition: "aws",
        ..Selectors::default()
    })
}

const MANAGEMENT: Field<'static> = ("eventCategory", "Equals", &["Management"]);
const DATA: Field<'static> = ("eventCategory", "Equals", &["Data"]);
const OBJECTS: Field<'static> = ("resources.type", "Equals", &["AWS::S3::Object"]);
const READ: Field<'static> = ("readOnly", "Equals", &["true"]);
const WRITE: Field<'static> = ("readOnly", "Equals", &["false"]);

fn kinds(events: &RecordedEvents) -> (Recorded, Recorded) {
    (
        events.management.read.recorded,
        events.management.write.recorded,
    )
}

use Recorded::{All, None as Nothing, Part};

#[test]
fn classic_management_events() {
    for (selectors, expected) in [
        (json!([]), (All, All)),
        (json!([{"IncludeManagementEvents": true}]), (All, All)),
        (
            json!([{"IncludeManagementEvents": true, "ReadWriteType": "All"}]),
            (All, All),
        ),
        (
            json!([{"IncludeManagementEvents": true, "ReadWriteType": "ReadOnly"}]),
            (All, Nothing),
        ),
        (
            json!([{"IncludeManagementEvents": true, "ReadWriteType": "WriteOnly"}]),
            (Nothing, All),
        ),
        (
            json!([{"IncludeManagementEvents": false, "ReadWriteType": "All"}]),
            (Nothing, Nothing),
        ),
        (
            json!([
                {"IncludeManagementEvents": true, "ReadWriteType": "ReadOnly"},
                {"IncludeManagementEvents": true, "ReadWriteType": "WriteOnly"},
            ]),
            (All, All),
        ),
        (
            json!([{"IncludeManagementEvents": true, "ExcludeManagementEventSources": ["kms.amazonaws.com"]}]),
            (Part, Part),
        ),
    ] {
        assert_eq!(kinds(&classic(selectors.clone())), expected, "{selectors}");
    }
}

#[test]
fn advanced_management_events() {
    let cases: &[(Advanced<'_>, (Recorded, Recorded))] = &[
        (&[&[MANAGEMENT]], (All, All)),
        (&[&[MANAGEMENT, READ]], (All, Nothing)),
        (&[&[MANAGEMENT, READ], &[MANAGEMENT, WRITE]], (All, All)),
        (
            &[&[MANAGEMENT, ("readOnly", "Equals", &["true", "false"])]],
            (All, All),
        ),
        (
            &[&[MANAGEMENT, ("readOnly", "NotEquals", &["true"])]],
            (Nothing, All),
        ),
        (&[&[DATA, OBJECTS]], (Nothing, Nothing)),
        (
            &[&[("eventCategory", "Equals", &["Management", "Data"])]],
            (All, All),
        ),
        // A contradiction records nothing.
        (
            &[&[MANAGEMENT, READ, ("readOnly", "NotEquals", &["true"])]],
            (Nothing, Nothing),
        ),
        (
            &[&[
                MANAGEMENT,
                ("eventSource", "Equals", &["a"]),
                ("eventSource", "NotEquals", &["a"]),
            ]],
            (Nothing, Nothing),
        ),
        // Narrowed, and made up for.
        (
            &[&[
                MANAGEMENT,
                ("eventSource", "NotEquals", &["kms.amazonaws.com"]),
            ]],
            (Part, Part),
        ),
        (
            &[
                &[
                    MANAGEMENT,
                    ("eventSource", "NotEquals", &["kms.amazonaws.com"]),
                ],
                &[
                    MANAGEMENT,
                    ("eventSource", "Equals", &["kms.amazonaws.com"]),
                ],
            ],
            (All, All),
        ),
        (
            &[
                &[
                    MANAGEMENT,
                    ("eventSource", "NotEquals", &["kms.amazonaws.com"]),
                ],
                &[MANAGEMENT, READ, ("eventSource", "StartsWith", &["kms."])],
            ],
            (All, Part),
        ),
        (
            &[
                &[MANAGEMENT, ("eventName", "NotStartsWith", &["Describe"])],
                &[MANAGEMENT, ("eventName", "StartsWith", &["Desc"])],
            ],
            (All, All),
        ),
        (
            &[
                &[MANAGEMENT, ("eventName", "NotStartsWith", &["Describe"])],
                &[
                    MANAGEMENT,
                    ("eventName", "StartsWith", &["DescribeI", "DescribeV"]),
                ],
            ],
            (Part, Part),
        ),
        (
            &[
                &[MANAGEMENT, ("eventName", "NotEndsWith", &["Key"])],
                &[MANAGEMENT, ("eventName", "EndsWith", &["y"])],
            ],
            (All, All),
        ),
        // Two fields: only together is nothing left out.
        (
            &[
                &[
                    MANAGEMENT,
                    ("eventSource", "NotEquals", &["kms.amazonaws.com"]),
                ],
                &[
                    MANAGEMENT,
                    ("eventSource", "Equals", &["kms.amazonaws.com"]),
                    ("eventName", "NotEquals", &["Decrypt"]),
                ],
            ],
            (Part, Part),
        ),
        (
            &[
                &[
                    MANAGEMENT,
                    ("eventSource", "NotEquals", &["kms.amazonaws.com"]),
                ],
                &[
                    MANAGEMENT,
                    ("eventSource", "Equals", &["kms.amazonaws.com"]),
                    ("eventName", "NotEquals", &["Decrypt"]),
                ],
                &[MANAGEMENT, ("eventName", "Equals", &["Decrypt"])],
            ],
            (All, All),
        ),
    ];
    for (selectors, expected) in cases {
        assert_eq!(kinds(&advanced(selectors)), *expected, "{selectors:?}");
    }
}

#[test]
fn what_narrows_is_told() {
    let narrowing = |field: &str, operator: &str, values: &[&str]| Narrowing {
        field: field.to_owned(),
        operator: operator.to_owned(),
        values: values.iter().map(|value| (*value).to_owned()).collect(),
    };
    let events = advanced(&[
        &[
            MANAGEMENT,
            WRITE,
            (
                "eventSource",
                "NotEquals",
                &["kms.amazonaws.com", "rdsdata.amazonaws.com"],
            ),
            ("sessionCredentialFromConsole", "NotEquals", &["true"]),
        ],
        &[MANAGEMENT, READ],
    ]);
    assert_eq!(events.management.read.narrowed_by, []);
    assert_eq!(
        events.management.write.narrowed_by,
        [
            narrowing(
                "eventSource",
                "NotEquals",
                &["kms.amazonaws.com", "rdsdata.amazonaws.com"]
            ),
            narrowing("sessionCredentialFromConsole", "NotEquals", &["true"]),
        ]
    );
    let source = |name: &str| EventSource {
        event_source: name.to_owned(),
        read: All,
        write: Nothing,
    };
    assert_eq!(
        events.management.except_event_sources,
        [source("kms.amazonaws.com"), source("rdsdata.amazonaws.com")]
    );
    let same = classic(json!([
        {"IncludeManagementEvents": true, "ReadWriteType": "WriteOnly", "ExcludeManagementEventSources": ["kms.amazonaws.com"]},
        {"IncludeManagementEvents": true, "ReadWriteType": "ReadOnly"},
    ]));
    assert_eq!(
        same.management.except_event_sources,
        [source("kms.amazonaws.com")]
    );
    // A service that is the only one recorded is no exception; what else there is, is not recorded.
    let only = advanced(&[&[
        MANAGEMENT,
        ("eventSource", "Equals", &["kms.amazonaws.com"]),
    ]]);
    assert_eq!(kinds(&only), (Part, Part));
    assert_eq!(only.management.except_event_sources, []);
}

fn of_type(events: &RecordedEvents, resources_type: &str) -> (Recorded, Recorded) {
    events
        .data
        .iter()
        .find(|data| data.resources_type == resources_type)
        .map_or((Nothing, Nothing), |data| {
            (data.read.recorded, data.write.recorded)
        })
}

#[test]
fn classic_data_events() {
    let with = |kind: &str, of_type: &str, values: &[&str]| {
        classic(json!([{
            "ReadWriteType": kind,
            "IncludeManagementEvents": false,
            "DataResources": [{"Type": of_type, "Values": values}],
        }]))
    };
    let objects = "AWS::S3::Object";
    for (kind, values, expected) in [
        ("All", &["arn:aws:s3"][..], (All, All)),
        ("All", &["arn:aws:s3:::"], (All, All)),
        ("WriteOnly", &["arn:aws:s3:::"], (Nothing, All)),
        ("All", &["arn:aws-cn:s3"], (Nothing, Nothing)),
        ("All", &["arn:aws:s3:::logs/"], (Part, Part)),
        (
            "ReadOnly",
            &["arn:aws:s3:::logs/", "arn:aws:s3"],
            (All, Nothing),
        ),
        ("All", &[], (Nothing, Nothing)),
    ] {
        assert_eq!(
            of_type(&with(kind, objects, values), objects),
            expected,
            "{kind} {values:?}"
        );
    }
    let lambda = "AWS::Lambda::Function";
    assert_eq!(
        of_type(&with("All", lambda, &["arn:aws:lambda"]), lambda),
        (All, All)
    );
    assert_eq!(
        of_type(
            &with(
                "All",
                lambda,
                &["arn:aws:lambda:us-east-1:111122223333:function:f"]
            ),
            lambda
        ),
        (Part, Part)
    );
    let table = "AWS::DynamoDB::Table";
    assert_eq!(
        of_type(&with("All", table, &["arn:aws:dynamodb"]), table),
        (All, All)
    );
    // One function is not another whose name begins with its name.
    let scopes = &with(
        "All",
        lambda,
        &["arn:aws:lambda:us-east-1:111122223333:function:f"],
    )
    .data[0]
        .arns;
    assert!(!scopes[0].is_prefix);
    assert_eq!((scopes[0].read, scopes[0].write), (All, All));
}

#[test]
fn advanced_data_events_and_their_arns() {
    let events = advanced(&[
        &[DATA, OBJECTS, WRITE],
        &[
            DATA,
            OBJECTS,
            READ,
            ("resources.ARN", "StartsWith", &["arn:aws:s3:::logs/"]),
        ],
        &[
            DATA,
            ("resources.type", "Equals", &["AWS::Lambda::Function"]),
            (
                "resources.ARN",
                "NotStartsWith",
                &["arn:aws:lambda:us-east-1:111122223333:function:noisy"],
            ),
        ],
    ]);
    assert_eq!(of_type(&events, "AWS::S3::Object"), (Part, All));
    assert_eq!(of_type(&events, "AWS::Lambda::Function"), (Part, Part));
    assert_eq!(of_type(&events, "AWS::DynamoDB::Table"), (Nothing, Nothing));
    let scope = |arn: &str, read, write| ArnScope {
        arn: arn.to_owned(),
        is_prefix: true,
        read,
        write,
    };
    assert_eq!(
        events.data[0].arns,
        [scope(
            "arn:aws:lambda:us-east-1:111122223333:function:noisy",
            Nothing,
            Nothing
        )]
    );
    assert_eq!(events.data[1].arns, [scope("arn:aws:s3:::logs/", All, All)]);
    // All buckets, spelt as a beginning.
    for start in ["arn:aws:s3:::", "arn:aws:s3"] {
        let events = advanced(&[&[DATA, OBJECTS, ("resources.ARN", "StartsWith", &[start])]]);
        assert_eq!(of_type(&events, "AWS::S3::Object"), (All, All), "{start}");
    }
    // A carve-out within a bucket leaves the bucket in part.
    let events = advanced(&[&[
        DATA,
        OBJECTS,
        ("resources.ARN", "StartsWith", &["arn:aws:s3:::logs/"]),
        (
            "resources.ARN",
            "NotStartsWith",
            &["arn:aws:s3:::logs/tmp/"],
        ),
    ]]);
    assert_eq!(
        events.data[0].arns,
        [
            scope("arn:aws:s3:::logs/", Part, Part),
            scope("arn:aws:s3:::logs/tmp/", Nothing, Nothing),
        ]
    );
    // By name of the event.
    let events = advanced(&[&[DATA, OBJECTS, ("eventName", "Equals", &["DeleteObject"])]]);
    assert_eq!(of_type(&events, "AWS::S3::Object"), (Part, Part));
}

#[test]
fn what_all_events_of_a_type_have_narrows_nothing() {
    for (of_type, source, recorded) in [
        ("AWS::S3::Object", "s3.amazonaws.com", Recorded::All),
        (
            "AWS::Lambda::Function",
            "lambda.amazonaws.com",
            Recorded::All,
        ),
        (
            "AWS::DynamoDB::Table",
            "dynamodb.amazonaws.com",
            Recorded::All,
        ),
        ("AWS::S3::Object", "lambda.amazonaws.com", Recorded::None),
        // Of other types it is not known here whose events they are.
        ("AWS::SNS::Topic", "sns.amazonaws.com", Recorded::Part),
    ] {
        let events = advanced(&[&[
            DATA,
            ("resources.type", "Equals", &[of_type]),
            ("eventSource", "Equals", &[source]),
        ]]);
        assert_eq!(events.data[0].read.recorded, recorded, "{of_type} {source}");
        assert_eq!(events.data[0].write.recorded, recorded, "{of_type}");
    }
}

#[test]
fn network_activity_and_insights() {
    const NETWORK: Field<'static> = ("eventCategory", "Equals", &["NetworkActivity"]);
    let events = advanced(&[
        &[NETWORK, ("eventSource", "Equals", &["s3.amazonaws.com"])],
        &[
            NETWORK,
            ("eventSource", "Equals", &["kms.amazonaws.com"]),
            ("errorCode", "Equals", &["VpceAccessDenied"]),
        ],
        &[MANAGEMENT],
    ]);
    let found: Vec<(&str, Recorded)> = events
        .network_activity
        .iter()
        .map(|events| (events.event_source.as_str(), events.extent.recorded))
        .collect();
    assert_eq!(
        found,
        [("kms.amazonaws.com", Part), ("s3.amazonaws.com", All)]
    );
    assert_eq!(
        events.network_activity[0].extent.narrowed_by[0].field,
        "errorCode"
    );
    // A contradiction records nothing.
    let events = advanced(&[&[
        NETWORK,
        ("eventSource", "Equals", &["s3.amazonaws.com"]),
        ("eventSource", "NotStartsWith", &["s3."]),
    ]]);
    assert_eq!(events.network_activity, []);
    let insights: Vec<InsightSelector> = serde_json::from_value(
        json!([{"InsightType": "ApiErrorRateInsight"}, {"InsightType": "ApiCallRateInsight"}]),
    )
    .unwrap();
    let events = recorded(&Selectors {
        insights: &insights,
        ..Selectors::default()
    });
    assert_eq!(
        events.insights,
        ["ApiCallRateInsight", "ApiErrorRateInsight"]
    );
}

#[test]
fn what_is_not_understood_is_named_and_is_never_everything() {
    let events = advanced(&[&[MANAGEMENT, ("eventName", "Matches", &["x"])]]);
    assert_eq!(
        events.unknown,
        ["a condition on eventName without a known operator"]
    );
    assert_eq!(kinds(&events), (Part, Part));
    assert_eq!(events.management.read.narrowed_by[0].operator, "Unknown");
    let events = advanced(&[&[MANAGEMENT, ("readOnly", "Equals", &[])]]);
    assert_eq!(kinds(&events), (Part, Part));
    let events = advanced(&[&[OBJECTS]]);
    assert_eq!(events.unknown, ["a selector without an event category"]);
    assert_eq!(kinds(&events), (Nothing, Nothing));
    assert!(events.data.is_empty());
    let events = advanced(&[&[("eventCategory", "Equals", &["ConfigurationItem"])]]);
    assert_eq!(events.unknown, ["the event category ConfigurationItem"]);
    let events = classic(json!([{"IncludeManagementEvents": true, "ReadWriteType": "Odd"}]));
    assert_eq!(events.unknown, ["the read-write type Odd"]);
    assert_eq!(kinds(&events), (Nothing, Nothing));
    let events = classic(json!([{"DataResources": [{"Values": ["arn:aws:s3"]}]}]));
    assert_eq!(events.unknown, ["a data resource without a type"]);
    // Too much to try out is no proof.
    let many: Vec<String> = (0..200).map(|index| format!("x{index}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let events = advanced(&[
        &[
            MANAGEMENT,
            ("eventName", "NotEquals", &many),
            ("eventSource", "NotEquals", &many),
        ],
        &[MANAGEMENT, ("eventName", "Equals", &many)],
        &[MANAGEMENT, ("eventSource", "Equals", &many)],
    ]);
    assert_eq!(kinds(&events), (Part, Part));
}

#[test]
fn the_shape_that_policies_see() {
    let events = classic(json!([{
        "IncludeManagementEvents": true,
        "ReadWriteType": "WriteOnly",
        "ExcludeManagementEventSources": ["kms.amazonaws.com"],
        "DataResources": [{"Type": "AWS::S3::Object", "Values": ["arn:aws:s3:::logs/"]}],
    }]));
    let narrowed = json!([{"field": "resources.ARN", "operator": "StartsWith", "values": ["arn:aws:s3:::logs/"]}]);
    assert_eq!(
        serde_json::to_value(events).unwrap(),
        json!({
            "management": {
                "read": {"recorded": "NONE"},
                "write": {
                    "recorded": "PART",
                    "narrowedBy": [{"field": "eventSource", "operator": "NotEquals", "values": ["kms.amazonaws.com"]}],
                },
                "exceptEventSources": [{"eventSource": "kms.amazonaws.com", "read": "NONE", "write": "NONE"}],
            },
            "data": [{
                "resourcesType": "AWS::S3::Object",
                "read": {"recorded": "NONE"},
                "write": {"recorded": "PART", "narrowedBy": narrowed},
                "arns": [{"arn": "arn:aws:s3:::logs/", "isPrefix": true, "read": "NONE", "write": "ALL"}],
            }],
            "networkActivity": [],
            "insights": [],
        })
    );
}

fn comparisons() -> impl Strategy<Value = Vec<(By, String)>> {
    let by = prop_oneof![Just(By::Equal), Just(By::Start), Just(By::End)];
    prop::collection::vec((by, "[ab]{1,3}"), 0..3)
}

fn predicates() -> impl Strategy<Value = Vec<Predicate>> {
    let condition =
        ("[fg]", comparisons(), comparisons()).prop_map(|(field, selects, deselects)| Condition {
            selects,
            deselects,
            ..Condition::new(&field)
        });
    let predicate = prop::collection::vec(condition, 1..3).prop_map(|conditions| Predicate {
        trail: String::new(),
        conditions,
    });
    prop::collection::vec(predicate, 0..4)
}

proptest! {
    // What the few telling values say must hold of all values that there are.
    #[test]
    fn coverage_is_exact(predicates in predicates(), below in prop::option::of("[ab]{1,2}")) {
        let mut words = vec![String::from("x")];
        for length in 1..=4_u32 {
            for bits in 0..(1_u32 << length) {
                words.push((0..length).map(|bit| if bits >> bit & 1 == 0 { 'a' } else { 'b' }).collect());
            }
        }
        let start = below.as_deref().unwrap_or("");
        let (mut hit, mut missed) = (false, false);
        for f in words.iter().filter(|word| word.starts_with(start)) {
            for g in &words {
                let is_hit = predicates.iter().any(|predicate| predicate.admits("f", f) && predicate.admits("g", g));
                hit |= is_hit;
                missed |= !is_hit;
            }
        }
        let (recorded, by) = coverage(&predicates, &[], below.as_deref().map(|start| ("f", start)));
        match recorded {
            All => prop_assert!(!missed),
            Nothing => prop_assert!(!hit),
            Part => prop_assert!(!by.is_empty()),
        }
        if hit && missed {
            prop_assert_eq!(recorded, Part);
        }
    }
}
