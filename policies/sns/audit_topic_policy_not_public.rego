# METADATA
# title: Policies of topics that the audit plane notifies are not public
# description: |
#   Whoever may subscribe reads what the audit plane reports, and whoever may publish raises false alarms. Each
#   statement that allows something to a wildcard principal, or by `NotPrincipal`, needs a condition that tells callers
#   apart, such as the `AWS:SourceOwner` of SNS's own default policy, with an operator that requires the key to be
#   there. Statements that deny the same to everybody else count. A condition on `sns:Endpoint` or `sns:Protocol` does
#   not: it says where messages go, not who asks. Judged are the topics that trails, delivery channels, alarms and audit
#   rules of EventBridge name; another account's topic is that account's matter.
# related_resources:
#   - ref: https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html
# custom:
#   severity: high
#   subject: resource
#   resource_types: [AWS::SNS::Topic]
#   used_by: [
#     AWS::CloudTrail::Trail, AWS::Config::DeliveryChannel, AWS::CloudWatch::Alarm, AWS::CloudWatch::CompositeAlarm,
#     AWS::Events::Rule]
#   frameworks:
#     cis-aws-foundations-7.0: ["2.21"]
#     aws-fsbp: ["SNS.4"]
#     c5: ["COS-02.01B", "IAM-10.01B", "PS-03.02B"]
#     ccc: ["CCC.Core.CN05.AR05"]
#     iso-27001-2022: ["A.8.1"]
#     kisa-isms-p-2023: ["2.5.6", "2.10.2"]
#   aliases: [
#     "prowler:sns_topics_not_publicly_accessible", "steampipe:sns_topic_policy_prohibit_public_access",
#     "steampipe:sns_topic_policy_prohibit_publishing_access",
#     "steampipe:sns_topic_policy_prohibit_subscription_access", "scoutsuite:sns-topic-world-policy",
#     "cloudsploit:topicPolicies", "securityhub:SNS.4", "checkov:CKV_AWS_169",
#     "cnspec:mondoo-aws-security-sns-no-public-access"]
#   absent_is_compliant:
#     configuration.Policy.Statement: a policy without a statement admits nobody
#     configuration.Policy.Statement.*.Condition.StringNotEquals.aws:PrincipalOrgID: a denial without it excepts nobody
#     configuration.Policy.Statement.*.Principal.AWS: a statement without it names no account, role or user
#   remediation:
#     cli: >-
#       aws sns set-topic-attributes --topic-arn {arn} --attribute-name Policy --attribute-value file://policy.json
#       --region {region}
#     terraform: |
#       data "aws_iam_policy_document" "{label}" {
#         statement {
#           sid       = "OwnAccount"
#           actions   = ["sns:GetTopicAttributes", "sns:ListSubscriptionsByTopic", "sns:Publish", "sns:Subscribe"]
#           resources = ["{arn}"]
#
#           principals {
#             type        = "AWS"
#             identifiers = ["arn:aws:iam::{account}:root"]
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
#     console: SNS in {region} > Topics > {name} > Edit > Access policy > no principal `*` without a condition
package assize.sns.audit_topic_policy_not_public

import rego.v1

import data.assize.lib.audit_topics
import data.assize.lib.policy_document
import data.assize.lib.sns

not_applicable contains {"reason": audit_topics.unjudged}

deny contains {"message": message, "path": "configuration.Policy"} if {
	not audit_topics.unjudged
	some statement in sns.statements
	policy_document.is_public(statement, sns.statements)
	message := sprintf(
		"the policy of topic %s allows %s to everyone",
		[sns.name(input.resource.arn), policy_document.allowed_in_words(statement)],
	)
}

# Every topic has a policy; where it is missing nobody looked.
deny contains {"message": message, "path": "configuration.Policy"} if {
	not audit_topics.unjudged
	not input.resource.configuration.Policy
	message := sprintf("the policy of topic %s is not known", [sns.name(input.resource.arn)])
}
