//! The traps that checks of the audit plane fall into, each held by the built-in controls.
//!
//! Named after the list in the project's study of other tools. The account is the compliant one of the fixtures with one
//! thing changed. What the collectors do about a trap (copies of a trail, aliases of keys, a refused trail among others)
//! is tested with them.

use std::sync::{LazyLock, Mutex};

use assize::evaluate::evaluate;
use assize::model::finding::{Finding, Status};
use assize::model::item::ConfigurationItem;
use assize::model::snapshot::{Snapshot, SnapshotReader};
use assize::policy::{Policy, PolicySet};
use serde_json::Value;

use crate::support::{builtin, fixture};

mod alarms;
mod config;
mod storage;
mod trails;

const ACCOUNT: &str = "111122223333";
const TRAIL: &str = "AWS::CloudTrail::Trail";
const BUCKET: &str = "AWS::S3::Bucket";
const KEY: &str = "AWS::KMS::Key";

/// The built-in controls, loaded once.
static CONTROLS: LazyLock<Mutex<Vec<Policy>>> = LazyLock::new(|| Mutex::new(builtin().policies));

/// The ids of the controls that are about a type.
fn about(resource_type: &str) -> Vec<String> {
    let controls = CONTROLS.lock().unwrap();
    controls
        .iter()
        .filter(|policy| policy.reads.subject.contains_key(resource_type))
        .map(|policy| policy.id.clone())
        .collect()
}

/// An account, and what controls say of it.
struct Account {
    snapshot: Snapshot,
    parameters: Vec<String>,
}

impl Account {
    fn of(name: &str) -> Self {
        Self {
            snapshot: fixture(name),
            parameters: Vec::new(),
        }
    }

    /// The account in which everything is as it should be. What it sees of its organization is left out, for else that
    /// one's trail would make up for its own.
    fn sound() -> Self {
        Self::of("compliant").without(|item| item.key().contains(":999988887777:"))
    }

    /// The same with the resources of a type changed.
    fn with(mut self, resource_type: &str, change: impl Fn(&mut ConfigurationItem)) -> Self {
        let items = self.snapshot.items.iter_mut();
        let mut changed = 0;
        for item in items.filter(|item| item.resource_type == resource_type) {
            change(item);
            changed += 1;
        }
        assert!(changed > 0, "there is no {resource_type}");
        self.snapshot.sort();
        self
    }

    /// The same without some resources.
    fn without(mut self, gone: impl Fn(&ConfigurationItem) -> bool) -> Self {
        let before = self.snapshot.items.len();
        self.snapshot.items.retain(|item| !gone(item));
        assert!(self.snapshot.items.len() < before, "nothing is taken away");
        self
    }

    /// The same with one more resource.
    fn and(mut self, item: ConfigurationItem) -> Self {
        self.snapshot.items.push(item);
        self.snapshot.sort();
        self
    }

    /// The same, judged with a parameter.
    fn told(mut self, parameter: &str) -> Self {
        self.parameters.push(parameter.to_owned());
        self
    }

    fn first(&self, resource_type: &str) -> ConfigurationItem {
        let mut items = self.snapshot.items.iter();
        items
            .find(|item| item.resource_type == resource_type)
            .unwrap_or_else(|| panic!("there is no {resource_type}"))
            .clone()
    }

    /// What a control finds.
    fn findings(&self, control: &str) -> Vec<Finding> {
        let controls = CONTROLS.lock().unwrap();
        let policy = controls.iter().find(|policy| policy.id == control);
        let mut set = PolicySet {
            policies: policy.cloned().into_iter().collect(),
        };
        drop(controls);
        assert_eq!(set.policies.len(), 1, "there is no {control}");
        for parameter in &self.parameters {
            set.set_parameter(parameter).unwrap();
        }
        let bytes = self.snapshot.write(Vec::new()).unwrap();
        let reader = SnapshotReader::new(bytes.as_slice()).unwrap();
        evaluate(reader, &set).unwrap().findings
    }

    /// The status of each finding, by the last word of its subject.
    fn statuses(&self, control: &str) -> Vec<(String, Status)> {
        let findings = self.findings(control).into_iter();
        findings
            .map(|finding| {
                let subject = finding.subject.id();
                let last = subject.rsplit('/').next().unwrap_or_default();
                (last.to_owned(), finding.outcome.status())
            })
            .collect()
    }

    /// The status of the one finding.
    #[track_caller]
    fn status(&self, control: &str) -> Status {
        let findings = self.findings(control);
        let [finding] = findings.as_slice() else {
            panic!("{control}: {findings:#?}");
        };
        finding.outcome.status()
    }

    /// What is wrong, over all findings.
    fn messages(&self, control: &str) -> Vec<String> {
        let findings = self.findings(control);
        let failed = findings
            .iter()
            .filter(|finding| finding.outcome.status() == Status::Fail);
        failed
            .flat_map(|finding| finding.outcome.violations())
            .map(|violation| violation.message.clone())
            .collect()
    }
}

/// Sets a part's field.
fn set(item: &mut ConfigurationItem, part: &str, field: &str, value: Value) {
    item.supplementary_configuration[part][field] = value;
}
