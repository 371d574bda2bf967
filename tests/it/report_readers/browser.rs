//! The page in a browser, used as a person uses it (`tests/browser`).
//!
//! A browser is not among what these tests install: they take Chrome or Chromium where it is, or the one that the variable `CHROME`
//! names. Without one they say so and end; the tests of the page's text (`src/report/html/tests.rs`) hold everywhere.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::PathBuf;

use serde_json::Value;

use super::{all_formats, module};

/// The names under which the browser is installed.
const NAMES: [&str; 5] = [
    "google-chrome",
    "google-chrome-stable",
    "chromium",
    "chromium-browser",
    "chrome",
];

#[expect(clippy::print_stderr, reason = "a test that did nothing says so")]
fn browser() -> Option<PathBuf> {
    if let Some(named) = std::env::var_os("CHROME") {
        let named = PathBuf::from(named);
        assert!(
            named.is_file(),
            "CHROME is {}, which is no file",
            named.display()
        );
        return Some(named);
    }
    let folders = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&folders)
        .flat_map(|folder| NAMES.map(|name| folder.join(name)))
        .find(|program| program.is_file());
    if found.is_none() {
        eprintln!(
            "SKIPPED: no Chrome and no Chromium here; set CHROME to one to open the page in it"
        );
    }
    found
}

/// What the page says of so many findings.
fn shown(findings: usize, controls: usize) -> String {
    let counted = |count: usize, noun: &str| match count {
        1 => format!("1 {noun}"),
        more => format!("{more} {noun}s"),
    };
    format!(
        "{} of {}",
        counted(findings, "finding"),
        counted(controls, "control")
    )
}

/// What the page has to say for each value of a filter, by the report in JSON.
fn expected(report: &Value) -> BTreeMap<(&'static str, String), String> {
    let controls: BTreeMap<&str, &Value> = report["controls"]
        .as_array()
        .unwrap()
        .iter()
        .map(|control| (control["id"].as_str().unwrap(), control))
        .collect();
    let mut counts: BTreeMap<(&'static str, String), (usize, std::collections::BTreeSet<&str>)> =
        BTreeMap::new();
    for finding in report["findings"].as_array().unwrap() {
        let id = finding["control"].as_str().unwrap();
        let control = controls[id];
        let mut values = vec![
            ("status", finding["status"].as_str()),
            ("severity", control["severity"].as_str()),
            ("service", control["service"].as_str()),
            ("account", finding["subject"]["account"].as_str()),
            ("region", finding["subject"]["region"].as_str()),
            ("control", Some(id)),
        ];
        if let Some(frameworks) = control["frameworks"].as_object() {
            values.extend(
                frameworks
                    .keys()
                    .map(|name| ("framework", Some(name.as_str()))),
            );
        }
        for (filter, value) in values {
            if let Some(value) = value {
                let count = counts.entry((filter, value.to_owned())).or_default();
                count.0 += 1;
                count.1.insert(id);
            }
        }
    }
    let counts = counts.into_iter();
    counts
        .map(|(of, (findings, controls))| (of, shown(findings, controls.len())))
        .collect()
}

#[test]
fn a_browser_shows_the_page_and_nothing_in_it_runs() {
    let Some(browser) = browser() else { return };
    let folder = tempfile::tempdir().unwrap();
    let report = all_formats(folder.path());
    // A browser takes a file for a page by its name.
    let page = folder.path().join("report.html");
    std::fs::copy(folder.path().join("html"), &page).unwrap();
    let mut arguments: Vec<&OsStr> = vec![browser.as_os_str(), page.as_os_str()];
    let screenshots = std::env::var_os("SCREENSHOTS");
    arguments.extend(screenshots.as_deref());
    let saw = module(&PathBuf::from("python3"), "tests.browser", &arguments);

    for quiet in ["errors", "requests"] {
        assert_eq!(saw[quiet], serde_json::json!([]), "{quiet}");
    }
    assert_eq!(saw["dialogs"], 0);
    assert_eq!(saw["scripts"], 2, "the data and the page's own");
    assert_eq!(saw["foreign"], 0);
    assert_eq!(saw["named"], "undefined", "a name ran");

    let findings = report["findings"].as_array().unwrap().len();
    let expected = expected(&report);
    let controls = expected
        .keys()
        .filter(|(filter, _)| *filter == "control")
        .count();
    assert_eq!(saw["all"], shown(findings, controls));
    assert_eq!(saw["first stop"], "Skip to the findings");
    assert!(saw["rows"].as_u64() > Some(0));
    assert_eq!(saw["closed on paper"], 0);

    let filtered = saw["filtered"].as_object().unwrap();
    for (filter, values) in filtered {
        assert!(
            !values.as_object().unwrap().is_empty(),
            "{filter} has no values"
        );
        for (value, count) in values.as_object().unwrap() {
            let wanted = expected
                .iter()
                .find(|((name, of), _)| name == filter && of == value)
                .map(|(_, count)| count.as_str());
            assert_eq!(count.as_str(), wanted, "{filter} {value}");
        }
    }
    assert_eq!(filtered.len(), 7, "{filtered:?}");

    let chosen: Vec<&str> = saw["chosen"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(Value::as_str)
        .collect();
    let cell = format!("{} in {}: FAIL", chosen[1], chosen[0]);
    assert_eq!(saw["cell"], cell);
    assert!(
        saw["of cell"].as_str().unwrap().ends_with("of 1 control"),
        "{}",
        saw["of cell"]
    );
}
