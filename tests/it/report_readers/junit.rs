//! JUnit XML as junitparser reads it (`tests/junit_reader`).

use super::{all_formats, module};
use crate::virtual_environment::python;

#[test]
fn another_reader_counts_what_the_report_counts() {
    let folder = tempfile::tempdir().unwrap();
    let report = all_formats(folder.path());
    let python = python("junit_reader");
    let file = folder.path().join("junit");
    let read = module(&python, "tests.junit_reader", &[file.as_os_str()]);
    assert_eq!(read["stated"], read["counted"]);
    for suite in read["suites"].as_array().unwrap() {
        assert_eq!(suite["stated"], suite["counted"], "{}", suite["name"]);
    }
    let summary = &report["summary"];
    let count = |status: &str| summary["byStatus"][status].as_u64().unwrap();
    let warnings = summary["warnings"].as_u64().unwrap_or(0);
    let counted = |name: &str| read["counted"][name].as_u64().unwrap();
    assert_eq!(counted("tests"), summary["total"].as_u64().unwrap());
    assert_eq!(
        counted("failures") + counted("errors") + warnings,
        count("FAIL") + count("ERROR")
    );
    assert_eq!(
        counted("skipped"),
        count("WAIVED") + count("NOT_APPLICABLE") + warnings
    );
    assert_eq!(read["names"], counted("tests"), "no two cases share a name");
}
