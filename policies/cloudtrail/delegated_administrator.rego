# METADATA
# title: CloudTrail has a delegated administrator and trusted access
# description: |
#   Whoever changes the organization's trails from the management account works where no service control policy holds.
#   With trusted access and a delegated administrator, which is never the management account, CloudTrail is run from a
#   security or log archive account instead; the parameter says which. The management account and delegated
#   administrators can be asked; from other accounts the answer is an error. An account in no organization is not
#   concerned.
# related_resources:
#   - ref: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-delegated-administrator.html
# custom:
#   severity: low
#   subject: account
#   parameters:
#     administrators: {type: strings, default: [], description: The accounts of which one must be it; none means any.}
#   remediation:
#     cli: >-
#       aws organizations enable-aws-service-access --service-principal cloudtrail.amazonaws.com && aws cloudtrail
#       register-organization-delegated-admin --member-account-id SECURITY_ACCOUNT_ID
#     terraform: |
#       # Takes the place of the services that the organization trusts: add the others to the list.
#       resource "aws_organizations_organization" "organization" {
#         feature_set                   = "ALL"
#         aws_service_access_principals = ["cloudtrail.amazonaws.com"]
#       }
#
#       resource "aws_cloudtrail_organization_delegated_admin_account" "security" {
#         account_id = "SECURITY_ACCOUNT_ID"
#
#         depends_on = [aws_organizations_organization.organization]
#       }
#     console: >-
#       CloudTrail in the management account > Settings > Organization delegated administrators > Register
#       administrator
package assize.cloudtrail.delegated_administrator

import rego.v1

import data.assize.lib.organizations

service := "cloudtrail.amazonaws.com"

not_applicable contains {"reason": organizations.alone}

deny contains {"message": message} if {
	not organizations.alone
	not service in trusted
	message := sprintf("%s has no trusted access to organization %s", [service, organizations.called])
}

deny contains {"message": message} if {
	not organizations.alone
	count(administrators) == 0
	message := sprintf("no account of organization %s administers CloudTrail", [organizations.called])
}

deny contains {"message": message} if {
	count(administrators) > 0
	count(input.parameters.administrators) > 0
	count({account | some account in administrators; account in input.parameters.administrators}) == 0
	message := sprintf(
		"account %s administers CloudTrail in organization %s, and is none of %s",
		[
			concat(", ", sort(administrators)), organizations.called,
			concat(", ", sort(input.parameters.administrators)),
		],
	)
}

administrators := organizations.delegated_to(service)

trusted contains principal if {
	some organization in input.account.resources["AWS::Organizations::Organization"]
	some enabled in organization.supplementaryConfiguration.EnabledServicePrincipals
	principal := enabled.ServicePrincipal
}
