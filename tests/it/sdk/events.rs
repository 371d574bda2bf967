//! Amazon EventBridge.

use aws_sdk_eventbridge::Client;
use aws_sdk_eventbridge::types::RuleState;

use super::at_home;
use crate::simulated_aws::SimulatedAws;

#[tokio::test]
async fn rules_lead_to_the_topic_and_to_a_queue_for_what_is_left() {
    let aws = SimulatedAws::shared("compliant");
    let events = Client::new(&at_home(aws));
    let rules = events.list_rules().event_bus_name("default").send().await;
    let rules = rules.unwrap();
    assert_eq!(rules.rules().len(), 6);
    for rule in rules.rules() {
        assert_eq!(rule.state(), Some(&RuleState::Enabled));
        let pattern = rule.event_pattern().unwrap();
        assert!(pattern.contains("AWS API Call via CloudTrail"), "{pattern}");
        let request = events.list_targets_by_rule().event_bus_name("default");
        let targets = request.rule(rule.name().unwrap()).send().await.unwrap();
        let [target] = targets.targets() else {
            panic!("{targets:?}")
        };
        assert!(target.arn().ends_with(":audit-alerts"));
        let queue = target.dead_letter_config().and_then(|config| config.arn());
        assert!(queue.unwrap().ends_with(":audit-notifications"));
    }
}

#[tokio::test]
async fn buses_have_the_policies_that_they_were_given() {
    for (set_up, expected) in [
        ("empty", vec![("default", false)]),
        ("compliant", vec![("default", false), ("audit", true)]),
        (
            "noncompliant",
            vec![("default", true), ("neglected", false)],
        ),
    ] {
        let aws = SimulatedAws::shared(set_up);
        let answer = Client::new(&at_home(aws)).list_event_buses().send().await;
        let answer = answer.unwrap();
        let buses: Vec<_> = answer
            .event_buses()
            .iter()
            .map(|bus| (bus.name().unwrap(), bus.policy().is_some()))
            .collect();
        assert_eq!(buses, expected, "{set_up}");
    }
}
