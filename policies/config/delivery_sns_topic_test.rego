package assize.config.delivery_sns_topic_test

import rego.v1

import data.assize.config.delivery_sns_topic

channel(configuration) := {"resource": {"awsRegion": "eu-west-1", "configuration": configuration}}

none := {{
	"message": "the delivery channel in eu-west-1 notifies no topic",
	"path": "configuration.SnsTopicARN",
}}

test_a_topic_passes if {
	delivery_sns_topic.deny == set() with input as channel({"SnsTopicARN": "arn:aws:sns:eu-west-1:111122223333:config"})
}

test_no_topic_fails if delivery_sns_topic.deny == none with input as channel({"Name": "default"})

test_an_empty_topic_is_none if delivery_sns_topic.deny == none with input as channel({"SnsTopicARN": ""})
