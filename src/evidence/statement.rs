//! The result as an in-toto statement: a snapshot was tested, and which controls passed.
//!
//! The predicate is in-toto's test result. A statement by itself says nothing about who made it; with a key it is put into an
//! envelope (DSSE) and signed. Without one there is no envelope, since an unsigned one is none.

use data_encoding::{BASE64, BASE64URL};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::manifest::{File, Manifest};
use super::signature::{KeyError, SigningKey, VerifyingKey};
use super::{ATTESTATION, EvidenceError, REPORT, SNAPSHOT, STATEMENT};
use crate::model::finding::{Finding, Status};
use crate::model::report::{Report, Verdict};

/// What the envelope holds.
const PAYLOAD_TYPE: &str = "application/vnd.in-toto+json";

/// The statement of a report over the files of its evidence.
pub fn statement(report: &Report, files: &Manifest) -> Vec<u8> {
    let mut passed = Vec::new();
    let mut warned = Vec::new();
    let mut failed = Vec::new();
    // Findings stand by control.
    for findings in report
        .findings
        .chunk_by(|one, next| one.control == next.control)
    {
        let list = if findings.iter().any(|finding| is_failure(report, finding)) {
            &mut failed
        } else if findings.iter().any(is_doubtful) {
            &mut warned
        } else if findings.iter().any(is_pass) {
            &mut passed
        } else {
            continue;
        };
        list.push(findings[0].control.as_str());
    }
    // What was not judged has not passed, and who only looks at the result must not take it for that.
    let result = match report.verdict() {
        Verdict::Compliant if warned.is_empty() => "PASSED",
        Verdict::Compliant => "WARNED",
        Verdict::Incomplete if report.forgives_errors() => "WARNED",
        Verdict::Incomplete | Verdict::NonCompliant => "FAILED",
    };
    let accounts = report.snapshot.accounts.iter();
    let accounts: Vec<&str> = accounts.map(|account| account.id.as_str()).collect();
    let descriptor =
        |file: &File| json!({ "name": file.path, "digest": { "sha256": file.sha256 } });
    let subject = files.file(SNAPSHOT).map(|file| {
        let mut subject = descriptor(file);
        subject["annotations"] = json!({
            "accounts": accounts,
            "collectedAt": report.snapshot.collected_at,
        });
        subject
    });
    let configuration: Vec<Value> = files
        .files
        .iter()
        .filter(|file| !is_result(&file.path))
        .map(descriptor)
        .collect();
    let statement = json!({
        "_type": "https://in-toto.io/Statement/v1",
        "subject": subject.into_iter().collect::<Vec<Value>>(),
        "predicateType": "https://in-toto.io/attestation/test-result/v0.1",
        "predicate": {
            "result": result,
            "configuration": configuration,
            "passedTests": passed,
            "warnedTests": warned,
            "failedTests": failed,
        },
    });
    let mut bytes = serde_json::to_vec_pretty(&statement).expect("a value can always be written");
    bytes.push(b'\n');
    bytes
}

/// Whether a file is what was tested or what came of it, and not what it was tested with.
fn is_result(path: &str) -> bool {
    matches!(path, SNAPSHOT | REPORT | STATEMENT | ATTESTATION)
}

/// Whether a finding is one for which a run does not pass.
fn is_failure(report: &Report, finding: &Finding) -> bool {
    let counts = match finding.outcome.status() {
        Status::Fail => finding.severity >= report.gate.fail_on,
        Status::Error => !report.forgives_errors(),
        Status::Waived | Status::Pass | Status::NotApplicable => false,
    };
    counts && report.gates(finding)
}

/// Whether a finding is less than a pass.
fn is_doubtful(finding: &Finding) -> bool {
    matches!(
        finding.outcome.status(),
        Status::Fail | Status::Error | Status::Waived
    )
}

/// Whether a finding is a pass.
fn is_pass(finding: &Finding) -> bool {
    finding.outcome.status() == Status::Pass
}

/// A signed statement.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Envelope {
    payload_type: String,
    payload: String,
    signatures: Vec<Signature>,
}

#[derive(Serialize, Deserialize)]
struct Signature {
    /// A hint, and no more: it is not signed.
    #[serde(default)]
    keyid: String,
    sig: String,
}

/// What is signed of an envelope: the type and the payload, each after its length, so that neither can be taken for the other.
fn signed(payload_type: &str, payload: &[u8]) -> Vec<u8> {
    let mut bytes = format!(
        "DSSEv1 {} {payload_type} {} ",
        payload_type.len(),
        payload.len()
    )
    .into_bytes();
    bytes.extend_from_slice(payload);
    bytes
}

/// A statement in a signed envelope.
///
/// # Errors
/// The key signs nothing.
pub fn envelope(statement: &[u8], key: &SigningKey) -> Result<Vec<u8>, KeyError> {
    let signature = key.sign_plainly(&signed(PAYLOAD_TYPE, statement))?;
    let envelope = Envelope {
        payload_type: PAYLOAD_TYPE.to_owned(),
        payload: BASE64.encode(statement),
        signatures: vec![Signature {
            keyid: key.id(),
            sig: BASE64.encode(&signature),
        }],
    };
    let mut bytes = serde_json::to_vec_pretty(&envelope).expect("strings can always be written");
    bytes.push(b'\n');
    Ok(bytes)
}

/// Whether an envelope holds a statement; and whether a key signed it.
///
/// # Errors
/// It is no envelope.
pub fn opens(
    envelope: &[u8],
    statement: &[u8],
    key: Option<&VerifyingKey>,
) -> Result<Result<(), &'static str>, EvidenceError> {
    let malformed = |problem: String| EvidenceError::malformed(ATTESTATION, problem);
    let envelope: Envelope = serde_json::from_slice(envelope)
        .map_err(|error| malformed(format!("is no envelope: {error}")))?;
    let decode = |text: &str| {
        BASE64
            .decode(text.as_bytes())
            .or_else(|_| BASE64URL.decode(text.as_bytes()))
            .map_err(|_| malformed("is no envelope: it holds no Base64".to_owned()))
    };
    if envelope.payload_type != PAYLOAD_TYPE || decode(&envelope.payload)? != statement {
        return Ok(Err("holds another statement"));
    }
    let Some(key) = key else {
        return Ok(Ok(()));
    };
    let bytes = signed(PAYLOAD_TYPE, statement);
    for signature in &envelope.signatures {
        if key.verifies_plainly(&bytes, &decode(&signature.sig)?) {
            return Ok(Ok(()));
        }
    }
    Ok(Err("is not signed by the key"))
}

#[cfg(test)]
mod tests;
