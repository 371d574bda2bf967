# METADATA
# title: IAM policies do not grant full CloudTrail administration broadly
# description: |
#   Who may stop, delete, change and narrow every trail can switch off the record of what he does next. Judged are the
#   customer managed and inline policies that let their holder do all of this to every trail, by `cloudtrail:*`, by `*`,
#   by another wildcard, by name, or by a `NotAction` or `NotResource` that leaves none of it out. What the same policy
#   denies without a condition counts; conditions of what it allows do not, and neither do permissions boundaries,
#   service control policies and denials elsewhere. Only a policy that somebody has counts: a user, a role, or a user in
#   a group. Administrators are named in `approved_principals`; AWS's own policies count where `aws_managed_policies`
#   names them.
# related_resources:
#   - ref: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/security_iam_id-based-policy-examples.html
#   - ref: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
# custom:
#   severity: high
#   subject: account
#   frameworks:
#     soc-2: ["CC3.3"]
#     asd-essential-eight: ["E8-4.4"]
#     c5: ["COM-04.01AC", "IAM-10.01B", "SIM-03.07B"]
#     ccc: ["CCC.Core.CN05.AR01", "CCC.Core.CN05.AR02", "CCC.Core.CN05.AR04", "CCC.IAM.CN04.AR01"]
#     ens-rd2022: ["op.exp.8.r4.aws.ct.1"]
#     fedramp-20x-ksi-low: ["ksi-iam"]
#     kisa-isms-p-2023: ["2.5.1", "2.5.5", "2.5.6", "2.10.2"]
#     mitre-attack: ["T1078", "T1098", "T1550", "T1578", "T1580", "T1648"]
#     nis2: ["11.2.2.a"]
#     nist-csf-2.0: ["ac_1", "ac_4", "ac_7", "po_1", "rr_1"]
#   aliases: ["prowler:iam_policy_no_full_access_to_cloudtrail", "prowler:iam_inline_policy_no_full_access_to_cloudtrail"]
#   absent_is_compliant:
#     AWS::IAM::Policy: what is attached and not the customer's own is AWS's
#     configuration.attachedManagedPolicies.*.policyArn: AWS gives every policy that is attached its ARN
#     configuration.policyVersionList.*.document.Statement.*.Action: a statement of no action allows none
#     configuration.policyVersionList.*.isDefaultVersion: a version is in force when AWS says so
#     configuration.rolePolicyList: a role without inline policies gets nothing by one
#     configuration.rolePolicyList.*.policyDocument: a policy without a document grants nothing
#     configuration.rolePolicyList.*.policyDocument.Statement: a policy without a statement grants nothing
#     configuration.rolePolicyList.*.policyDocument.Statement.*.Action: a statement of no action allows none
#     configuration.rolePolicyList.*.policyDocument.Statement.*.NotAction: a statement of no action allows none
#     configuration.rolePolicyList.*.policyDocument.Statement.*.NotResource: a statement of no resource allows nothing
#     configuration.rolePolicyList.*.policyDocument.Statement.*.Resource: a statement of no resource allows nothing
#   parameters:
#     approved_principals:
#       type: strings
#       default: []
#       description: ARNs of users, roles and groups that may administer CloudTrail, with wildcards.
#     aws_managed_policies:
#       type: strings
#       default: []
#       description: >-
#         Names of AWS's own policies that count as well, such as `AdministratorAccess`, `PowerUserAccess` and
#         `AWSCloudTrail_FullAccess`.
#   remediation:
#     cli: aws iam detach-role-policy --role-name ROLE --policy-arn POLICY_ARN
#     terraform: |
#       # Takes the place of all managed policies that the role has: the broad one is not among them any more.
#       resource "aws_iam_role_policy_attachments_exclusive" "role" {
#         role_name   = "ROLE"
#         policy_arns = ["NARROWER_POLICY_ARN"]
#       }
#     console: >-
#       IAM > Policies > the policy > Entities attached > the role > Detach; or IAM > Roles > the role > Permissions >
#       the inline policy > Remove
package assize.cloudtrail.no_broad_iam_admin

import rego.v1

import data.assize.lib.policy_document

holders contains arn if some arn, _ in input.account.resources["AWS::IAM::Role"]

holders contains arn if some arn, _ in input.account.resources["AWS::IAM::User"]

not_applicable contains {"reason": "the account has neither users nor roles"} if count(holders) == 0

# What there is to do to a trail against the record.
tampering := ["cloudtrail:DeleteTrail", "cloudtrail:PutEventSelectors", "cloudtrail:StopLogging", "cloudtrail:UpdateTrail"]

# The trails of a region that no policy names: who reaches these reaches those of any.
trails := sprintf("arn:%s:cloudtrail:any-region:%s:trail/", [input.account.partition, input.account.id])

# Whether a document lets its holder do all of it to every trail.
administers(document) if {
	statements := policy_document.statements(document)
	# Thousands of documents are about other services: a look at their actions costs less than the questions below.
	actions := [concat(" ", policy_document.as_list(names)) |
		some statement in statements
		names := object.get(statement, "Action", "*")
	]
	regex.match("(^| )([cloudtrai]*[*?]|cloudtrail:)", lower(concat(" ", actions)))
	every action in tampering {
		policy_document.lets_do_below(statements, action, trails)
	}
}

# The customer managed policies that are enough.
enough contains arn if {
	some arn, policy in input.account.resources["AWS::IAM::Policy"]
	some version in policy.configuration.policyVersionList
	version.isDefaultVersion
	administers(object.get(version, "document", {}))
}

is_enough(arn) if arn in enough

is_enough(arn) if {
	some name in input.parameters.aws_managed_policies
	contains(arn, ":iam::aws:policy/")
	endswith(arn, concat("", ["/", name]))
}

# Those of somebody's policies that are enough, in words.
broad(inline, attached) := in_words(inline) | managed(attached)

in_words(inline) := {text |
	some policy in inline
	administers(object.get(policy, "policyDocument", {}))
	text := sprintf("the inline policy %s", [object.get(policy, "policyName", "without a name")])
}

managed(attached) := {text |
	some policy in attached
	arn := object.get(policy, "policyArn", "")
	is_enough(arn)
	text := sprintf("the policy %s", [arn])
}

approved(arn) if {
	some pattern in input.parameters.approved_principals
	policy_document.covers_resource([pattern], arn)
}

deny contains {"message": message} if {
	some arn, role in input.account.resources["AWS::IAM::Role"]
	some policy in broad(role.configuration.rolePolicyList, role.configuration.attachedManagedPolicies)
	not approved(arn)
	message := sprintf("%s may do anything to any trail by %s", [arn, policy])
}

deny contains {"message": message} if {
	some arn, user in input.account.resources["AWS::IAM::User"]
	some policy in broad(user.configuration.userPolicyList, user.configuration.attachedManagedPolicies)
	not approved(arn)
	message := sprintf("%s may do anything to any trail by %s", [arn, policy])
}

deny contains {"message": message} if {
	some arn, group in input.account.resources["AWS::IAM::Group"]
	some policy in broad(group.configuration.groupPolicyList, group.configuration.attachedManagedPolicies)
	not approved(arn)
	members := members_of(arn)
	count(members) > 0
	message := sprintf(
		"%d users in %s may do anything to any trail by %s: %s",
		[count(members), arn, policy, concat(", ", sort(members))],
	)
}

memberships contains {"user": arn, "group": name} if {
	some arn, user in input.account.resources["AWS::IAM::User"]
	some name in user.configuration.groupList
}

# The users in a group that are not approved themselves. A group without users gives nobody anything.
members_of(group) := {one.user |
	some one in memberships
	endswith(group, concat("", ["/", one.group]))
	not approved(one.user)
}
