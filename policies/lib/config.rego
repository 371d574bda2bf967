# What recorders of AWS Config record. The functions take the part of an item that they need, never an item.
package assize.lib.config

import rego.v1

# Recorders that AWS services run for themselves deliver nothing to the account.
account_owned(configuration) if {
	object.get(configuration, "ServicePrincipal", "") == ""
	upper(object.get(configuration, "RecordingScope", "")) != "INTERNAL"
}

# The keys of the region's recorders that count.
recorders contains key if {
	some key, recorder in input.region.resources["AWS::Config::ConfigurationRecorder"]
	account_owned(recorder.configuration)
}

# What to call a recorder or a delivery channel: its name, which nearly always is "default".
called(configuration) := object.get(configuration, "Name", "without a name")

iam_types := {"AWS::IAM::Group", "AWS::IAM::Policy", "AWS::IAM::Role", "AWS::IAM::User"}

# The types whose history an investigation of the audit plane needs. IAM is apart: its types are the account's, so that
# leaving them out in all regions but one is right.
security_types := {
	"AWS::CloudTrail::EventDataStore",
	"AWS::CloudTrail::Trail",
	"AWS::CloudWatch::Alarm",
	"AWS::Config::ConfigurationRecorder",
	"AWS::Config::ResourceCompliance",
	"AWS::EC2::NetworkAcl",
	"AWS::EC2::SecurityGroup",
	"AWS::Events::Rule",
	"AWS::KMS::Key",
	"AWS::S3::AccountPublicAccessBlock",
	"AWS::S3::Bucket",
	"AWS::SNS::Topic",
}

# Daily recording cannot be set for these: AWS Config records them as they change, whatever the recorder's default is.
always_continuous := {
	"AWS::Config::ConfigurationRecorder",
	"AWS::Config::ConformancePackCompliance",
	"AWS::Config::ResourceCompliance",
}

# The recording strategy of a recording group. Groups written before there were strategies have only flags and a list.
strategy(group) := group.RecordingStrategy.UseOnly if {
	group.RecordingStrategy.UseOnly
} else := "ALL_SUPPORTED_RESOURCE_TYPES" if {
	group.AllSupported
} else := "INCLUSION_BY_RESOURCE_TYPES"

# The types that a recording group leaves out by name.
excluded(group) := {type |
	strategy(group) == "EXCLUSION_BY_RESOURCE_TYPES"
	some type in group.ExclusionByResourceTypes.ResourceTypes
}

# The types among these that a recording group makes its recorder record. Under the exclusion strategy IAM is recorded
# although the flag for global types is false.
recorded(group, types) := found if {
	strategy(group) == "ALL_SUPPORTED_RESOURCE_TYPES"
	global := {type | group.IncludeGlobalResourceTypes; some type in iam_types}
	found := types - (iam_types - global)
} else := found if {
	strategy(group) == "EXCLUSION_BY_RESOURCE_TYPES"
	found := types - excluded(group)
} else := found if {
	strategy(group) == "INCLUSION_BY_RESOURCE_TYPES"
	found := types & {type | some type in group.ResourceTypes}
} else := set()

records(group, type) if type in recorded(group, {type})

# The regions where AWS Config can record IAM: those that had it before February 2022. AWS adds none to them.
iam_regions := {
	"af-south-1",
	"ap-east-1",
	"ap-northeast-1",
	"ap-northeast-2",
	"ap-northeast-3",
	"ap-south-1",
	"ap-southeast-1",
	"ap-southeast-2",
	"ap-southeast-3",
	"ca-central-1",
	"cn-north-1",
	"cn-northwest-1",
	"eu-central-1",
	"eu-north-1",
	"eu-south-1",
	"eu-west-1",
	"eu-west-2",
	"eu-west-3",
	"me-south-1",
	"sa-east-1",
	"us-east-1",
	"us-east-2",
	"us-gov-east-1",
	"us-gov-west-1",
	"us-iso-east-1",
	"us-iso-west-1",
	"us-isob-east-1",
	"us-west-1",
	"us-west-2",
}
