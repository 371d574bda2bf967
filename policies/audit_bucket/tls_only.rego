# METADATA
# title: The log bucket refuses plain HTTP
# description: |
#   The bucket policy must deny everything to everybody, on the bucket and on its objects, when a request does not
#   come over TLS. Judged by meaning: a `Deny` for every principal and for all of `s3:*` (a wildcard within an action,
#   as in `s3:Get*`, leaves the rest open), on both resources, in one statement or in several, under no other
#   condition than `aws:SecureTransport` false (`Bool` or `BoolIfExists`). `NumericLessThanIfExists` on
#   `s3:TlsVersion` is accepted: it refuses old TLS too. Without `IfExists` it is not, because a request over plain
#   HTTP has no TLS version and passes. Statements with `NotPrincipal`, `NotAction` or `NotResource` are not counted.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-bucket-policies.html
# custom:
#   severity: medium
#   subject: resource
#   resource_types: [AWS::S3::Bucket]
#   used_by: [AWS::CloudTrail::Trail, AWS::Config::DeliveryChannel]
#   frameworks:
#     cis-aws-foundations-1.4: ["2.1.2"]
#     cis-aws-foundations-1.5: ["2.1.2"]
#     cis-aws-foundations-2.0: ["2.1.1"]
#     cis-aws-foundations-3.0: ["2.1.1"]
#     cis-aws-foundations-4.0: ["2.1.1"]
#     cis-aws-foundations-5.0: ["2.1.1"]
#     cis-aws-foundations-6.0: ["3.1.1"]
#     cis-aws-foundations-7.0: ["3.1.1"]
#     aws-fsbp: ["S3.5"]
#     ccc: ["CCC.Core.CN01.AR01", "CCC.Core.CN01.AR03"]
#     cisa: ["your-data-2", "your-systems-3"]
#     ens-rd2022: ["mp.com.1.aws.s3.1", "mp.com.3.aws.s3.1"]
#     fedramp-20x-ksi-low: ["ksi-svc"]
#     fedramp-moderate-r4: ["ac-17-2", "sc-7", "sc-8", "sc-8-1", "sc-23"]
#     ffiec: ["d3-pc-am-b-12", "d3-pc-am-b-13", "d3-pc-am-b-15"]
#     gdpr: ["article_32"]
#     gxp-21-cfr-part-11: ["11.10-c", "11.30"]
#     hipaa: [
#       "164_308_a_1_ii_b", "164_312_a_2_iv", "164_312_c_1", "164_312_c_2", "164_312_e_1", "164_312_e_2_i",
#       "164_312_e_2_ii"]
#     kisa-isms-p-2023: ["2.7.1", "2.10.2"]
#     mitre-attack: ["T1040"]
#     nist-800-171-r2: ["3_1_13", "3_5_10", "3_13_1", "3_13_5", "3_13_8", "3_13_11", "3_13_16"]
#     nist-800-53-r5: [
#       "AC-4", "AC-4(22)", "AC-17(2)", "AC-24(1)", "AU-9(3)", "CA-9(b)", "CM-6(a)", "CM-9(b)", "IA-5(1)",
#       "IA-5(1)(c)", "PM-11(b)", "PM-17(b)", "SC-7(4)", "SC-7(4)(b)", "SC-7(4)(g)", "SC-7(5)", "SC-8",
#       "SC-8(1)", "SC-8(2)", "SC-8(3)", "SC-8(4)", "SC-8(5)", "SC-12(3)", "SC-13", "SC-13(a)", "SC-16(1)",
#       "SC-23", "SC-23(3)", "SI-1(a)(2)", "SI-7(6)"]
#     nist-csf-1.1: ["ds_2"]
#     nist-csf-2.0: ["ds_2", "pt_4"]
#     pci-dss-4.0: ["1.2.5", "2.2.5", "2.2.7", "4.2.1", "4.2.1.1", "8.3.2"]
#     rbi-cyber-security-framework: ["annex_i_1_3"]
#     secnumcloud-3.2: ["10.2"]
#   aliases: [
#     "prowler:s3_bucket_secure_transport_policy", "steampipe:s3_bucket_enforces_ssl",
#     "scoutsuite:s3-bucket-allowing-cleartext", "cloudsploit:bucketSecureTransportEnabled",
#     "cloudsploit:bucketEncryptionInTransit", "securityhub:S3.5",
#     "aws-config-managed-rule:S3_BUCKET_SSL_REQUESTS_ONLY", "checkov:CKV_AWS_379",
#     "cnspec:mondoo-aws-security-s3-bucket-policy-secure-transport"]
#   remediation:
#     cli: aws s3api put-bucket-policy --bucket {name} --policy file://deny-insecure-transport.json
#     terraform: |
#       data "aws_iam_policy_document" "{label}" {
#         statement {
#           sid       = "DenyInsecureTransport"
#           effect    = "Deny"
#           actions   = ["s3:*"]
#           resources = ["arn:aws:s3:::{name}", "arn:aws:s3:::{name}/*"]
#
#           principals {
#             type        = "*"
#             identifiers = ["*"]
#           }
#
#           condition {
#             test     = "Bool"
#             variable = "aws:SecureTransport"
#             values   = ["false"]
#           }
#         }
#       }
#
#       # A bucket has one policy: add the bucket's other statements to the document.
#       resource "aws_s3_bucket_policy" "{label}" {
#         bucket = "{name}"
#         policy = data.aws_iam_policy_document.{label}.json
#       }
#     console: S3 > {name} > Permissions > Bucket policy > Edit > a Deny where aws:SecureTransport is false
package assize.audit_bucket.tls_only

import rego.v1

import data.assize.lib.policy_document

deny contains {"message": message, "path": "supplementaryConfiguration.BucketPolicy.policyText"} if {
	not input.resource.supplementaryConfiguration.BucketPolicy.policyText
	message := sprintf("bucket %s has no policy that refuses plain HTTP", [input.resource.resourceId])
}

deny contains {"message": message, "path": "supplementaryConfiguration.BucketPolicy.policyText"} if {
	input.resource.supplementaryConfiguration.BucketPolicy.policyText
	open := {what | some what in {"the bucket", "the objects in it"}; not what in closed}
	count(open) > 0
	message := sprintf(
		"the policy of bucket %s does not refuse plain HTTP for %s",
		[input.resource.resourceId, concat(" and ", sort(open))],
	)
}

closed contains "the bucket" if {
	some statement in refusals
	policy_document.covers_resource(statement.Resource, input.resource.arn)
}

closed contains "the objects in it" if {
	some statement in refusals
	policy_document.covers_everything_below(statement.Resource, concat("", [input.resource.arn, "/"]))
}

# The statements that deny all actions to everybody over plain HTTP, on whatever resource.
refusals contains statement if {
	some statement in policy_document.statements(input.resource.supplementaryConfiguration.BucketPolicy.policyText)
	statement.Effect == "Deny"
	policy_document.is_everyone(statement.Principal)
	policy_document.covers_all_actions(statement.Action, "s3")
	only_over_http(statement.Condition)
}

# A condition beside it would narrow the refusal, so there must be exactly one.
only_over_http(condition) if {
	conditions := policy_document.conditions(condition)
	count(conditions) == 1
	some only in conditions
	plain_http(only)
}

plain_http(condition) if policy_document.is_plain_http(condition)

# A version of TLS is no number in a request without TLS, which only `IfExists` lets through to the refusal.
plain_http(condition) if {
	condition.operator in {"numericlessthanifexists", "numericlessthanequalsifexists"}
	condition.key == "s3:tlsversion"
	not "" in condition.values
}
