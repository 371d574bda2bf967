package assize.config.conformance_packs_deployed_test

import rego.v1

import data.assize.config.conformance_packs_deployed

pack(name, state) := {
	"configuration": {"ConformancePackName": name},
	"supplementaryConfiguration": {"ConformancePackStatus": {"ConformancePackState": state}},
}

judged(packs, required) := {
	"region": {"name": "eu-west-1", "resources": {"AWS::Config::ConformancePack": packs}},
	"parameters": {"packs": required},
}

test_no_pack_and_none_required if {
	conformance_packs_deployed.deny == set() with input as judged({}, [])
	conformance_packs_deployed.not_applicable == {{
		"reason": "no conformance pack in eu-west-1, and none is required",
	}} with input as judged({}, [])
}

test_a_deployed_pack_passes if {
	one := {"a": pack("audit", "CREATE_COMPLETE")}
	conformance_packs_deployed.deny == set() with input as judged(one, [])
	conformance_packs_deployed.not_applicable == set() with input as judged(one, [])
	conformance_packs_deployed.deny == set() with input as judged(one, ["audit"])
	conformance_packs_deployed.deny == set() with input as judged(one, ["au*"])
}

test_a_required_pack_that_is_missing_fails if {
	expected := {{"message": "eu-west-1 has no conformance pack audit"}}
	conformance_packs_deployed.deny == expected with input as judged({}, ["audit"])
	conformance_packs_deployed.not_applicable == set() with input as judged({}, ["audit"])
	longer := {"a": pack("audit-plane", "CREATE_COMPLETE")}
	conformance_packs_deployed.deny == expected with input as judged(longer, ["audit"])
}

test_a_pack_of_the_organization_counts if {
	one := {"a": pack("OrgConformsPack-audit-1a2b3c4d", "CREATE_COMPLETE")}
	conformance_packs_deployed.deny == set() with input as judged(one, ["audit"])
}

test_a_pack_whose_deployment_failed_fails if {
	every state in ["CREATE_FAILED", "CREATE_IN_PROGRESS", "DELETE_IN_PROGRESS", "DELETE_FAILED"] {
		expected := {{"message": sprintf("conformance pack audit in eu-west-1 is %s", [state])}}
		conformance_packs_deployed.deny == expected with input as judged({"a": pack("audit", state)}, [])
	}
}

test_a_pack_without_a_state_or_a_name_fails if {
	bare := {"a": {"configuration": {}, "supplementaryConfiguration": {"ConformancePackStatus": {}}}}
	expected := {{"message": "conformance pack without a name in eu-west-1 is OF NO STATE"}}
	conformance_packs_deployed.deny == expected with input as judged(bare, [])
}
