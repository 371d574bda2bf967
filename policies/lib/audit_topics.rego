# Which topics of SNS belong to the audit plane: those that trails, delivery channels and alarms name, and those that rules of
# EventBridge send audit events to. Other rules send other things to other topics.
package assize.lib.audit_topics

import rego.v1

import data.assize.lib.event_rules
import data.assize.lib.ownership

# Why the topic is not judged here. Undefined for a topic of the account's audit plane: whatever names it and is no rule is of
# that plane.
unjudged := reason if {
	reason := ownership.foreign("topic", input.resource.arn, input.resource.accountId)
} else := "nothing names it but rules of EventBridge that are not about audit events" if {
	count(input.resource.relationships) > 0
	every user in input.resource.relationships {
		user.resourceType == "AWS::Events::Rule"
	}
	count(audit_rules) == 0
}

# The rules about audit events that name the topic.
audit_rules contains key if {
	some user in input.resource.relationships
	user.resourceType == "AWS::Events::Rule"
	key := object.get(user, "resourceId", "")
	rule := input.account.resources["AWS::Events::Rule"][key]
	event_rules.is_about_audit(rule.configuration, rule.supplementaryConfiguration.EventPatternMeaning)
}
