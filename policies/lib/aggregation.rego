# What aggregators of AWS Config cover.
package assize.lib.aggregation

import rego.v1

import data.assize.lib.organizations

# Why an account need not have an aggregator: another one is named for all. Undefined where none is.
elsewhere(named, account) := sprintf("account %s aggregates", [named]) if not named in {"", account}

# Why an account without an aggregator is not to blame: it is a member of an organization, and the aggregator is in
# another account. Undefined for all others.
member := sprintf("the account is a member of organization %s, which account %s manages", [organization, manager]) if {
	count(managers) > 0
	not input.account.id in managers
	organization := organizations.called
	manager := concat(", ", sort(managers))
}

managers := organizations.managers

# The keys of the account's aggregators, in whatever region.
aggregators contains key if some key, _ in input.account.resources["AWS::Config::ConfigurationAggregator"]

# An aggregator for a message.
called(key) := sprintf("%s in %s", [name, aggregator.awsRegion]) if {
	aggregator := input.account.resources["AWS::Config::ConfigurationAggregator"][key]
	name := object.get(aggregator.configuration, "ConfigurationAggregatorName", "without a name")
}

# The enabled regions that one of an aggregator's sources leaves out; all of them where it has no source.
missing_regions(key) := {region.name |
	some region in input.account.regions
	region.selected
	not covered(key, region.name)
}

covered(key, region) if {
	aggregator := input.account.resources["AWS::Config::ConfigurationAggregator"][key]
	has_source(aggregator.configuration)
	every source in aggregator.configuration.AccountAggregationSources {
		spans(source, region)
	}
	every source in [source | source := aggregator.configuration.OrganizationAggregationSource] {
		spans(source, region)
	}
}

has_source(configuration) if count(configuration.AccountAggregationSources) > 0

has_source(configuration) if configuration.OrganizationAggregationSource

# Whether a source takes in a region. No function of a library that is imported here has this name: rego-cpp does not
# survive two of one name.
spans(source, _) if source.AllAwsRegions

spans(source, region) if region in source.AwsRegions
