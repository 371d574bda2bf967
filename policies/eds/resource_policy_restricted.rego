# METADATA
# title: Event data store and channel policies are not open
# description: |
#   The policy of a store lets others query what is recorded, that of a channel lets others write into it. Each `Allow`
#   statement is judged by whom it reaches: every principal that it names, and everybody for a wildcard or
#   `NotPrincipal`. Reached must be none but the owner and what the parameters name. Conditions count when they let
#   nothing else in; an external id keeps a partner from being misled, and lets in whoever knows it. A partner whose
#   channel feeds a store is named in `trusted_accounts`. Services of AWS, which refresh dashboards, are not judged, nor
#   is what CloudTrail itself grants to the organization's delegated administrator. Channels that a service of AWS made
#   for itself have no policy.
# related_resources:
#   - ref: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/security_iam_resource-based-policy-examples.html
# custom:
#   severity: medium
#   subject: resource
#   resource_types: [AWS::CloudTrail::Channel, AWS::CloudTrail::EventDataStore]
#   absent_is_compliant:
#     supplementaryConfiguration.ResourcePolicy: without a policy nobody but the owner gets in
#     supplementaryConfiguration.ResourcePolicy.Statement: a policy without a statement grants nothing
#     supplementaryConfiguration.ResourcePolicy.Statement.*.Principal.AWS: >-
#       a statement without it names no account, role or user
#   parameters:
#     trusted_accounts: {type: strings, default: [], description: Accounts or canonical user ids to admit.}
#     trusted_organizations: {type: strings, default: [], description: Organizations to admit.}
#     trusted_networks: {type: strings, default: [], description: VPCs and endpoints to admit anybody from.}
#   remediation:
#     cli: aws cloudtrail delete-resource-policy --resource-arn {arn} --region {region}
#     terraform: |
#       # The provider has no resource of its own for the policy, so Cloud Control makes it. Delete the present one
#       # with the command first.
#       resource "aws_cloudcontrolapi_resource" "{label}" {
#         region    = "{region}"
#         type_name = "AWS::CloudTrail::ResourcePolicy"
#
#         # For a channel, the action is cloudtrail-data:PutAuditEvents.
#         desired_state = jsonencode({
#           ResourceArn = "{arn}"
#           ResourcePolicy = {
#             Version = "2012-10-17"
#             Statement = [{
#               Sid       = "QueriesOfTrustedAccount"
#               Effect    = "Allow"
#               Principal = { AWS = "arn:aws:iam::TRUSTED_ACCOUNT_ID:role/AUDITOR" }
#               Action    = ["cloudtrail:GetQueryResults", "cloudtrail:StartQuery"]
#               Resource  = "{arn}"
#             }]
#           }
#         })
#       }
#     console: >-
#       CloudTrail in {region} > Lake > Event data stores, or Integrations > the store or channel > Resource policy >
#       Edit
package assize.eds.resource_policy_restricted

import rego.v1

import data.assize.lib.policy_document

not_applicable contains {"reason": sprintf("the channel is the service's own: %s", [name])} if service_linked

name := object.get(input.resource, "resourceName", "")

service_linked if startswith(name, "aws-service-channel/")

deny contains {"message": message, "path": "supplementaryConfiguration.ResourcePolicy"} if {
	some statement in statements
	some who in policy_document.strangers(statement, statements, trusted)
	message := sprintf(
		"the policy allows %s to %s",
		[concat(", ", sort(policy_document.allowed_actions(statement))), who],
	)
}

statements contains statement if {
	some statement in policy_document.statements(input.resource.supplementaryConfiguration.ResourcePolicy)
}

# An organization's store belongs to the management account, and its delegated administrator sees it.
trusted contains owner if {
	owner := policy_document.account_of(object.get(input.resource, "arn", ""))
	owner != ""
}

trusted contains input.resource.accountId

trusted contains lower(account) if some account in input.parameters.trusted_accounts

trusted contains lower(organization) if some organization in input.parameters.trusted_organizations

trusted contains lower(network) if some network in input.parameters.trusted_networks
