//! Event selectors are understood twice: in Rego, for the controls, and in Rust, for what is computed from them. Both must
//! come to one answer.
//!
//! Every selector of a table is asked about alone and together with every other of its category: does it record all
//! management events that read, that write, and all such events of the objects in all buckets?

use std::collections::{BTreeMap, BTreeSet};

use assize::meaning::event_selectors::{
    AdvancedEventSelector, EventSelector, Recorded, RecordedEvents, Selectors, recorded,
};
use assize::policy::engine::{Engine, Value};
use assize::policy::source;
use serde_json::{Value as Json, json};

/// What the libraries are asked.
const QUESTION: &str = r#"
package agreement

import rego.v1

import data.assize.lib.event_selectors
import data.assize.lib.recorded_events

statements := event_selectors.management(input.classic, input.advanced)

recorded := event_selectors.recorded_kinds(statements)

narrowed := {filter.kind | some filter in event_selectors.filters(statements)}

objects := recorded_events.data_kinds(
	recorded_events.reaching("eu-west-1"),
	"AWS::S3::Object",
	{"eventSource": "s3.amazonaws.com"},
	"arn:aws:s3:::",
	[],
)

answer := {"some": recorded, "management": recorded - narrowed, "objects": objects}
"#;

/// The libraries, ready to be asked.
fn libraries() -> Engine {
    let mut engine = Engine::default();
    for source in source::builtin() {
        if source.parts.first().is_some_and(|part| part == "lib") {
            engine.parse(&source.file, &source.text).unwrap();
        }
    }
    engine.parse("agreement.rego", QUESTION).unwrap();
    engine
}

/// The kinds of events, by question.
type Answer = BTreeMap<String, BTreeSet<String>>;

fn rego(engine: &Engine, classic: &[Json], advanced: &[Json]) -> Answer {
    let arn = "arn:aws:cloudtrail:us-east-1:111122223333:trail/audit";
    let input = json!({
        "classic": classic,
        "advanced": advanced,
        "account": {"resources": {"AWS::CloudTrail::Trail": {arn: {
            "awsRegion": "us-east-1",
            "configuration": {"isMultiRegionTrail": true},
            "supplementaryConfiguration": {
                "TrailStatus": {"IsLogging": true},
                "EventSelectors": classic,
                "AdvancedEventSelectors": advanced,
            },
        }}}},
    });
    let mut engine = engine.clone();
    engine.set_input(Value::from_json_str(&input.to_string()).unwrap());
    let answer = engine.eval("data.agreement.answer").unwrap();
    serde_json::from_str(&answer.to_json_str().unwrap()).unwrap()
}

fn rust(classic: &[Json], advanced: &[Json]) -> Answer {
    let classic: Vec<EventSelector> = serde_json::from_value(Json::from(classic)).unwrap();
    let advanced: Vec<AdvancedEventSelector> =
        serde_json::from_value(Json::from(advanced)).unwrap();
    let events = recorded(&Selectors {
        classic: &classic,
        advanced: &advanced,
        insights: &[],
        partition: "aws",
    });
    let kinds = |read: Recorded, write: Recorded, holds: fn(Recorded) -> bool| {
        [("read", read), ("write", write)]
            .into_iter()
            .filter(|(_, recorded)| holds(*recorded))
            .map(|(kind, _)| kind.to_owned())
            .collect()
    };
    let RecordedEvents {
        management, data, ..
    } = events;
    let (read, write) = (management.read.recorded, management.write.recorded);
    let objects = data
        .iter()
        .find(|data| data.resources_type == "AWS::S3::Object")
        .map_or((Recorded::None, Recorded::None), |data| {
            (data.read.recorded, data.write.recorded)
        });
    Answer::from([
        (
            "some".to_owned(),
            kinds(read, write, |recorded| recorded != Recorded::None),
        ),
        (
            "management".to_owned(),
            kinds(read, write, |recorded| recorded == Recorded::All),
        ),
        (
            "objects".to_owned(),
            kinds(objects.0, objects.1, |recorded| recorded == Recorded::All),
        ),
    ])
}

fn field(name: &str, operator: &str, values: &[&str]) -> Json {
    json!({"Field": name, operator: values})
}

/// Selectors of a category: each choice of conditions, for both kinds of events and for each.
fn table(category: &[Json], conditions: &[Vec<Json>]) -> Vec<Json> {
    let kinds = [
        vec![],
        vec![field("readOnly", "Equals", &["true"])],
        vec![field("readOnly", "Equals", &["false"])],
    ];
    conditions
        .iter()
        .flat_map(|conditions| {
            kinds.iter().map(move |kind| {
                let fields: Vec<Json> = [category, kind, conditions].concat();
                json!({"Name": "a name says nothing", "FieldSelectors": fields})
            })
        })
        .collect()
}

fn management() -> Vec<Json> {
    table(
        &[field("eventCategory", "Equals", &["Management"])],
        &[
            vec![],
            vec![field("eventSource", "NotEquals", &["kms.amazonaws.com"])],
            vec![field(
                "eventSource",
                "NotEquals",
                &["kms.amazonaws.com", "rdsdata.amazonaws.com"],
            )],
            vec![field("eventSource", "Equals", &["kms.amazonaws.com"])],
            vec![field(
                "eventSource",
                "Equals",
                &["kms.amazonaws.com", "rdsdata.amazonaws.com"],
            )],
            vec![field("eventSource", "NotStartsWith", &["kms."])],
            vec![field("eventName", "NotEquals", &["Decrypt"])],
            vec![field(
                "userIdentity.arn",
                "NotEndsWith",
                &[":role/deployer"],
            )],
            vec![
                field("eventSource", "NotEquals", &["kms.amazonaws.com"]),
                field("eventName", "NotEquals", &["Decrypt"]),
            ],
        ],
    )
}

fn objects() -> Vec<Json> {
    table(
        &[
            field("eventCategory", "Equals", &["Data"]),
            field("resources.type", "Equals", &["AWS::S3::Object"]),
        ],
        &[
            vec![],
            vec![field("resources.ARN", "StartsWith", &["arn:aws:s3:::"])],
            vec![field(
                "resources.ARN",
                "StartsWith",
                &["arn:aws:s3:::logs/"],
            )],
            vec![field(
                "resources.ARN",
                "NotStartsWith",
                &["arn:aws:s3:::logs/"],
            )],
            vec![field(
                "resources.ARN",
                "NotStartsWith",
                &["arn:aws:lambda:"],
            )],
            vec![field("resources.ARN", "Equals", &["arn:aws:s3:::logs/a"])],
            vec![field("resources.ARN", "NotEndsWith", &[".tmp"])],
            vec![field("eventSource", "Equals", &["s3.amazonaws.com"])],
            vec![field("eventName", "NotEquals", &["GetObject"])],
            vec![field("eventName", "Equals", &["PutObject"])],
        ],
    )
}

fn classic() -> Vec<Json> {
    let managements = [
        (true, &[][..]),
        (true, &["kms.amazonaws.com"]),
        (false, &[]),
    ];
    let resources = [
        &["arn:aws:s3"][..],
        &["arn:aws:s3:::"],
        &["arn:aws:s3:::logs/"],
        &["arn:aws:lambda"],
    ];
    let mut all = Vec::new();
    for kind in ["All", "ReadOnly", "WriteOnly"] {
        let mut add = |includes: bool, excluded: &[&str], values: &[&str]| {
            all.push(json!({
                "ReadWriteType": kind,
                "IncludeManagementEvents": includes,
                "ExcludeManagementEventSources": excluded,
                "DataResources": [{"Type": "AWS::S3::Object", "Values": values}],
            }));
        };
        for (includes, excluded) in managements {
            add(includes, excluded, &[]);
        }
        for values in resources {
            add(false, &[], values);
        }
    }
    all
}

/// Every selector alone, and with every other.
fn alone_and_together(selectors: &[Json]) -> impl Iterator<Item = Vec<Json>> {
    let alone = selectors.iter().map(|one| vec![one.clone()]);
    let together = selectors.iter().enumerate().flat_map(move |(index, one)| {
        selectors[index + 1..]
            .iter()
            .map(move |other| vec![one.clone(), other.clone()])
    });
    alone.chain(together)
}

#[test]
fn controls_and_computations_understand_selectors_alike() {
    let engine = libraries();
    let mut asked = 0;
    let mut answers: BTreeSet<Answer> = BTreeSet::new();
    let mut differ = Vec::new();
    let mut ask = |classic: &[Json], advanced: &[Json]| {
        let (one, other) = (rego(&engine, classic, advanced), rust(classic, advanced));
        // For the controls a selector that picks out some events records none of its kind in general.
        let is_some = one["some"].is_subset(&other["some"]);
        if !is_some
            || one["management"] != other["management"]
            || one["objects"] != other["objects"]
        {
            differ.push(format!(
                "{}\n  Rego {one:?}\n  Rust {other:?}",
                json!([classic, advanced])
            ));
        }
        answers.insert(other);
        asked += 1;
    };
    ask(&[], &[]);
    for selectors in alone_and_together(&classic()) {
        ask(&selectors, &[]);
    }
    for selectors in [management(), objects()] {
        for selectors in alone_and_together(&selectors) {
            ask(&[], &selectors);
        }
    }
    assert!(
        differ.is_empty(),
        "{} of {asked} differ:\n{}",
        differ.len(),
        differ.join("\n")
    );
    // A table on which every answer is the same would hold nobody to anything.
    assert!(answers.len() > 12, "only {answers:?}");
}
