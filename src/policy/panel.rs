//! Controls that are asked together.
//!
//! Many controls are about the same subjects, look at the same things beside them, and ask the same libraries. Asked one by
//! one, each is shown all of it anew, and works out anew what the libraries say. The engine keeps what a rule came to until
//! its next question: so controls that can be shown the same are asked with one question.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::link;
use super::needs::{Reads, TypeReads};

/// The rule with what all controls of a panel say: a list of answers, in the order of their places.
const RULE: &str = "assize_panel";

/// Its path.
pub fn path() -> String {
    format!("data.{}.{RULE}", link::PACKAGE)
}

/// The place of a linked control among those that it is asked with.
#[derive(Clone, Debug)]
pub struct Seat {
    /// The number of its module.
    pub number: usize,
    /// The place of its answer.
    pub place: usize,
    /// What the controls of the panel read together: what they are shown.
    pub reads: Arc<Reads>,
    /// The module by which it is asked alone. It is not in the engine: that is done only where the panel fails.
    pub witness: Arc<str>,
}

/// The module that asks the controls of a panel together, each with the expression of its witness.
pub fn module(answers: &[String]) -> String {
    format!(
        "package {}\n\n{RULE} := [\n{}\n]\n",
        link::PACKAGE,
        answers.join(",\n")
    )
}

/// Makes of what some controls read what they read together with another one; false, and nothing is changed, where they
/// cannot be shown the same.
pub fn join(joint: &mut Reads, other: &Reads) -> bool {
    let fits = joint.is_local() == other.is_local()
        && joint.world.is_empty()
        && other.world.is_empty()
        && joint.subject.keys().eq(other.subject.keys())
        && see_alike(&joint.subject, &other.subject)
        && see_alike(&joint.account, &other.account)
        && see_alike(&joint.region, &other.region);
    if fits {
        joint.input.merge(&other.input);
        joint.input.settle();
        add(&mut joint.subject, &other.subject);
        add(&mut joint.account, &other.account);
        add(&mut joint.region, &other.region);
    }
    fits
}

/// Whether resources of each type are the same ones to both. Which fields of them are shown is another matter: a control
/// comes to the same with more than it reads.
fn see_alike(some: &BTreeMap<String, TypeReads>, others: &BTreeMap<String, TypeReads>) -> bool {
    others.iter().all(|(name, other)| {
        some.get(name)
            .is_none_or(|one| one.deleted == other.deleted && one.used_by == other.used_by)
    })
}

fn add(joint: &mut BTreeMap<String, TypeReads>, others: &BTreeMap<String, TypeReads>) {
    for (name, other) in others {
        match joint.get_mut(name) {
            Some(known) => {
                known.mask.merge(&other.mask);
                // What one reads of every field, it reads of those that another one names.
                known.mask.settle();
            }
            None => {
                joint.insert(name.clone(), other.clone());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::engine::{Engine, Value};
    use crate::policy::mask::{Mask, Step};
    use crate::policy::metadata;

    fn reads(about: &str, paths: &[&[&str]]) -> Reads {
        let text = format!(
            "# METADATA\n# title: x\n# description: x\n# custom:\n#   severity: low\n#   {about}\n\
             #   remediation:\n#     cli: x\n#     terraform: x\n#     console: x\npackage o.s.c\n"
        );
        let metadata = metadata::read("c.rego", &text).unwrap();
        let mut input = Mask::default();
        for path in paths {
            let steps: Vec<Step> = path
                .iter()
                .map(|name| match *name {
                    "*" => Step::Each,
                    name => Step::Field(name.into()),
                })
                .collect();
            input.add(&steps, true);
        }
        Reads::new(&input, &Mask::default(), &metadata)
    }

    const TOPICS: &[&str] = &["account", "resources", "AWS::SNS::Topic", "*", "arn"];
    const DELETED_TOPICS: &[&str] = &[
        "account",
        "resources",
        "AWS::SNS::Topic",
        "*",
        "configurationItemStatus",
    ];
    const TRAILS: &[&str] = &["account", "resources", "AWS::CloudTrail::Trail", "*", "arn"];

    #[test]
    fn what_is_read_together_is_what_any_of_them_reads() {
        let mut joint = reads("subject: account", &[TOPICS, &["account", "id"]]);
        assert!(join(&mut joint, &reads("subject: account", &[TRAILS])));
        let types: Vec<&String> = joint.account.keys().collect();
        assert_eq!(types, ["AWS::CloudTrail::Trail", "AWS::SNS::Topic"]);
        assert!(joint.account["AWS::SNS::Topic"].mask.field("arn").is_some());
        assert!(joint.input.at(["account", "id"]).is_some());
    }

    #[test]
    fn what_one_reads_of_all_fields_it_is_shown_of_those_that_another_names() {
        let topic = |path: &[&'static str]| [&TOPICS[..4], path].concat();
        let of_all = topic(&["configuration", "*", "key"]);
        let of_one = topic(&["configuration", "Policy", "text"]);
        let of_regions = ["account", "regions", "*", "name"];
        let of_first = ["account", "regions", "first", "selected"];
        let one = reads("subject: account", &[&of_all, &of_regions]);
        let other = reads("subject: account", &[&of_one, &of_first]);
        for (mut joint, other) in [(one.clone(), &other), (other.clone(), &one)] {
            assert!(join(&mut joint, other));
            let mask = &joint.account["AWS::SNS::Topic"].mask;
            assert!(mask.at(["configuration", "Policy", "key"]).is_some());
            assert!(mask.at(["configuration", "Policy", "text"]).is_some());
            assert!(mask.at(["configuration", "Other", "key"]).is_some());
            let regions = joint.input.at(["account", "regions", "first"]).unwrap();
            assert!(regions.field("name").is_some() && regions.field("selected").is_some());
        }
    }

    #[test]
    fn who_sees_other_resources_is_asked_apart() {
        let mut joint = reads("subject: account", &[TOPICS]);
        let before = format!("{joint:?}");
        let topics = "subject: resource\n#   resource_types: [AWS::SNS::Topic]";
        for other in [
            // Deleted topics are among those that it looks at.
            reads("subject: account", &[DELETED_TOPICS]),
            // Only topics that trails use.
            reads(
                "subject: account\n#   used_by: [AWS::CloudTrail::Trail]",
                &[TOPICS],
            ),
            // It looks at nothing else.
            reads(topics, &[&["resource", "arn"]]),
        ] {
            assert!(!join(&mut joint, &other));
            assert_eq!(format!("{joint:?}"), before);
        }
        let mut of_topics = reads(topics, &[&["resource", "arn"]]);
        let of_buckets = "subject: resource\n#   resource_types: [AWS::S3::Bucket]";
        assert!(!join(
            &mut of_topics,
            &reads(of_buckets, &[&["resource", "arn"]])
        ));
    }

    #[test]
    fn the_rule_answers_for_each_in_its_place() {
        let mut engine = Engine::linked();
        engine
            .parse("c.rego", "package a\n\nx__0 := input.x\n")
            .unwrap();
        let answers = ["[[x__0 | x__0 > 1]]".to_owned(), "[[2 | true]]".to_owned()];
        engine.parse("panel", &module(&answers)).unwrap();
        engine.set_input(Value::from_json_str("{\"x\": 1}").unwrap());
        assert_eq!(engine.eval(&path()).unwrap().to_string(), "[[[]],[[2]]]");
    }
}
