//! Controls that ship with assize are linked with their libraries. They say what they say as they are written.

use assize::evaluate::evaluate;
use assize::model::finding::Finding;
use assize::model::snapshot::SnapshotReader;
use assize::policy::{Catalogue, PolicySet, source};

use crate::support::path;

fn findings(file: &str, set: &PolicySet) -> Vec<Finding> {
    let bytes = std::fs::read(path(file)).unwrap();
    let reader = SnapshotReader::new(bytes.as_slice()).unwrap();
    evaluate(reader, set).unwrap().findings
}

#[test]
fn linked_controls_say_what_they_say_as_written() {
    let catalogue = Catalogue::new(source::builtin()).unwrap();
    let linked = catalogue.select(&[], &[]).unwrap();
    let written = catalogue
        .as_written(catalogue.select(&[], &[]).unwrap())
        .unwrap();
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
