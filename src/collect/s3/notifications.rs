//! What a bucket notifies, in AWS Config's spelling.

use std::collections::BTreeMap;

use aws_sdk_s3::types;

use crate::resource::s3 as shape;

/// Notifications by their ids.
pub(super) fn notifications(
    topics: &[types::TopicConfiguration],
    queues: &[types::QueueConfiguration],
    functions: &[types::LambdaFunctionConfiguration],
) -> BTreeMap<String, shape::NotificationTarget> {
    let events = |events: &[types::Event]| {
        events
            .iter()
            .map(|event| event.as_str().to_owned())
            .collect()
    };
    let topics = topics.iter().map(|topic| {
        let target = shape::NotificationTarget {
            topic_arn: Some(topic.topic_arn().to_owned()),
            events: events(topic.events()),
            filter: topic.filter().map(notification_filter),
            ..Default::default()
        };
        (topic.id(), topic.topic_arn(), target)
    });
    let queues = queues.iter().map(|queue| {
        let target = shape::NotificationTarget {
            queue_arn: Some(queue.queue_arn().to_owned()),
            events: events(queue.events()),
            filter: queue.filter().map(notification_filter),
            ..Default::default()
        };
        (queue.id(), queue.queue_arn(), target)
    });
    let functions = functions.iter().map(|function| {
        let target = shape::NotificationTarget {
            function_arn: Some(function.lambda_function_arn().to_owned()),
            events: events(function.events()),
            filter: function.filter().map(notification_filter),
            ..Default::default()
        };
        (function.id(), function.lambda_function_arn(), target)
    });
    topics
        .chain(queues)
        .chain(functions)
        .map(|(id, arn, target)| (id.unwrap_or(arn).to_owned(), target))
        .collect()
}

fn notification_filter(
    filter: &types::NotificationConfigurationFilter,
) -> shape::NotificationFilter {
    let rules = filter.key().into_iter().flat_map(|key| key.filter_rules());
    shape::NotificationFilter {
        s3_key_filter: shape::KeyFilter {
            filter_rules: rules
                .map(|rule| shape::FilterRule {
                    name: rule.name().map(|name| name.as_str().to_owned()),
                    value: rule.value().map(str::to_owned),
                })
                .collect(),
        },
    }
}
