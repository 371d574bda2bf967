package assize.securityhub.standards_enabled_test

import rego.v1

import data.assize.securityhub.standards_enabled

fsbp := "aws-foundational-security-best-practices"

standard(name, configuration) := {sprintf("arn:aws:securityhub:eu-west-1:111122223333:subscription/%s", [name]): {"configuration": object.union(
	{"StandardsArn": sprintf("arn:aws:securityhub:eu-west-1::standards/%s", [name])},
	configuration,
)}}

ready(name) := standard(name, {"StandardsStatus": "READY"})

region(standards, wanted) := {
	"region": {"name": "eu-west-1", "resources": {"AWS::SecurityHub::Standard": standards}},
	"parameters": {"standards": wanted},
}

fails(message, standards, wanted) if {
	standards_enabled.deny == {{"message": message}} with input as region(standards, wanted)
}

test_a_ready_standard_passes if {
	standards_enabled.deny == set() with input as region(ready("aws-foundational-security-best-practices/v/1.0.0"), [])
}

test_an_old_ruleset_passes if {
	ruleset := {"a": {"configuration": {
		"StandardsArn": "arn:aws:securityhub:::ruleset/cis-aws-foundations-benchmark/v/1.2.0",
		"StandardsStatus": "READY",
	}}}
	standards_enabled.deny == set() with input as region(ruleset, ["cis-aws-foundations-benchmark"])
}

test_nothing_fails if fails("no standard of Security Hub is enabled in eu-west-1", {}, [])

test_a_standard_that_is_not_ready_fails if {
	some status in ["PENDING", "FAILED", "DELETING"]
	message := sprintf("in eu-west-1 pci-dss/v/3.2.1 is %s", [status])
	fails(message, standard("pci-dss/v/3.2.1", {"StandardsStatus": status}), [])
}

test_an_incomplete_standard_fails_with_its_reason if {
	incomplete := standard("pci-dss/v/3.2.1", {
		"StandardsStatus": "INCOMPLETE",
		"StandardsStatusReason": {"StatusReasonCode": "NO_AVAILABLE_CONFIGURATION_RECORDER"},
	})
	fails("in eu-west-1 pci-dss/v/3.2.1 is INCOMPLETE (NO_AVAILABLE_CONFIGURATION_RECORDER)", incomplete, [])
}

test_a_standard_without_a_status_fails if {
	fails("in eu-west-1 pci-dss/v/3.2.1 is in no known state", standard("pci-dss/v/3.2.1", {}), [])
}

test_one_ready_standard_is_enough if {
	both := object.union(ready("nist-800-53/v/5.0.0"), standard("pci-dss/v/3.2.1", {"StandardsStatus": "FAILED"}))
	standards_enabled.deny == set() with input as region(both, [])
}

test_another_standard_than_the_wanted_one_fails if {
	fails(sprintf("in eu-west-1 pci-dss/v/3.2.1 is none of %s", [fsbp]), ready("pci-dss/v/3.2.1"), [fsbp])
}

test_a_wanted_standard_passes_in_any_version if {
	standards_enabled.deny == set() with input as region(ready("pci-dss/v/4.0.1"), ["pci-dss", fsbp])
}

test_a_wanted_version_is_that_version if {
	standards_enabled.deny == set() with input as region(ready("pci-dss/v/4.0.1"), ["pci-dss/v/4.0.1"])
	fails("in eu-west-1 pci-dss/v/3.2.1 is none of pci-dss/v/4.0.1", ready("pci-dss/v/3.2.1"), ["pci-dss/v/4.0.1"])
}

test_a_standard_without_an_arn_is_told if {
	fails("in eu-west-1 a standard without an ARN is none of pci-dss", {"a": {"configuration": {"StandardsStatus": "READY"}}}, ["pci-dss"])
}
