# Which data and network activity events the account's trails record, region by region. Only trails that log count, each
# for the regions that it reaches. Several may add up.
package assize.lib.recorded_events

import rego.v1

import data.assize.lib.cloudtrail
import data.assize.lib.event_selectors

# The trails that log.
logging contains arn if {
	some arn, trail in input.account.resources["AWS::CloudTrail::Trail"]
	trail.supplementaryConfiguration.TrailStatus.IsLogging
}

# The logging trails for a message.
trails := "no trail is logging" if count(logging) == 0

trails := sprintf("logging trails: %s", [cloudtrail.names(logging)]) if count(logging) > 0

# The regions in which events are looked for.
regions contains region.name if {
	some region in input.account.regions
	region.selected
}

# The kinds of data events, `read` and `write`, that are recorded in a region of one resource, or of all whose ARNs
# start with `below`. Other fields of the events have the values that are `known`. What one selector leaves out below an
# ARN may be recorded by another.
data_kinds(region, type, known, below, exempt) := {kind |
	statements := data_statements(region, type)
	some statement in statements
	some kind in statement.kinds
	made_up := event_selectors.made_up_below(statements, statement, kind, known)
	event_selectors.covers(statement, known, below, made_up | {prefix | some prefix in exempt})
}

# What the selectors of all trails that count in a region say about the data events of a type.
data_statements(region, type) := {statement |
	some arn in logging
	trail := input.account.resources["AWS::CloudTrail::Trail"][arn]
	cloudtrail.reaches(trail.configuration.isMultiRegionTrail, trail.awsRegion, region)
	some statement in event_selectors.data_events(
		trail.supplementaryConfiguration.EventSelectors,
		trail.supplementaryConfiguration.AdvancedEventSelectors,
		type,
	)
}

# The kinds of a service's network activity events that are recorded in a region, denied calls at least.
network_kinds(region, source) := {kind |
	some arn in logging
	trail := input.account.resources["AWS::CloudTrail::Trail"][arn]
	cloudtrail.reaches(trail.configuration.isMultiRegionTrail, trail.awsRegion, region)
	some statement in event_selectors.network_activity(trail.supplementaryConfiguration.AdvancedEventSelectors)
	event_selectors.covers(statement, {"eventSource": source, "errorCode": "VpceAccessDenied"}, "", [])
	some kind in statement.kinds
}

# The kinds of a service's management events that are recorded in a region.
management_kinds(region, source) := {kind |
	some arn in logging
	trail := input.account.resources["AWS::CloudTrail::Trail"][arn]
	cloudtrail.reaches(trail.configuration.isMultiRegionTrail, trail.awsRegion, region)
	statements := event_selectors.management(
		trail.supplementaryConfiguration.EventSelectors,
		trail.supplementaryConfiguration.AdvancedEventSelectors,
	)
	some kind in event_selectors.recorded_kinds_of(statements, source)
}

# The regions in which a kind of events on the objects of one bucket, or of all, is not recorded. Where a bucket is
# cannot be told from its name, so it must be recorded wherever it may be.
objects_unrecorded(kind, below, exempt) := {region |
	some region in regions
	not kind in data_kinds(region, "AWS::S3::Object", {"eventSource": "s3.amazonaws.com"}, below, exempt)
}
