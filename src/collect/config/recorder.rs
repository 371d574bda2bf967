//! Configuration recorders with their status, and what a recorder records.

use aws_sdk_config::types;

use crate::collect::context::Context;
use crate::collect::convert::{json, time, word};
use crate::collect::place::Place;
use crate::model::gap::GapKind;
use crate::resource::config::{
    ConfigurationRecorder, RECORDER, RecorderStatus, RecordingGroup, RecordingMode,
    RecordingModeOverride, RecordingStrategy, ResourceCount, ResourceTypeList,
};
use crate::resource::iam;

const DESCRIBE: &str = "config:DescribeConfigurationRecorders";
const DESCRIBE_STATUS: &str = "config:DescribeConfigurationRecorderStatus";
const GET_COUNTS: &str = "config:GetDiscoveredResourceCounts";

/// Reads the recorders of a region; none when they could not be read or nobody wants them.
pub(super) async fn collect(
    cx: &Context<'_>,
    region: &str,
) -> Option<Vec<types::ConfigurationRecorder>> {
    if !cx.wants(DESCRIBE) {
        return None;
    }
    let client = cx.clients.config(region);
    let place = Place::regional(DESCRIBE, region);
    let recorders = cx
        .call(&place, client.describe_configuration_recorders().send())
        .await
        .and_then(|output| output.configuration_recorders);

    let mut statuses = None;
    if cx.wants(DESCRIBE_STATUS)
        && recorders
            .as_ref()
            .is_some_and(|recorders| !recorders.is_empty())
    {
        let place = Place::regional(DESCRIBE_STATUS, region);
        statuses = cx
            .call(
                &place,
                client.describe_configuration_recorder_status().send(),
            )
            .await
            .and_then(|output| output.configuration_recorders_status);
    }
    let mut counts = None;
    if cx.wants(GET_COUNTS)
        && recorders
            .as_ref()
            .is_some_and(|recorders| !recorders.is_empty())
    {
        counts = discovered(cx, region).await;
    }
    for recorder in recorders.iter().flatten() {
        push(cx, region, recorder, statuses.as_deref(), counts.as_deref());
    }
    for action in [DESCRIBE, DESCRIBE_STATUS, GET_COUNTS] {
        if cx.wants(action) {
            cx.covered(action, region);
        }
    }
    recorders
}

/// How many resources of each type AWS Config has discovered in a region; none where not all could be read.
async fn discovered(cx: &Context<'_>, region: &str) -> Option<Vec<ResourceCount>> {
    let client = cx.clients.config(region);
    let listed = cx
        .pages(
            &Place::regional(GET_COUNTS, region),
            |token| {
                client
                    .get_discovered_resource_counts()
                    .set_next_token(token)
                    .send()
            },
            |page| page.next_token(),
        )
        .await;
    let counts = listed.whole(|page| page.resource_counts())?;
    let counts = counts.filter_map(|found| {
        Some(ResourceCount {
            resource_type: found.resource_type()?.as_str().to_owned(),
            count: found.count(),
        })
    });
    Some(counts.collect())
}

fn push(
    cx: &Context<'_>,
    region: &str,
    recorder: &types::ConfigurationRecorder,
    statuses: Option<&[types::ConfigurationRecorderStatus]>,
    counts: Option<&[ResourceCount]>,
) {
    let name = recorder.name().unwrap_or("default");
    let mut item = cx.item(RECORDER.name, region, name);
    item.resource_name = recorder.name.clone();
    item.arn = recorder.arn.clone();
    item.configuration = json(&settings(recorder));
    if let Some(statuses) = statuses {
        match statuses.iter().find(|status| belongs(status, recorder)) {
            Some(status) => {
                item.supplementary_configuration.insert(
                    "ConfigurationRecorderStatus".to_owned(),
                    json(&recorder_status(status)),
                );
            }
            None => cx.gap(
                &Place::regional(DESCRIBE_STATUS, region).resource(item.key()),
                GapKind::Failed,
                format!("the answer has no status of the recorder {name}"),
            ),
        }
    }
    if let Some(counts) = counts {
        item.supplementary_configuration
            .insert("DiscoveredResourceCounts".to_owned(), json(&counts));
    }
    cx.push(item);
}

/// By ARN where both have one: the recorders of services may share a name with the account's own.
fn belongs(
    status: &types::ConfigurationRecorderStatus,
    recorder: &types::ConfigurationRecorder,
) -> bool {
    match (status.arn(), recorder.arn()) {
        (Some(of_status), Some(of_recorder)) => of_status == of_recorder,
        _ => status.name() == recorder.name(),
    }
}

/// Whether one of the account's own recorders records a type.
pub(super) fn records(recorders: &[types::ConfigurationRecorder], resource_type: &str) -> bool {
    recorders
        .iter()
        .filter(|recorder| recorder.service_principal().is_none())
        .any(|recorder| {
            recorder
                .recording_group()
                .is_some_and(|group| group_records(group, resource_type))
        })
}

fn group_records(group: &types::RecordingGroup, resource_type: &str) -> bool {
    let listed = || {
        group
            .resource_types()
            .iter()
            .any(|known| known.as_str() == resource_type)
    };
    // Types of the account rather than of a region: with all types recorded, these are recorded only on demand.
    let all = || group.include_global_resource_types() || !iam::TYPES.contains(&resource_type);
    match group
        .recording_strategy()
        .and_then(|strategy| strategy.use_only())
    {
        Some(types::RecordingStrategyType::ExclusionByResourceTypes) => {
            !group.exclusion_by_resource_types().is_some_and(|list| {
                list.resource_types()
                    .iter()
                    .any(|known| known.as_str() == resource_type)
            })
        }
        Some(types::RecordingStrategyType::InclusionByResourceTypes) => listed(),
        Some(types::RecordingStrategyType::AllSupportedResourceTypes) => all(),
        // Recorders older than the strategies say it with their flag.
        _ if group.all_supported() => all(),
        _ => listed(),
    }
}

fn settings(recorder: &types::ConfigurationRecorder) -> ConfigurationRecorder {
    ConfigurationRecorder {
        name: recorder.name.clone(),
        arn: recorder.arn.clone(),
        role_arn: recorder.role_arn.clone(),
        recording_group: recorder.recording_group().map(|group| RecordingGroup {
            all_supported: group.all_supported(),
            include_global_resource_types: group.include_global_resource_types(),
            resource_types: words(group.resource_types()),
            exclusion_by_resource_types: group.exclusion_by_resource_types().map(|list| {
                ResourceTypeList {
                    resource_types: words(list.resource_types()),
                }
            }),
            recording_strategy: group
                .recording_strategy()
                .map(|strategy| RecordingStrategy {
                    use_only: word(strategy.use_only()),
                }),
        }),
        recording_mode: recorder.recording_mode().map(|mode| RecordingMode {
            recording_frequency: word(Some(mode.recording_frequency())),
            recording_mode_overrides: mode
                .recording_mode_overrides()
                .iter()
                .map(|rule| RecordingModeOverride {
                    description: rule.description.clone(),
                    recording_frequency: word(Some(rule.recording_frequency())),
                    resource_types: words(rule.resource_types()),
                })
                .collect(),
        }),
        recording_scope: word(recorder.recording_scope()),
        service_principal: recorder.service_principal.clone(),
    }
}

fn words<T: AsRef<str>>(values: &[T]) -> Vec<String> {
    values
        .iter()
        .map(|value| value.as_ref().to_owned())
        .collect()
}

fn recorder_status(status: &types::ConfigurationRecorderStatus) -> RecorderStatus {
    RecorderStatus {
        recording: status.recording(),
        last_status: word(status.last_status()),
        last_error_code: status.last_error_code.clone(),
        last_error_message: status.last_error_message.clone(),
        last_start_time: time(status.last_start_time),
        last_stop_time: time(status.last_stop_time),
        last_status_change_time: time(status.last_status_change_time),
    }
}

#[cfg(test)]
mod tests {
    use aws_sdk_config::types::{
        ConfigurationRecorder, ExclusionByResourceTypes, RecordingGroup, RecordingStrategy,
        RecordingStrategyType,
    };

    use super::records;

    fn recorder(group: RecordingGroup) -> Vec<ConfigurationRecorder> {
        vec![
            ConfigurationRecorder::builder()
                .recording_group(group)
                .build(),
        ]
    }

    fn strategy(strategy: RecordingStrategyType) -> RecordingStrategy {
        RecordingStrategy::builder().use_only(strategy).build()
    }

    #[test]
    fn a_recorder_of_all_types_leaves_out_iam_unless_asked() {
        let all = RecordingGroup::builder().all_supported(true);
        assert!(records(&recorder(all.clone().build()), "AWS::EC2::VPC"));
        assert!(!records(&recorder(all.clone().build()), "AWS::IAM::User"));
        assert!(records(
            &recorder(all.include_global_resource_types(true).build()),
            "AWS::IAM::User"
        ));
    }

    #[test]
    fn exclusion_records_all_but_its_list_although_its_flags_are_false() {
        let excluded = ExclusionByResourceTypes::builder()
            .resource_types("AWS::EC2::VPC".into())
            .build();
        let group = RecordingGroup::builder()
            .recording_strategy(strategy(RecordingStrategyType::ExclusionByResourceTypes))
            .exclusion_by_resource_types(excluded)
            .build();
        assert!(records(&recorder(group.clone()), "AWS::IAM::User"));
        assert!(!records(&recorder(group), "AWS::EC2::VPC"));
    }

    #[test]
    fn inclusion_records_its_list_only() {
        let group = RecordingGroup::builder()
            .recording_strategy(strategy(RecordingStrategyType::InclusionByResourceTypes))
            .resource_types("AWS::EC2::VPC".into())
            .build();
        assert!(records(&recorder(group.clone()), "AWS::EC2::VPC"));
        assert!(!records(&recorder(group), "AWS::S3::Bucket"));
    }

    #[test]
    fn a_services_recorder_is_not_the_accounts() {
        let group = RecordingGroup::builder().all_supported(true).build();
        let of_a_service = ConfigurationRecorder::builder()
            .service_principal("observabilityadmin.amazonaws.com")
            .recording_group(group)
            .build();
        assert!(!records(&[of_a_service], "AWS::EC2::VPC"));
        assert!(!records(&[], "AWS::EC2::VPC"));
    }
}
