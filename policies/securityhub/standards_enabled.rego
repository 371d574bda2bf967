# METADATA
# title: Security Hub has at least one standard
# description: |
#   Without a standard Security Hub only passes on what others find. A standard counts when AWS calls it ready; one that
#   is pending, failed or incomplete checks nothing or not all, mostly for want of a configuration recorder. Any standard
#   will do unless `standards` names some, of which one must be ready. Products that send findings are no substitute.
#   A region without Security Hub fails too.
# related_resources:
#   - ref: https://docs.aws.amazon.com/securityhub/latest/userguide/enable-standards.html
# custom:
#   severity: medium
#   subject: region
#   aliases: ["prowler:securityhub_enabled", "cnspec:mondoo-aws-security-securityhub-standards-enabled"]
#   parameters:
#     standards:
#       type: strings
#       default: []
#       description: >-
#         Standards of which one must be ready, as in their ARNs: `aws-foundational-security-best-practices`, or
#         `cis-aws-foundations-benchmark/v/3.0.0` for one version. None named means any.
#   remediation:
#     cli: >-
#       aws securityhub batch-enable-standards --region {region} --standards-subscription-requests
#       StandardsArn=arn:aws:securityhub:{region}::standards/aws-foundational-security-best-practices/v/1.0.0
#     terraform: |
#       # The region's Security Hub; where it is enabled already, import it by the account's id.
#       resource "aws_securityhub_account" "default" {
#         region = "{region}"
#       }
#
#       resource "aws_securityhub_standards_subscription" "best_practices" {
#         region        = "{region}"
#         standards_arn = "arn:aws:securityhub:{region}::standards/aws-foundational-security-best-practices/v/1.0.0"
#
#         depends_on = [aws_securityhub_account.default]
#       }
#     console: Security Hub CSPM in {region} > Security standards > a standard > Enable standard
package assize.securityhub.standards_enabled

import rego.v1

# What a standard is called: the end of its ARN, `NAME/v/VERSION`.
called(standard) := substring(arn, indexof(arn, "/") + 1, -1) if {
	arn := object.get(standard.configuration, "StandardsArn", "a standard without an ARN")
}

status(standard) := object.get(standard.configuration, "StandardsStatus", "in no known state")

wanted(_) if count(input.parameters.standards) == 0

wanted(name) if name in input.parameters.standards

wanted(name) if {
	parts := split(name, "/")
	parts[0] in input.parameters.standards
}

ready contains name if {
	some _, standard in input.region.resources["AWS::SecurityHub::Standard"]
	status(standard) == "READY"
	name := called(standard)
	wanted(name)
}

# What is there and does not do, with the reason.
others contains text if {
	some _, standard in input.region.resources["AWS::SecurityHub::Standard"]
	wanted(called(standard))
	status(standard) != "READY"
	text := sprintf("%s is %s%s", [called(standard), status(standard), because(standard)])
}

others contains text if {
	some _, standard in input.region.resources["AWS::SecurityHub::Standard"]
	not wanted(called(standard))
	text := sprintf("%s is none of %s", [called(standard), concat(", ", sort(input.parameters.standards))])
}

because(standard) := sprintf(" (%s)", [code]) if {
	code := object.get(standard.configuration, ["StandardsStatusReason", "StatusReasonCode"], "")
	code != ""
}

because(standard) := "" if object.get(standard.configuration, ["StandardsStatusReason", "StatusReasonCode"], "") == ""

deny contains {"message": message} if {
	count(ready) == 0
	count(others) == 0
	message := sprintf("no standard of Security Hub is enabled in %s", [input.region.name])
}

deny contains {"message": message} if {
	count(ready) == 0
	some text in others
	message := sprintf("in %s %s", [input.region.name, text])
}
