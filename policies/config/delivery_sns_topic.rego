# METADATA
# title: The delivery channel notifies an SNS topic
# description: |
#   AWS Config tells a topic of each change and each delivery; without one, whatever reacts to changes has to look for
#   them. Whether the topic exists and admits AWS Config shows in `config-delivery-status-healthy`. A region without a
#   delivery channel is the matter of `config-delivery-channel-exists`.
# related_resources:
#   - ref: https://docs.aws.amazon.com/config/latest/developerguide/sns-topic-policy.html
# custom:
#   severity: low
#   subject: resource
#   resource_types: [AWS::Config::DeliveryChannel]
#   remediation:
#     cli: >-
#       aws configservice put-delivery-channel --region {region} --delivery-channel
#       name={name},s3BucketName=AUDIT_BUCKET,snsTopicARN=TOPIC_ARN
#     terraform: |
#       resource "aws_config_delivery_channel" "default" {
#         region         = "{region}"
#         name           = "{name}"
#         s3_bucket_name = "AUDIT_BUCKET"
#         sns_topic_arn  = "TOPIC_ARN"
#       }
#     console: AWS Config in {region} > Settings > Edit > Delivery channel > Amazon SNS topic
package assize.config.delivery_sns_topic

import rego.v1

deny contains {"message": message, "path": "configuration.SnsTopicARN"} if {
	object.get(input.resource.configuration, "SnsTopicARN", "") == ""
	message := sprintf("the delivery channel in %s notifies no topic", [input.resource.awsRegion])
}
