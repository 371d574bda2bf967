# METADATA
# title: The account belongs to an organization
# description: |
#   Only in an organization can somebody else than the account's own administrators keep its audit plane: with a trail
#   of the organization, with service control policies, with a delegated administrator. With the parameter, the
#   organization must be the one that a certain account manages. An account that may not ask is an error.
# related_resources:
#   - ref: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_introduction.html
# custom:
#   severity: low
#   subject: account
#   frameworks:
#     pci-dss-4.0: ["7.2.1", "7.2.2", "7.2.5", "7.3.1", "7.3.2", "7.3.3", "8.2.7", "8.2.8", "8.3.4"]
#     iso-27001-2022: ["A.8.3"]
#     ens-rd2022: ["op.acc.4.aws.iam.1", "op.acc.4.aws.iam.8"]
#     fedramp-20x-ksi-low: ["ksi-piy"]
#     kisa-isms-p-2023: ["2.10.2"]
#     mitre-attack: ["T1078", "T1087", "T1538", "T1580"]
#     nist-csf-2.0: ["am_6", "po_3", "po_4", "rm_1", "rr_1", "rr_2"]
#     rbi-cyber-security-framework: ["annex_i_1_1"]
#     secnumcloud-3.2: ["9.6", "12.3", "14.4"]
#   aliases: [
#     "prowler:organizations_account_part_of_organizations", "aws-config-managed-rule:ACCOUNT_PART_OF_ORGANIZATIONS"]
#   parameters:
#     management_account: {type: string, default: "", description: The account that must manage it; empty means any.}
#   remediation:
#     cli: aws organizations invite-account-to-organization --target Id={account},Type=ACCOUNT
#     terraform: |
#       # In the management account, once the account has accepted its invitation.
#       import {
#         to = aws_organizations_account.member
#         id = "{account}"
#       }
#
#       resource "aws_organizations_account" "member" {
#         name  = "ACCOUNT_NAME"
#         email = "ACCOUNT_EMAIL"
#       }
#     console: >-
#       AWS Organizations in the management account > AWS accounts > Add an AWS account > Invite an existing AWS
#       account > {account}; then AWS Organizations in {account} > Invitations > Accept
package assize.account.in_organization

import rego.v1

import data.assize.lib.organizations

deny contains {"message": "the account is in no organization"} if organizations.alone

deny contains {"message": message} if {
	count(organizations.ids) > 0
	input.parameters.management_account != ""
	not input.parameters.management_account in organizations.managers
	message := sprintf(
		"organization %s is managed by account %s, not by %s",
		[organizations.called, concat(", ", sort(organizations.managers)), input.parameters.management_account],
	)
}
