# METADATA
# title: Topics that the audit plane notifies admit only trusted accounts
# description: |
#   Each `Allow` statement is judged by whom it reaches: every principal that it names, and everybody for a wildcard or
#   `NotPrincipal`. Reached must be none but the topic's own account and what the parameters name. Conditions count when
#   they let nothing else in: on the caller's or the source's account, ARN, organization, VPC or endpoint, with an
#   operator that requires the key to be there. So do statements that deny the same to everybody else. Services of AWS
#   are the matter of `sns-audit-topic-publishers-admitted`. Judged are the topics that trails, delivery channels,
#   alarms and audit rules of EventBridge name; another account's topic is that account's matter.
# related_resources:
#   - ref: https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html
# custom:
#   severity: medium
#   subject: resource
#   resource_types: [AWS::SNS::Topic]
#   used_by: [
#     AWS::CloudTrail::Trail, AWS::Config::DeliveryChannel, AWS::CloudWatch::Alarm, AWS::CloudWatch::CompositeAlarm,
#     AWS::Events::Rule]
#   aliases: [
#     "steampipe:sns_topic_policy_prohibit_cross_account_access", "cloudsploit:snsCrossAccount", "checkov:CKV_AWS_385"]
#   parameters:
#     trusted_accounts: {type: strings, default: [], description: Accounts to admit.}
#     trusted_organizations: {type: strings, default: [], description: Organizations to admit.}
#     trusted_networks: {type: strings, default: [], description: VPCs and endpoints to admit anybody from.}
#   absent_is_compliant:
#     configuration.Policy.Statement: a policy without a statement admits nobody
#     configuration.Policy.Statement.*.Principal.AWS: a statement without it names no account, role or user
#   remediation:
#     cli: aws sns remove-permission --topic-arn {arn} --label STATEMENT_ID --region {region}
#     terraform: |
#       data "aws_iam_policy_document" "{label}" {
#         statement {
#           sid       = "TrustedAccounts"
#           actions   = ["sns:Subscribe"]
#           resources = ["{arn}"]
#
#           principals {
#             type        = "AWS"
#             identifiers = ["arn:aws:iam::TRUSTED_ACCOUNT_ID:root"]
#           }
#         }
#       }
#
#       # A topic has one policy: add the topic's other statements to the document.
#       resource "aws_sns_topic_policy" "{label}" {
#         region = "{region}"
#         arn    = "{arn}"
#         policy = data.aws_iam_policy_document.{label}.json
#       }
#     console: SNS in {region} > Topics > {name} > Edit > Access policy > take out the accounts that are not trusted
package assize.sns.audit_topic_no_untrusted_cross_account

import rego.v1

import data.assize.lib.audit_topics
import data.assize.lib.policy_document
import data.assize.lib.sns

not_applicable contains {"reason": audit_topics.unjudged}

deny contains {"message": message, "path": "configuration.Policy"} if {
	not audit_topics.unjudged
	some statement in sns.statements
	some who in policy_document.strangers(statement, sns.statements, trusted)
	message := sprintf(
		"the policy of topic %s allows %s to %s",
		[sns.name(input.resource.arn), policy_document.allowed_in_words(statement), who],
	)
}

# Every topic has a policy; where it is missing nobody looked.
deny contains {"message": message, "path": "configuration.Policy"} if {
	not audit_topics.unjudged
	not input.resource.configuration.Policy
	message := sprintf("the policy of topic %s is not known", [sns.name(input.resource.arn)])
}

trusted contains input.resource.accountId

trusted contains lower(account) if some account in input.parameters.trusted_accounts

trusted contains lower(organization) if some organization in input.parameters.trusted_organizations

trusted contains lower(network) if some network in input.parameters.trusted_networks
