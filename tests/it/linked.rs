//! Controls that ship with assize are linked with their libraries. They say what they say as they are written.

use std::collections::BTreeSet;

use assize::evaluate::evaluate;
use assize::model::finding::{Finding, Status};
use assize::model::snapshot::SnapshotReader;
use assize::policy::{Catalogue, PolicySet, source};

use crate::support::{builtin, fixture, path};

/// The built-in controls linked, and as they are written.
fn both() -> (PolicySet, PolicySet) {
    let catalogue = Catalogue::new(source::builtin()).unwrap();
    (builtin(), catalogue.as_written(builtin()).unwrap())
}

fn findings(file: &str, set: &PolicySet) -> Vec<Finding> {
    let bytes = std::fs::read(path(file)).unwrap();
    let reader = SnapshotReader::new(bytes.as_slice()).unwrap();
    evaluate(reader, set).unwrap().findings
}

#[test]
fn linked_controls_say_what_they_say_as_written() {
    let (linked, written) = both();
    for policy in &linked.policies {
        assert!(policy.is_linked(), "{}", policy.id);
    }
    for policy in &written.policies {
        assert!(!policy.is_linked(), "{}", policy.id);
    }
    let folder = std::fs::read_dir(path("fixtures/snapshots")).unwrap();
    for entry in folder {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let file = format!("fixtures/snapshots/{name}");
        let (linked, written) = (findings(&file, &linked), findings(&file, &written));
        assert!(!linked.is_empty());
        assert_eq!(linked.len(), written.len(), "{name}");
        for (linked, written) in linked.iter().zip(&written) {
            assert_eq!(linked, written, "{name}");
        }
    }
}

#[test]
fn parameters_stay_with_what_is_written() {
    let catalogue = Catalogue::new(source::builtin()).unwrap();
    let mut set = catalogue.select(&[], &[]).unwrap();
    set.set_parameter("cloudtrail-designated-bucket.buckets=one")
        .unwrap();
    let written = catalogue.as_written(set).unwrap();
    let mut policies = written.policies.iter();
    let policy = policies.find(|policy| policy.id == "cloudtrail-designated-bucket");
    let value = &policy.unwrap().parameters["buckets"];
    assert_eq!(*value, serde_json::json!(["one"]));
}

#[test]
fn panels_are_of_controls_about_the_same_subjects() {
    let set = builtin();
    let panels = set.panels();
    let mut seated: Vec<usize> = panels.concat();
    seated.sort_unstable();
    assert_eq!(seated, (0..set.policies.len()).collect::<Vec<_>>());
    assert!(panels.len() < 40, "{} panels", panels.len());
    for panel in &panels {
        let first = &set.policies[panel[0]];
        for index in panel {
            let policy = &set.policies[*index];
            assert_eq!(policy.metadata.subject, first.metadata.subject);
            assert!(policy.reads.subject.keys().eq(first.reads.subject.keys()));
        }
    }
    let topics = set
        .policies
        .iter()
        .position(|policy| policy.id == "sns-audit-topic-cmk");
    let panel = panels.iter().find(|panel| panel.contains(&topics.unwrap()));
    assert!(panel.unwrap().len() > 5);
    // Each of those that are as they are written is alone.
    let catalogue = Catalogue::new(source::builtin()).unwrap();
    let written = catalogue.as_written(set).unwrap();
    assert!(written.panels().iter().all(|panel| panel.len() == 1));
}

#[test]
fn what_one_control_of_a_panel_fails_on_the_others_judge() {
    let mut snapshot = fixture("compliant");
    let mut changed = 0;
    for item in &mut snapshot.items {
        if let Some(status) = item.supplementary_configuration.get_mut("TrailStatus") {
            status["LatestDeliveryTime"] = "soon".into();
            changed += 1;
        }
    }
    assert!(changed > 0);
    let bytes = snapshot.write(Vec::new()).unwrap();
    let judged = |set: &PolicySet| {
        let reader = SnapshotReader::new(bytes.as_slice()).unwrap();
        evaluate(reader, set).unwrap().findings
    };
    let (linked, written) = both();
    let findings = judged(&linked);
    let places = |findings: Vec<Finding>| -> Vec<Finding> {
        findings
            .into_iter()
            .filter(|finding| finding.outcome.status() != Status::Error)
            .collect()
    };
    let broken: BTreeSet<&str> = findings
        .iter()
        .filter(|finding| finding.outcome.status() == Status::Error)
        .map(|finding| finding.control.as_str())
        .collect();
    assert_eq!(broken, BTreeSet::from(["cloudtrail-s3-delivery-fresh"]));
    // Where it is not about the place of an error, all is as if each had been asked alone.
    assert_eq!(places(findings.clone()), places(judged(&written)));
}

#[test]
fn some_of_a_panel_say_what_they_say_with_all() {
    let (mut set, _) = both();
    let file = "fixtures/snapshots/noncompliant.jsonl";
    let all = findings(file, &set);
    let ids = [
        "sns-audit-topic-cmk",
        "cis-alarm-vpc-changes",
        "cloudtrail-kms-encryption",
    ];
    set.policies
        .retain(|policy| ids.contains(&policy.id.as_str()));
    let some = findings(file, &set);
    let of_them = all
        .into_iter()
        .filter(|finding| ids.contains(&finding.control.as_str()));
    assert!(!some.is_empty());
    assert_eq!(some, of_them.collect::<Vec<_>>());
}
