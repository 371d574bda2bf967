# METADATA
# title: Aggregator sources are up to date
# description: |
#   An aggregator looks complete while it silently misses accounts: one that gave no authorization, or a region where
#   the update failed. Each source account and region must have been updated; a source that is `OUTDATED` is accepted
#   for the hours of the parameter. An aggregator of which AWS Config tells no source at all has aggregated nothing.
# related_resources:
#   - ref: https://docs.aws.amazon.com/config/latest/APIReference/API_AggregatedSourceStatus.html
# custom:
#   severity: medium
#   subject: resource
#   resource_types: [AWS::Config::ConfigurationAggregator]
#   parameters:
#     outdated_hours: {type: integer, default: 24, minimum: 1, description: Hours that a source may stay outdated.}
#   remediation:
#     cli: >-
#       aws configservice describe-configuration-aggregator-sources-status --configuration-aggregator-name AGGREGATOR
#       --update-status FAILED OUTDATED --region {region}
#     terraform: |
#       # In each source account and region, where the aggregator is not an organization's.
#       resource "aws_config_aggregate_authorization" "{label}" {
#         region                = "SOURCE_REGION"
#         account_id            = "{account}"
#         authorized_aws_region = "{region}"
#       }
#     console: AWS Config in {region} > Aggregators > {name} > the sources that failed or are outdated
package assize.config.aggregator_sources_healthy

import rego.v1

import data.assize.lib.elapsed

sources := input.resource.supplementaryConfiguration.ConfigurationAggregatorSourcesStatus

path := "supplementaryConfiguration.ConfigurationAggregatorSourcesStatus"

aggregator := object.get(input.resource.configuration, "ConfigurationAggregatorName", "without a name")

deny contains {"message": message, "path": path} if {
	count(sources) == 0
	message := sprintf("aggregator %s has not aggregated any source yet", [aggregator])
}

deny contains {"message": message, "path": path} if {
	some source in sources
	word := upper(object.get(source, "LastUpdateStatus", "UNKNOWN"))
	not word in {"SUCCEEDED", "OUTDATED"}
	message := sprintf("aggregator %s: the last update of %s is %s: %s: %s", [
		aggregator,
		called(source),
		word,
		object.get(source, "LastErrorCode", "no error code"),
		object.get(source, "LastErrorMessage", "no error message"),
	])
}

deny contains {"message": message, "path": path} if {
	some source in sources
	upper(object.get(source, "LastUpdateStatus", "")) == "OUTDATED"
	moment := object.get(source, "LastUpdateTime", "")
	not recent(moment)
	message := sprintf("aggregator %s: %s is outdated; last update: %s", [aggregator, called(source), at(moment)])
}

called(source) := sprintf("%s in %s", [
	object.get(source, "SourceId", "a source without an id"),
	object.get(source, "AwsRegion", "no region"),
])

recent(moment) if {
	moment != ""
	elapsed.within(moment, input.snapshot.collectedAt, input.parameters.outdated_hours)
}

at(moment) := "never" if moment == ""

at(moment) := moment if moment != ""
