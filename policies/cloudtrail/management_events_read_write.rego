# METADATA
# title: Read and write management events are recorded
# description: |
#   Write events tell what was changed, read events what was looked at before. The logging multi-region trails
#   together must record both, by classic selectors, advanced ones or AWS's default. A selector that picks out some
#   events, for instance those of one service, does not count; one that leaves some out counts and is judged by the
#   controls on exclusions. The selectors of an organization's trail can be read by its owner only: seen from a member
#   they are unknown.
# related_resources:
#   - ref: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-management-events-with-cloudtrail.html
# custom:
#   severity: high
#   subject: account
#   @frameworks
#   @aliases
#   remediation: >-
#     aws cloudtrail put-event-selectors --trail-name TRAIL_ARN --region HOME_REGION
#     --event-selectors ReadWriteType=All,IncludeManagementEvents=true
package assize.cloudtrail.management_events_read_write

import rego.v1

import data.assize.lib.cloudtrail
import data.assize.lib.event_selectors

candidates contains arn if {
	some arn, trail in input.account.resources["AWS::CloudTrail::Trail"]
	trail.configuration.isMultiRegionTrail
	trail.supplementaryConfiguration.TrailStatus.IsLogging
}

recorded contains kind if {
	some arn, trail in input.account.resources["AWS::CloudTrail::Trail"]
	arn in candidates
	statements := event_selectors.management(
		trail.supplementaryConfiguration.EventSelectors,
		trail.supplementaryConfiguration.AdvancedEventSelectors,
	)
	some kind in event_selectors.recorded_kinds(statements)
}

deny contains {"message": "no multi-region trail is logging"} if count(candidates) == 0

deny contains {"message": message} if {
	count(candidates) > 0
	missing := {"read", "write"} - recorded
	count(missing) > 0
	message := sprintf(
		"%s management events are not recorded by the logging multi-region trails: %s",
		[concat(" and ", sort(missing)), cloudtrail.names(candidates)],
	)
}
