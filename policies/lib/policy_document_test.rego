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
	policy_document.covers_resource(["arn:aws:s3:::log-bucket/*", bucket], bucket)
}

test_resource_not_covered if {
	not policy_document.covers_resource("arn:aws:s3:::log-bucket/*", bucket)
	not policy_document.covers_resource("arn:aws:s3:::log-bucket2", bucket)
	not policy_document.covers_resource("arn:aws:s3:::other-*", bucket)
	not policy_document.covers_resource("arn:aws:s3:::logxbucket", bucket)
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
