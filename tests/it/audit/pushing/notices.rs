//! Notices to a topic.

use aws_sdk_sns::Client;
use serde_json::json;

use super::{AUDITED, CONTROLS, Written, push};
use crate::sdk::settings;
use crate::simulated_aws::SimulatedAws;

async fn topic(aws: &SimulatedAws, name: &str) -> String {
    // Clients ask where they are at home, and the topic is elsewhere.
    let client = Client::new(&settings(aws, AUDITED, "eu-west-1"));
    let mut create = client.create_topic().name(name);
    if name.ends_with(".fifo") {
        create = create.attributes("FifoTopic", "true");
    }
    create.send().await.unwrap().topic_arn.unwrap()
}

#[tokio::test]
async fn a_notice_is_published() {
    let aws = SimulatedAws::start();
    let arn = topic(&aws, "audit").await;
    let written = Written::of("noncompliant", CONTROLS);
    let ran = push(&aws, &written.report(), &["--to", &arn]).ended_with(0);
    let published = aws.published();
    assert_eq!(published.len(), 1);
    let notice = &published[0];
    assert_eq!(notice["topic"], arn.as_str());
    let subject = notice["subject"].as_str().unwrap();
    assert!(subject.starts_with("assize: non-compliant, "), "{subject}");
    assert!(
        ran.stdout.contains(&format!("published \"{subject}\"")),
        "{ran:#?}"
    );
    let message = notice["message"].as_str().unwrap();
    assert!(message.contains("\nFailures:\n"), "{message}");
    let value = |name: &str| notice["attributes"][name]["Value"].clone();
    assert_eq!(value("verdict"), "non-compliant");
    assert_eq!(value("account"), AUDITED);
}

#[tokio::test]
async fn a_fifo_topic_is_told_which_notices_follow_on_one_another() {
    let aws = SimulatedAws::start();
    let arn = topic(&aws, "audit.fifo").await;
    let written = Written::of("compliant", CONTROLS);
    push(&aws, &written.report(), &["--to", &arn]).ended_with(0);
    assert_eq!(aws.published()[0]["group"], "assize");
}

#[tokio::test]
async fn a_topic_that_is_not_there_or_refuses_is_named() {
    let aws = SimulatedAws::start();
    let arn = format!("arn:aws:sns:eu-west-1:{AUDITED}:audit");
    let written = Written::of("compliant", CONTROLS);
    let ran = push(&aws, &written.report(), &["--to", &arn]).ended_with(2);
    assert!(
        ran.stderr.contains(&format!("\n  {arn}: NotFound: ")),
        "{ran:#?}"
    );
    aws.post(
        "override",
        &json!({"action": "sns:Publish", "body": "", "status": 200}),
    );
    let ran = push(&aws, &written.report(), &["--to", &arn]).ended_with(2);
    assert!(ran.stderr.contains(&format!("\n  {arn}: ")), "{ran:#?}");
    assert_eq!(aws.published(), [json!(null); 0]);
}
