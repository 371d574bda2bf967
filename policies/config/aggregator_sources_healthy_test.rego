package assize.config.aggregator_sources_healthy_test

import rego.v1

import data.assize.config.aggregator_sources_healthy

judged(sources) := {
	"resource": {
		"configuration": {},
		"supplementaryConfiguration": {"ConfigurationAggregatorSourcesStatus": sources},
	},
	"parameters": {"outdated_hours": 24},
	"snapshot": {"collectedAt": "2026-11-20T08:00:00Z"},
}

source(changes) := object.union(
	{
		"SourceId": "444455556666",
		"SourceType": "ACCOUNT",
		"AwsRegion": "eu-west-1",
		"LastUpdateStatus": "SUCCEEDED",
		"LastUpdateTime": "2026-11-20T07:40:00Z",
	},
	changes,
)

found(message) := {{
	"message": message,
	"path": "supplementaryConfiguration.ConfigurationAggregatorSourcesStatus",
}}

test_updated_sources_pass if {
	aggregator_sources_healthy.deny == set() with input as judged([source({}), source({"AwsRegion": "us-east-1"})])
}

test_a_failed_update_fails if {
	failed := source({
		"LastUpdateStatus": "FAILED",
		"LastErrorCode": "AccessDenied",
		"LastErrorMessage": "no authorization",
	})
	update := "the last update of 444455556666 in eu-west-1 is FAILED: AccessDenied: no authorization"
	expected := found(sprintf("aggregator without a name: %s", [update]))
	aggregator_sources_healthy.deny == expected with input as judged([source({}), failed])
}

test_a_source_without_a_status_fails if {
	unknown := {"SourceId": "444455556666"}
	update := "the last update of 444455556666 in no region is UNKNOWN: no error code: no error message"
	expected := found(sprintf("aggregator without a name: %s", [update]))
	aggregator_sources_healthy.deny == expected with input as judged([unknown])
}

test_a_source_may_be_outdated_for_a_while if {
	lately := source({"LastUpdateStatus": "OUTDATED", "LastUpdateTime": "2026-11-19T09:00:00Z"})
	aggregator_sources_healthy.deny == set() with input as judged([lately])
}

test_a_source_that_stays_outdated_fails if {
	long_ago := source({"LastUpdateStatus": "OUTDATED", "LastUpdateTime": "2026-11-19T07:00:00Z"})
	source_of := "444455556666 in eu-west-1 is outdated; last update: 2026-11-19T07:00:00Z"
	expected := found(sprintf("aggregator without a name: %s", [source_of]))
	aggregator_sources_healthy.deny == expected with input as judged([long_ago])
}

test_a_source_that_never_was_updated_fails if {
	never := object.remove(source({"LastUpdateStatus": "OUTDATED"}), ["LastUpdateTime"])
	expected := found("aggregator without a name: 444455556666 in eu-west-1 is outdated; last update: never")
	aggregator_sources_healthy.deny == expected with input as judged([never])
}

test_no_source_at_all_fails if {
	expected := found("aggregator audit has not aggregated any source yet")
	named := object.union(judged([]), {"resource": {"configuration": {"ConfigurationAggregatorName": "audit"}}})
	aggregator_sources_healthy.deny == expected with input as named
}
