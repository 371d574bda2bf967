//! Findings in portions that one call takes.

use serde_json::Value;

/// The most findings of a call.
const FINDINGS: usize = 100;
/// The most bytes of a call: 6 MB, less what surrounds the findings.
const BYTES: usize = 6_000_000 - 1_000;

/// The findings of one call.
#[derive(Default)]
pub struct Batch {
    /// Each in JSON.
    pub findings: Vec<String>,
    /// The ids of the findings, each with what it is about.
    names: Vec<(String, String)>,
    bytes: usize,
}

impl Batch {
    /// The body of the call.
    pub fn body(&self) -> String {
        format!("{{\"Findings\":[{}]}}", self.findings.join(","))
    }

    /// What a finding of the batch is about: control and subject; of any other its id.
    pub fn name<'b>(&'b self, id: &'b str) -> String {
        let named = self.names.iter().find(|(known, _)| known == id);
        named.map_or(id, |(_, name)| name).to_owned()
    }

    fn is_full_for(&self, bytes: usize) -> bool {
        self.findings.len() == FINDINGS || (self.bytes + bytes > BYTES && !self.findings.is_empty())
    }

    fn push(&mut self, finding: &Value, text: String) {
        let text_of = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let fields = &finding["ProductFields"];
        let name = format!(
            "{} of {}",
            text_of(&fields["assize/control"]),
            text_of(&fields["assize/subject"])
        );
        self.names.push((text_of(&finding["Id"]), name));
        self.bytes += text.len() + 1;
        self.findings.push(text);
    }
}

/// The findings in their order.
pub fn batches(findings: Vec<Value>) -> Vec<Batch> {
    let mut batches: Vec<Batch> = Vec::new();
    for finding in findings {
        let text = finding.to_string();
        match batches.last_mut() {
            Some(batch) if !batch.is_full_for(text.len() + 1) => batch.push(&finding, text),
            _ => {
                let mut batch = Batch::default();
                batch.push(&finding, text);
                batches.push(batch);
            }
        }
    }
    batches
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn finding(number: usize, text: &str) -> Value {
        json!({
            "Id": format!("assize/{number}"),
            "Description": text,
            "ProductFields": {"assize/control": "control", "assize/subject": number.to_string()},
        })
    }

    #[test]
    fn a_call_has_a_hundred_findings_at_most_and_none_is_lost() {
        for (count, expected) in [
            (0, vec![]),
            (1, vec![1]),
            (100, vec![100]),
            (101, vec![100, 1]),
            (250, vec![100, 100, 50]),
        ] {
            let findings: Vec<Value> = (0..count).map(|number| finding(number, "")).collect();
            let batches = batches(findings.clone());
            let counts: Vec<usize> = batches.iter().map(|batch| batch.findings.len()).collect();
            assert_eq!(counts, expected);
            let sent: Vec<Value> = batches
                .iter()
                .flat_map(|batch| {
                    let body: Value = serde_json::from_str(&batch.body()).unwrap();
                    body["Findings"].as_array().unwrap().clone()
                })
                .collect();
            assert_eq!(sent, findings);
        }
    }

    #[test]
    fn a_call_is_no_larger_than_aws_takes() {
        let large = "ä".repeat(100_000);
        let findings: Vec<Value> = (0..100).map(|number| finding(number, &large)).collect();
        let batches = batches(findings);
        assert_eq!(batches.len(), 4);
        assert!(batches.iter().all(|batch| batch.body().len() <= 6_000_000));
    }

    #[test]
    fn a_finding_is_named_by_control_and_subject() {
        let batch = &batches(vec![finding(7, "")])[0];
        assert_eq!(batch.name("assize/7"), "control of 7");
        assert_eq!(batch.name("another"), "another");
    }
}
