//! All formats of one run, each against the schema that is published for it or that this program prints.

use std::fs;
use std::path::Path;

use serde_json::Value;

use super::{all_formats, read};
use crate::support::path;

/// The formats that have a schema, each with its file, or with the name by which `assize schema` prints it; and whether each line
/// is a document.
const SCHEMAS: &[(&str, &str, bool)] = &[
    ("json", "report", false),
    ("jsonl", "report-line", true),
    ("sarif", "sarif-2.1.0.json", false),
    ("gitlab", "gitlab-code-quality.json", false),
    ("ocsf", "ocsf-1.8.0-compliance_finding.json", true),
    ("ocsf-1.5", "ocsf-1.5.0-compliance_finding.json", true),
    ("asff", "asff-2018-10-08.json", false),
    ("oscal", "oscal-1.2.3-assessment-results.json", false),
];

/// The formats for which nobody has one.
const NO_SCHEMA: &[&str] = &["text", "junit", "markdown", "html", "csv", "github"];

fn schema(name: &str) -> Value {
    let text = if name.ends_with(".json") {
        fs::read_to_string(path("tests/schemas").join(name)).unwrap()
    } else {
        let printed = crate::cli::command()
            .args(["schema", name])
            .output()
            .unwrap();
        String::from_utf8(printed.stdout).unwrap()
    };
    serde_json::from_str(&text).unwrap()
}

fn fits(folder: &Path, format: &str, schema: &Value, by_line: bool) {
    let validator = jsonschema::validator_for(schema).unwrap();
    let text = read(folder, format);
    let documents: Vec<&str> = match by_line {
        true => text.lines().collect(),
        false => vec![&text],
    };
    assert!(!documents.is_empty(), "{format} is empty");
    for document in documents {
        // ASFF's schema is that of a finding, GitLab's that of the array.
        let value: Value = serde_json::from_str(document).unwrap();
        let errors: Vec<String> = validator
            .iter_errors(&value)
            .take(5)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert!(errors.is_empty(), "{format}: {errors:#?}");
    }
}

#[test]
fn all_formats_of_one_run_fit_their_schemas() {
    let folder = tempfile::tempdir().unwrap();
    let report = all_formats(folder.path());
    let mut known: Vec<&str> = NO_SCHEMA.to_vec();
    for (format, name, by_line) in SCHEMAS {
        fits(folder.path(), format, &schema(name), *by_line);
        known.push(format);
    }
    for reporter in assize::report::REPORTERS {
        let name = reporter.name();
        assert!(known.contains(&name), "{name} is in neither list");
    }
    // They tell of the same findings.
    let count = |status: &str| report["summary"]["byStatus"][status].as_u64().unwrap() as usize;
    let junit = read(folder.path(), "junit");
    assert_eq!(junit.matches("<failure ").count(), count("FAIL"));
    assert_eq!(junit.matches("<error ").count(), count("ERROR"));
    let csv = read(folder.path(), "csv");
    let total = report["summary"]["total"].as_u64().unwrap() as usize;
    assert_eq!(csv.lines().count(), total + 1);
    let oscal = read(folder.path(), "oscal");
    assert_eq!(oscal.matches("\"fingerprint\"").count(), total);
    let sarif: Value = serde_json::from_str(&read(folder.path(), "sarif")).unwrap();
    let runs = sarif["runs"].as_array().unwrap().iter();
    let results: usize = runs
        .map(|run| run["results"].as_array().unwrap().len())
        .sum();
    assert_eq!(results, count("FAIL") + count("WAIVED"));
    let markdown = read(folder.path(), "markdown");
    assert!(markdown.len() < 1_048_576, "{} bytes", markdown.len());
}
