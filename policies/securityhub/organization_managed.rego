# METADATA
# title: Security Hub is centrally managed
# description: |
#   An administrator of Security Hub sees the findings of all the organization's accounts, and enrols those that join:
#   by enabling Security Hub in them, or by central configuration with its policies. Both are set region by region. Who
#   the administrator is AWS tells the management account, and how accounts are enrolled the administrator alone. So the
#   management account fails where it has named nobody, and points to the administrator where that is another account.
#   An account that is neither, or in no organization, is told nothing and is not judged. Which standards and policies
#   the administrator hands out is not judged.
# related_resources:
#   - ref: https://docs.aws.amazon.com/securityhub/latest/userguide/designate-orgs-admin-account.html
#   - ref: https://docs.aws.amazon.com/securityhub/latest/userguide/central-configuration-intro.html
# custom:
#   severity: medium
#   subject: region
#   aliases: ["prowler:securityhub_delegated_admin_enabled_all_regions"]
#   remediation:
#     cli: >-
#       aws securityhub enable-organization-admin-account --admin-account-id SECURITY_ACCOUNT_ID --region {region} &&
#       aws securityhub update-organization-configuration --auto-enable --region {region} --profile
#       SECURITY_ACCOUNT_PROFILE
#     terraform: |
#       # In the management account.
#       resource "aws_securityhub_organization_admin_account" "default" {
#         region           = "{region}"
#         admin_account_id = "SECURITY_ACCOUNT_ID"
#       }
#
#       # In the account that administers Security Hub.
#       resource "aws_securityhub_organization_configuration" "default" {
#         region      = "{region}"
#         auto_enable = true
#       }
#     console: >-
#       Security Hub CSPM in {region} of the management account > Settings > General > Delegated administrator; then,
#       in the administrator's account, Settings > Configuration
package assize.securityhub.organization_managed

import rego.v1

# What the account is told as the administrator.
told contains configuration if {
	some _, item in input.region.resources["AWS::SecurityHub::OrganizationConfiguration"]
	configuration := item.configuration
	is_boolean(object.get(configuration, "AutoEnable", "not told"))
}

# What it is told as the management account.
lists contains admins if {
	some _, item in input.region.resources["AWS::SecurityHub::OrganizationConfiguration"]
	admins := object.get(item.supplementaryConfiguration, "AdminAccounts", "not told")
	is_array(admins)
}

named contains account if {
	some admins in lists
	some admin in admins
	object.get(admin, "Status", "") == "ENABLED"
	account := object.get(admin, "AccountId", "unknown")
}

leaving contains account if {
	some admins in lists
	some admin in admins
	object.get(admin, "Status", "") != "ENABLED"
	account := object.get(admin, "AccountId", "unknown")
}

not_applicable contains {"reason": reason} if {
	count(told) == 0
	count(lists) == 0
	reason := sprintf("the account neither manages the organization nor administers Security Hub in %s", [input.region.name])
}

not_applicable contains {"reason": reason} if {
	count(told) == 0
	some account in named
	account != input.account.id
	reason := sprintf(
		"account %s administers Security Hub in %s: whether it enrols new accounts is judged there",
		[account, input.region.name],
	)
}

deny contains {"message": message} if {
	count(told) == 0
	count(lists) > 0
	count(named) == 0
	count(leaving) == 0
	message := sprintf("no account administers Security Hub in %s", [input.region.name])
}

deny contains {"message": message} if {
	count(told) == 0
	count(named) == 0
	some account in leaving
	message := sprintf(
		"account %s ceases to administer Security Hub in %s, and no other does",
		[account, input.region.name],
	)
}

deny contains {"message": message} if {
	count(told) == 0
	input.account.id in named
	message := sprintf("the account administers Security Hub in %s, where it is not enabled", [input.region.name])
}

deny contains {"message": message} if {
	some configuration in told
	not configuration.AutoEnable
	kind(configuration) != "CENTRAL"
	message := sprintf("Security Hub in %s is not enabled in accounts that join", [input.region.name])
}

deny contains {"message": message} if {
	some configuration in told
	not configuration.AutoEnable
	kind(configuration) == "CENTRAL"
	status := object.get(configuration, ["OrganizationConfiguration", "Status"], "in no known state")
	status != "ENABLED"
	message := sprintf("central configuration of Security Hub in %s is %s", [input.region.name, status])
}

kind(configuration) := object.get(configuration, ["OrganizationConfiguration", "ConfigurationType"], "LOCAL")
