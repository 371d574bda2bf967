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

# The logging trails that see a region.
reaching(region) := {arn |
	some arn in logging
	trail := input.account.resources["AWS::CloudTrail::Trail"][arn]
	cloudtrail.reaches(trail.configuration.isMultiRegionTrail, trail.awsRegion, region)
}

seen_by := {region: reaching(region) | some region in regions}

# The sets of logging trails that see regions. What one of them records is the same in all regions that it sees, so
# controls look at each set once.
views := {arns | some arns in seen_by}

# The regions that just these trails see.
regions_seen_by(arns) := {region | some region in regions; seen_by[region] == arns}

# The kinds of data events, `read` and `write`, that trails record together of one resource, or of all whose ARNs start
# with `below`. Other fields of the events have the values that are `known`. What one selector leaves out below an ARN may
# be recorded by another.
data_kinds(arns, type, known, below, exempt) := stated_kinds(data_statements(arns, type), known, below, exempt)

stated_kinds(statements, known, below, exempt) := {kind |
	some statement in statements
	some kind in statement.kinds
	made_up := event_selectors.made_up_below(statements, statement, kind, known)
	event_selectors.covers(statement, known, below, made_up | {prefix | some prefix in exempt})
}

# What the selectors of trails say about the data events of a type.
data_statements(arns, type) := {statement |
	some arn in arns
	trail := input.account.resources["AWS::CloudTrail::Trail"][arn]
	some statement in event_selectors.data_events(
		trail.supplementaryConfiguration.EventSelectors,
		trail.supplementaryConfiguration.AdvancedEventSelectors,
		type,
	)
}

# The kinds of a service's network activity events that trails record together, denied calls at least.
network_kinds(arns, source) := {kind |
	some arn in arns
	trail := input.account.resources["AWS::CloudTrail::Trail"][arn]
	some statement in event_selectors.network_activity(trail.supplementaryConfiguration.AdvancedEventSelectors)
	event_selectors.covers(statement, {"eventSource": source, "errorCode": "VpceAccessDenied"}, "", [])
	some kind in statement.kinds
}

# The kinds of a service's management events that trails record together.
management_kinds(arns, source) := {kind |
	some arn in arns
	statements := data.assize.lib.event_selectors.management_by_trail[arn]
	some kind in event_selectors.recorded_kinds_of(statements, source)
}

# The regions in which a kind of events on the objects of one bucket, or of all, is not recorded. Where a bucket is
# cannot be told from its name, so it must be recorded wherever it may be.
objects_unrecorded(kind, below, exempt) := {region |
	some arns in views
	not kind in data_kinds(arns, "AWS::S3::Object", {"eventSource": "s3.amazonaws.com"}, below, exempt)
	some region in regions_seen_by(arns)
}
