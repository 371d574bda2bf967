package assize.lib.policy_document_test

import rego.v1

import data.assize.lib.policy_document

bucket := "arn:aws:s3:::log-bucket"

test_one_statement_need_not_be_a_list if {
	policy_document.statements({"Statement": {"Effect": "Deny"}}) == [{"Effect": "Deny"}]
}

test_list_of_statements if policy_document.statements({"Statement": [{"Effect": "Deny"}]}) == [{"Effect": "Deny"}]

test_everyone if {
	policy_document.is_everyone("*")
	policy_document.is_everyone({"AWS": "*"})
	policy_document.is_everyone({"AWS": ["arn:aws:iam::111122223333:root", "*"]})
}

test_not_everyone if {
	not policy_document.is_everyone({"AWS": "arn:aws:iam::111122223333:root"})
	not policy_document.is_everyone({"Service": "cloudtrail.amazonaws.com"})
	not policy_document.is_everyone("arn:aws:iam::111122223333:root")
}

test_all_actions if {
	policy_document.covers_all_actions("s3:*", "s3")
	policy_document.covers_all_actions("S3:*", "s3")
	policy_document.covers_all_actions("*", "s3")
	policy_document.covers_all_actions(["s3:GetObject", "s3:*"], "s3")
	policy_document.covers_all_actions("s3:**", "s3")
}

test_not_all_actions if {
	not policy_document.covers_all_actions("s3:Get*", "s3")
	not policy_document.covers_all_actions(["s3:Get*", "s3:Put*"], "s3")
	not policy_document.covers_all_actions("s3:", "s3")
	not policy_document.covers_all_actions("", "s3")
	not policy_document.covers_all_actions("sns:*", "s3")
	not policy_document.covers_all_actions([], "s3")
}

test_resource_covered if {
	policy_document.covers_resource(bucket, bucket)
	policy_document.covers_resource("*", bucket)
	policy_document.covers_resource("arn:aws:s3:::*", bucket)
	policy_document.covers_resource("arn:aws:s3:::log-*", bucket)
	policy_document.covers_resource("arn:*:s3:::log-bucke?", bucket)
	policy_document.covers_resource("arn:*:s3:::log.bucket/*", "arn:aws:s3:::log.bucket/AWSLogs/1")
	policy_document.covers_resource(["arn:aws:s3:::log-bucket/*", bucket], bucket)
}

test_resource_not_covered if {
	not policy_document.covers_resource("arn:aws:s3:::log-bucket/*", bucket)
	not policy_document.covers_resource("arn:aws:s3:::log-bucket2", bucket)
	not policy_document.covers_resource("arn:aws:s3:::other-*", bucket)
	not policy_document.covers_resource("arn:aws:s3:::logxbucket", bucket)
	not policy_document.covers_resource("arn:*:s3:::log.bucket/*", "arn:aws:s3:::logxbucket/AWSLogs/1")
	not policy_document.covers_resource("arn:aws:s3:::log-bucket*bucket", bucket)
}

test_a_dot_is_only_a_dot if not policy_document.covers_resource("arn:aws:s3:::log.bucket", bucket)

test_odd_characters_are_only_themselves if {
	policy_document.covers_resource("arn:aws:s3:::b/${aws:x}[1](a)+^|\\", "arn:aws:s3:::b/${aws:x}[1](a)+^|\\")
	not policy_document.covers_resource("arn:aws:s3:::b/(a|b)", "arn:aws:s3:::b/a")
}

test_everything_below_is_covered if {
	policy_document.covers_everything_below("arn:aws:s3:::log-bucket/*", "arn:aws:s3:::log-bucket/")
	policy_document.covers_everything_below("arn:aws:s3:::log-bucket*", "arn:aws:s3:::log-bucket/")
	policy_document.covers_everything_below("*", "arn:aws:s3:::log-bucket/")
}

test_not_everything_below_is_covered if {
	not policy_document.covers_everything_below("arn:aws:s3:::log-bucket", "arn:aws:s3:::log-bucket/")
	not policy_document.covers_everything_below("arn:aws:s3:::log-bucket/AWSLogs/*", "arn:aws:s3:::log-bucket/")
	not policy_document.covers_everything_below("arn:aws:s3:::log-bucket/", "arn:aws:s3:::log-bucket/")
	not policy_document.covers_everything_below("arn:aws:s3:::log-bucket/*.gz", "arn:aws:s3:::log-bucket/")
}

test_conditions_are_flat_and_in_lower_case if {
	policy_document.conditions({"Bool": {"AWS:SecureTransport": false}}) == {{
		"operator": "bool",
		"key": "aws:securetransport",
		"values": {"false"},
	}}
}

test_conditions_with_lists if {
	condition := {"BoolIfExists": {"aws:SecureTransport": ["false"]}, "StringEquals": {"aws:A": "x", "aws:B": ["y"]}}
	count(policy_document.conditions(condition)) == 3
}

test_no_conditions if policy_document.conditions({}) == set()

test_one_character_does_not_cover_a_wildcard if {
	policy_document.covers_resource("s3:GetObjec*", "s3:GetObjec?")
	not policy_document.covers_resource("s3:GetObjec?", "s3:GetObjec*")
}

test_no_statements if policy_document.statements({"Version": "2012-10-17"}) == []

test_allowed_actions_in_lower_case if {
	policy_document.allowed_actions({"Action": "S3:GetObject"}) == ["s3:getobject"]
	policy_document.allowed_actions({"Action": ["s3:Get*", "s3:Put*"]}) == ["s3:get*", "s3:put*"]
}

test_all_but_some_is_everything if {
	policy_document.allowed_actions({"NotAction": "s3:GetObject"}) == ["*"]
	policy_document.allowed_resources({"NotResource": bucket}) == ["*"]
	policy_document.allowed_resources({"Resource": bucket}) == [bucket]
}

test_allowed_and_denied if {
	policy_document.allows({"Effect": "Allow", "Action": "s3:Put*"}, "s3:PutObject")
	not policy_document.allows({"Effect": "Deny", "Action": "s3:Put*"}, "s3:PutObject")
	not policy_document.allows({"Effect": "Allow", "Action": "s3:Get*"}, "s3:PutObject")
	policy_document.denies({"Effect": "Deny", "Action": ["s3:Put*"]}, "s3:PutObject")
	not policy_document.denies({"Effect": "Allow", "Action": "s3:Put*"}, "s3:PutObject")
}

test_denial_of_all_but_some_denies_nothing_for_sure if {
	not policy_document.denies({"Effect": "Deny", "NotAction": "s3:GetObject"}, "s3:PutObject")
}

surely_denied(statement) := policy_document.surely_denied(statement, {"s3:PutObject", "s3:GetObject"})

test_what_is_surely_denied if {
	surely_denied({"Effect": "Deny", "Action": ["S3:Put*", "sts:*"]}) == {"s3:PutObject"}
	surely_denied({"Effect": "Deny", "NotAction": ["S3:Get*", "sts:*"]}) == {"s3:PutObject"}
	surely_denied({"Effect": "Deny", "NotAction": "sts:*"}) == {"s3:PutObject", "s3:GetObject"}
}

test_what_is_not_surely_denied if {
	surely_denied({"Effect": "Deny", "Action": ["sts:*"]}) == set()
	surely_denied({"Effect": "Deny", "NotAction": ["s3:*"]}) == set()
	surely_denied({"Effect": "Deny"}) == set()
	not surely_denied({"Effect": "Allow", "NotAction": "s3:GetObject"})
	not surely_denied({"Effect": "Allow", "Action": "s3:*"})
}

test_whom_a_statement_admits if {
	policy_document.admits_everyone({"Principal": "*"})
	policy_document.admits_everyone({"Principal": {"AWS": ["111122223333", "*"]}})
	policy_document.admits_everyone({"NotPrincipal": {"AWS": "111122223333"}})
	not policy_document.admits_everyone({"Principal": {"AWS": "111122223333"}})
	not policy_document.admits_everyone({"Principal": {"Service": "*"}})
}

test_which_service_a_statement_admits if {
	policy_document.admits_service({"Principal": {"Service": "Config.amazonaws.com"}}, "config.amazonaws.com")
	policy_document.admits_service({"Principal": {"Service": ["a", "config.amazonaws.com"]}}, "config.amazonaws.com")
	policy_document.admits_service({"Principal": "*"}, "config.amazonaws.com")
	not policy_document.names_service({"Principal": "*"}, "config.amazonaws.com")
	not policy_document.admits_service({"Principal": {"AWS": "config.amazonaws.com"}}, "config.amazonaws.com")
}

test_named_principals if {
	statement := {"Principal": {
		"AWS": ["*", "111122223333", "AIDACKCEVSQ6C2EXAMPLE"],
		"CanonicalUser": "79a5",
		"Federated": ["accounts.google.com"],
		"Service": "config.amazonaws.com",
	}}
	policy_document.named_principals(statement) == {"111122223333", "79a5", "accounts.google.com"}
	policy_document.named_principals({"Principal": "*"}) == set()
}

test_account_of_a_name if {
	policy_document.account_of("111122223333") == "111122223333"
	policy_document.account_of("arn:aws:iam::111122223333:root") == "111122223333"
	policy_document.account_of("arn:aws:s3:::log-bucket") == ""
	policy_document.account_of("accounts.google.com") == ""
}

test_whole_accounts if {
	policy_document.is_whole_account("111122223333")
	policy_document.is_whole_account("arn:aws:iam::111122223333:root")
	not policy_document.is_whole_account("arn:aws:iam::111122223333:role/root")
}

confined(condition, known) if policy_document.is_confined({"Condition": condition}, known)

test_confined_to_the_known if {
	confined({"StringEquals": {"aws:PrincipalOrgID": ["o-a"]}}, {"o-a", "o-b"})
	not confined({"StringEquals": {"aws:PrincipalOrgID": ["o-a", "o-c"]}}, {"o-a", "o-b"})
	not confined({"StringNotEquals": {"aws:PrincipalOrgID": ["o-a"]}}, {"o-a"})
	not policy_document.is_confined({"Effect": "Allow"}, {"o-a"})
}

test_confined_to_anyone_named if {
	confined({"ArnLike": {"aws:SourceArn": "arn:aws:cloudtrail:*:111122223333:trail/*"}}, policy_document.anyone_named)
	not confined({"ArnLike": {"aws:SourceArn": "arn:aws:cloudtrail:*:*:trail/*"}}, policy_document.anyone_named)
	not confined({"StringEquals": {"aws:SourceAccount": "${aws:PrincipalAccount}"}}, policy_document.anyone_named)
	not confined({"StringLike": {"aws:SourceAccount": "*"}}, policy_document.anyone_named)
}

addresses(ranges) if {
	policy_document.is_confined_to_addresses({"Condition": {"IpAddress": {"aws:SourceIp": ranges}}})
}

test_confined_to_addresses if {
	addresses(["203.0.113.7", "10.0.0.0/8"])
	addresses("2001:db8::/32")
	not addresses("0.0.0.0/0")
	not addresses(["10.0.0.0/8", "0.0.0.0/7"])
	not addresses("2001::/31")
	not addresses([])
}

test_refused_to_others if {
	allowing := {"Effect": "Allow", "Principal": "*", "Action": "s3:Get*", "Resource": bucket}
	refusing := {
		"Effect": "Deny",
		"Principal": "*",
		"Action": "s3:*",
		"Resource": "*",
		"Condition": {"StringNotEquals": {"aws:PrincipalAccount": "111122223333"}},
	}
	policy_document.is_refused_to_others(allowing, [allowing, refusing], {"111122223333"})
	not policy_document.is_refused_to_others(allowing, [allowing, refusing], {"999988887777"})
	not policy_document.is_refused_to_others(allowing, [allowing], {"111122223333"})
}

meets(condition, facts) if policy_document.can_meet({"Condition": condition}, facts)

test_conditions_that_a_request_can_meet if {
	facts := {"aws:sourceaccount": "111122223333", "aws:sourcearn": "arn:aws:x:::y", "absent": ""}
	meets({}, facts)
	meets({"StringEquals": {"aws:SourceAccount": ["999988887777", "111122223333"]}}, facts)
	meets({"ArnLike": {"aws:SourceArn": "arn:*:x:::*"}}, facts)
	meets({"StringNotEquals": {"aws:SourceAccount": "999988887777"}}, facts)
	meets({"StringEquals": {"aws:Unknown": "x"}}, facts)
	meets({"StringEqualsIfExists": {"absent": "x"}}, facts)
	meets({"Null": {"aws:SourceArn": "false"}}, facts)
}

test_conditions_that_a_request_cannot_meet if {
	facts := {"aws:sourceaccount": "111122223333", "aws:sourcearn": "arn:aws:x:::y", "absent": ""}
	not meets({"StringEquals": {"aws:SourceAccount": "999988887777"}}, facts)
	not meets({"StringEquals": {"aws:SourceArn": "arn:*"}}, facts)
	not meets({"StringNotLike": {"aws:SourceAccount": "1111*"}}, facts)
	not meets({"StringLike": {"absent": "*"}}, facts)
	not meets({"StringEqualsIfExists": {"aws:SourceAccount": "999988887777"}}, facts)
	not meets({"StringEquals": {"aws:Unknown": "x", "aws:SourceAccount": "999988887777"}}, facts)
}

test_what_does_not_deny_is_taken_to_allow if {
	every statement in [{"Effect": "Allow"}, {"Effect": ""}, {}] {
		policy_document.has_effect(statement, "Allow")
		not policy_document.has_effect(statement, "Deny")
	}
	policy_document.has_effect({"Effect": "Deny"}, "Deny")
	not policy_document.has_effect({"Effect": "Deny"}, "Allow")
}

test_nobody_is_named_without_a_principal if {
	policy_document.admits_everyone({})
	not policy_document.admits_everyone({"Principal": {}})
	not policy_document.is_everyone({})
}

letting := {
	"Effect": "Allow",
	"Principal": {"Service": "logging.s3.amazonaws.com"},
	"Action": "s3:Put*",
	"Resource": "arn:aws:s3:::log-bucket/*",
}

surely(statement) if {
	policy_document.surely_allows(statement, "logging.s3.amazonaws.com", "s3:PutObject", "arn:aws:s3:::log-bucket/x")
}

test_what_is_surely_allowed if {
	surely(letting)
	surely(object.union(letting, {"Condition": {"Bool": {"aws:SecureTransport": "true"}}}))
	every principal in ["*", {"AWS": "*"}] {
		surely(object.union(json.remove(letting, ["Principal"]), {"Principal": principal}))
	}
}

test_what_is_not_surely_allowed if {
	every element in ["Effect", "Principal", "Action", "Resource"] {
		not surely(json.remove(letting, [element]))
		not surely(object.union(json.remove(letting, [element]), {concat("", ["Not", element]): "x"}))
	}
	not surely(object.union(letting, {"Effect": "Deny"}))
	not surely(object.union(letting, {"Principal": {"Service": "cloudtrail.amazonaws.com"}}))
	not surely(object.union(letting, {"Action": "s3:GetObject"}))
	not surely(object.union(letting, {"Resource": "arn:aws:s3:::other/*"}))
}

topic := "arn:aws:sns:eu-west-1:111122223333:alerts"

publishing(principal, condition) := {
	"Effect": "Allow",
	"Principal": principal,
	"Action": ["SNS:Subscribe", "SNS:Publish"],
	"Resource": topic,
	"Condition": condition,
}

by_owner := {"StringEquals": {"AWS:SourceOwner": "111122223333"}}

refusing_others := {
	"Effect": "Deny",
	"Principal": "*",
	"Action": "SNS:*",
	"Resource": topic,
	"Condition": {"StringNotEquals": {"aws:PrincipalAccount": "111122223333"}},
}

test_what_is_public if {
	policy_document.is_public(publishing("*", {}), [])
	policy_document.is_public(publishing("*", {"StringLike": {"AWS:SourceOwner": "1*"}}), [])
	policy_document.is_public(publishing("*", {"IpAddress": {"aws:SourceIp": "0.0.0.0/0"}}), [])
	policy_document.is_public(publishing({"AWS": "*"}, {}), [publishing("*", by_owner)])
}

test_what_is_not_public if {
	not policy_document.is_public(publishing("*", by_owner), [])
	not policy_document.is_public(publishing("*", {"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}), [])
	not policy_document.is_public(publishing({"AWS": "666666666666"}, {}), [])
	not policy_document.is_public(publishing("*", {}), [refusing_others])
	not policy_document.is_public(refusing_others, [])
}

test_strangers if {
	known := {"111122223333", "o-acme"}
	policy_document.strangers(publishing("*", {}), [], known) == {"everyone"}
	policy_document.strangers(publishing({"AWS": ["111122223333", "666666666666"]}, {}), [], known) == {"666666666666"}
	policy_document.strangers(publishing("*", by_owner), [], known) == set()
	policy_document.strangers(publishing("*", {"StringEquals": {"aws:PrincipalOrgID": "o-other"}}), [], known) == {"everyone"}
	policy_document.strangers(publishing("*", {"StringEquals": {"aws:PrincipalOrgID": "o-acme"}}), [], known) == set()
	policy_document.strangers(publishing("*", {}), [refusing_others], known) == set()
	policy_document.strangers(refusing_others, [], known) == set()
	policy_document.strangers(publishing({"Service": "cloudtrail.amazonaws.com"}, {}), [], known) == set()
}

test_what_is_allowed_in_words if {
	policy_document.allowed_in_words(publishing("*", {})) == "sns:publish, sns:subscribe"
	policy_document.allowed_in_words({}) == "*"
}

test_plain_http if {
	plain({"Bool": {"aws:SecureTransport": false}})
	plain({"BoolIfExists": {"AWS:SecureTransport": "false"}})
	every other in [
		{"Bool": {"aws:SecureTransport": "true"}},
		{"Bool": {"aws:ViaAWSService": "false"}},
		{"StringEquals": {"aws:SecureTransport": "false"}},
	] {
		not plain(other)
	}
}

plain(condition) if {
	some only in policy_document.conditions(condition)
	policy_document.is_plain_http(only)
}

trails := "arn:aws:cloudtrail:any-region:111122223333:trail/"

lets(statement_list) if policy_document.lets_do_below(statement_list, "cloudtrail:StopLogging", trails)

permits(fields) := object.union({"Effect": "Allow", "Action": "cloudtrail:*", "Resource": "*"}, fields)

forbids(fields) := object.union({"Effect": "Deny", "Action": "*", "Resource": "*"}, fields)

test_an_identity_may_what_a_statement_names if {
	lets([permits({})])
	lets([permits({"Action": "*"})])
	lets([permits({"Action": ["s3:*", "CLOUDTRAIL:stoplogging"]})])
	lets([permits({"Action": "cloudtrail:Stop?ogging"})])
	lets([permits({"Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}})])
	not lets([])
	not lets([permits({"Action": ["cloudtrail:StartLogging", "s3:*"]})])
	lets([permits({"Action": "cloudtrail:StopLogging*"})])
	lets([permits({"Action": ["odd+name:(*", "cloudtrail:*"]})])
	not lets([permits({"Action": []})])
	not lets([permits({"Action": ""})])
	not lets([permits({"Action": "cloudtrail.StopLogging"})])
	not lets([permits({"Action": "cloudtrail:Stop"})])
	not lets([permits({"Action": ["odd+name:(*", "s3:*"]})])
	not lets([{"Effect": "Allow", "Resource": "*"}])
	not lets([forbids({})])
}

test_an_identity_may_what_a_statement_does_not_leave_out if {
	lets([{"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}])
	lets([{"Effect": "Allow", "NotAction": [], "Resource": "*"}])
	not lets([{"Effect": "Allow", "NotAction": ["iam:*", "cloudtrail:Stop*"], "Resource": "*"}])
	not lets([{"Effect": "Allow", "NotAction": "*", "Resource": "*"}])
}

test_everything_below_an_arn if {
	lets([permits({"Resource": ["arn:aws:s3:::x", "arn:aws:cloudtrail:*:111122223333:trail/*"]})])
	lets([{"Effect": "Allow", "Action": "*", "NotResource": ["arn:aws:s3:::x", "arn:aws:iam::*"]}])
	not lets([permits({"Resource": "arn:aws:cloudtrail:eu-west-1:*"})])
	not lets([permits({"Resource": "arn:aws:cloudtrail:*:*:trail/audit"})])
	not lets([{"Effect": "Allow", "Action": "*"}])
	not lets([{"Effect": "Allow", "Action": "*", "NotResource": "arn:aws:cloudtrail:eu-west-1:*"}])
	not lets([{"Effect": "Allow", "Action": "*", "NotResource": "arn:aws:cloudtrail*"}])
	not lets([{"Effect": "Allow", "Action": "*", "NotResource": "arn:?ws:s3:::x"}])
}

test_a_denial_of_all_of_it_takes_it_away if {
	not lets([permits({}), forbids({})])
	not lets([permits({}), forbids({"Action": "cloudtrail:StopLogging"})])
	not lets([permits({}), {"Effect": "Deny", "NotAction": "s3:*", "NotResource": "arn:aws:s3:::x"}])
	lets([permits({}), forbids({"Action": "cloudtrail:DeleteTrail"})])
	lets([permits({}), forbids({"Resource": "arn:aws:cloudtrail:*:*:trail/audit"})])
	lets([permits({}), forbids({"Condition": {"Bool": {"aws:MultiFactorAuthPresent": "false"}}})])
	lets([permits({}), {"Effect": "Deny", "Action": "*", "NotResource": "arn:aws:cloudtrail:eu-west-1:*"}])
	lets([permits({}), {"Effect": "Deny", "NotAction": "cloudtrail:*", "Resource": "*"}])
}

own_and_organization := {"111122223333", "o-abc"}

letting_in(principal) := {"Effect": "Allow", "Principal": principal, "Action": "s3:GetObject", "Resource": "*"}

test_strangers_are_those_whom_nobody_knows if {
	policy_document.strangers(
		letting_in({"AWS": ["arn:aws:iam::111122223333:role/own", "arn:aws:iam::444455556666:root", "777788889999"]}),
		[],
		own_and_organization,
	) == {"arn:aws:iam::444455556666:root", "777788889999"}
	policy_document.strangers(letting_in({"AWS": "111122223333"}), [], own_and_organization) == set()
	policy_document.strangers(letting_in({"Service": "sns.amazonaws.com"}), [], own_and_organization) == set()
	canonical := letting_in({"CanonicalUser": "79A59D"})
	policy_document.strangers(canonical, [], own_and_organization) == {"79A59D"}
	policy_document.strangers(canonical, [], own_and_organization | {"79a59d"}) == set()
}

test_a_wildcard_is_everyone if {
	every principal in ["*", {"AWS": "*"}, {"AWS": ["111122223333", "*"]}] {
		policy_document.strangers(letting_in(principal), [], own_and_organization) == {"everyone"}
	}
}

test_a_condition_keeps_strangers_out if {
	with_condition := object.union(
		letting_in("*"),
		{"Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-abc"}}},
	)
	policy_document.strangers(with_condition, [], own_and_organization) == set()
	policy_document.strangers(with_condition, [], {"111122223333"}) == {"everyone"}
}

test_a_denial_keeps_strangers_out if {
	denial := {
		"Effect": "Deny",
		"Principal": "*",
		"Action": "s3:*",
		"Resource": "*",
		"Condition": {"StringNotEquals": {"aws:PrincipalAccount": "111122223333"}},
	}
	policy_document.strangers(letting_in("*"), [denial], own_and_organization) == set()
}

test_a_denial_lets_nobody_in if {
	policy_document.strangers(object.union(letting_in("*"), {"Effect": "Deny"}), [], own_and_organization) == set()
}
