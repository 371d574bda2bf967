//! `policy docs`: the checked-in pages are current, foreign text stays text, foreign files stay where they are.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use assize::documentation::{self, MARKER, Page};
use assize::policy::{Catalogue, source};

use super::assize::{assize, file};
use crate::support::path;

const REGENERATE: &str = "`just docs` writes the pages anew";

fn pages() -> Vec<Page> {
    let catalogue = Catalogue::new(source::builtin()).unwrap();
    let set = catalogue.select(&[], &[]).unwrap();
    documentation::pages(&set, |id| catalogue.source(id).unwrap().text.as_ref())
}

/// The files below a folder by their path in it.
fn files(folder: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for (folder, prefix) in [(folder.to_owned(), ""), (folder.join("index"), "index/")] {
        for entry in fs::read_dir(&folder).unwrap() {
            let entry = entry.unwrap().path();
            if entry.is_file() {
                let name = entry.file_name().unwrap().to_str().unwrap();
                let text = fs::read_to_string(&entry).unwrap();
                found.insert(format!("{prefix}{name}"), text);
            }
        }
    }
    found
}

#[test]
fn the_checked_in_pages_are_current() {
    if std::env::var_os("UPDATE_DOCS").is_some() {
        assize(["--no-config", "policy", "docs"]).run().ends(0);
    }
    let found = files(&path("docs/controls"));
    let wanted: BTreeMap<String, String> = pages()
        .into_iter()
        .map(|page| (page.path, page.text))
        .collect();
    let names = |pages: &BTreeMap<String, String>| pages.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&found), names(&wanted), "{REGENERATE}");
    for (name, text) in &wanted {
        assert!(
            found[name] == *text,
            "docs/controls/{name} is out of date: {REGENERATE}"
        );
    }
}

/// The pages that a page links to.
fn links(page: &Page) -> BTreeSet<String> {
    let up = page.path.starts_with("index/");
    page.text
        .split("](")
        .skip(1)
        .filter_map(|rest| rest.split(')').next())
        .filter(|target| target.ends_with(".md"))
        .map(|target| match target.strip_prefix("../") {
            Some(target) => {
                assert!(up, "{} links out of the folder", page.path);
                target.to_owned()
            }
            None => target.to_owned(),
        })
        .collect()
}

#[test]
fn every_link_leads_to_a_page_and_the_summary_to_all() {
    let pages = pages();
    let names: BTreeSet<String> = pages.iter().map(|page| page.path.clone()).collect();
    assert_eq!(names.len(), pages.len());
    for page in &pages {
        assert!(page.text.starts_with(MARKER), "{}", page.path);
        let gone: Vec<String> = links(page).difference(&names).cloned().collect();
        assert!(gone.is_empty(), "{}: {gone:?}", page.path);
        if page.path == "SUMMARY.md" {
            let mut linked = links(page);
            linked.insert(page.path.clone());
            assert_eq!(linked, names);
        }
    }
}

#[test]
fn a_page_says_all_that_is_known_of_a_control() {
    let pages = pages();
    let page = pages
        .iter()
        .find(|page| page.path == "audit-bucket-lifecycle-keeps-minimum.md")
        .unwrap();
    for text in [
        "# audit-bucket-lifecycle-keeps-minimum",
        "**Lifecycle rules keep logs for the minimum time**",
        "| HIGH |",
        "`minimum_days`",
        "at least 1; pci-dss-4.0 asks at least 365",
        "| `AWS::S3::Bucket`, the subject | `supplementaryConfiguration.BucketLifecycleConfiguration.rules` | `s3:GetLifecycleConfiguration` |",
        "- `cloudtrail:DescribeTrails`",
        "| `pci-dss-4.0` | 10.5.1 |",
        "```rego\n# METADATA",
        "package assize.audit_bucket.lifecycle_keeps_minimum",
    ] {
        assert!(page.text.contains(text), "no `{text}` in\n{}", page.text);
    }
    let other = pages.iter().find(|page| page.path == "index/other-ids.md");
    let other = &other.unwrap().text;
    assert!(other.contains("## prowler"), "{other}");
}

const HOSTILE: &str = r#"# METADATA
# title: "a | b <script>x</script> [l](https://e.example) `open"
# description: "<img src=x> and `code | <b>`"
# related_resources: [{ref: "javascript:alert(1)"}]
# custom:
#   severity: low
#   subject: account
#   frameworks: {"f|<i>": ["1 | <i>"]}
#   aliases: ["tool:x | <u>", "```"]
#   remediation: "```\n</pre><script>y</script>"
package acme.audit.hostile

import rego.v1

deny contains {"message": "no region"} if count(input.account.regions) == 0
"#;

#[test]
fn an_organization_s_own_text_stays_text() {
    let folder = tempfile::tempdir().unwrap();
    file(folder.path(), "policies/audit/hostile.rego", HOSTILE);
    let run = || {
        assize([
            "policy",
            "docs",
            "--no-builtin",
            "-p",
            "policies",
            "--out",
            "pages",
        ])
        .within(folder.path())
        .run()
        .ends(0)
    };
    let ran = run();
    assert_eq!(ran.stdout, "");
    assert!(
        ran.stderr.contains("7 pages in `pages`, 0 removed"),
        "{}",
        ran.stderr
    );
    let pages = files(&folder.path().join("pages"));
    for (name, text) in &pages {
        // What is behind a fence is the policy as it stands.
        let mut fenced = None;
        for line in text.lines().skip(1) {
            match fenced {
                Some(fence) if line == fence => fenced = None,
                None if line.starts_with("```") => {
                    fenced = Some(line.trim_end_matches(|c: char| c.is_ascii_lowercase()));
                }
                None => {
                    let outside: String = line.split('`').step_by(2).collect();
                    assert!(!outside.contains('<'), "{name}: {line}");
                    assert!(!line.contains("](https://"), "{name}: {line}");
                }
                Some(_) => {}
            }
        }
        assert_eq!(fenced, None, "{name} ends within a block");
    }
    assert!(pages["acme-audit-hostile.md"].contains("- `javascript:alert(1)`"));
    // Twice is the same, and what a removed control leaves behind is removed.
    let gone = format!("{MARKER}\n\n# gone\n");
    file(folder.path(), "pages/gone.md", gone);
    file(folder.path(), "pages/notes.md", "mine");
    assert!(run().stderr.contains("7 pages in `pages`, 1 removed"));
    let mut after = files(&folder.path().join("pages"));
    assert_eq!(after.remove("notes.md").as_deref(), Some("mine"));
    assert_eq!(after, pages);
}

#[test]
fn foreign_files_are_never_written_over() {
    let folder = tempfile::tempdir().unwrap();
    file(folder.path(), "docs/notes.txt", "mine");
    let run = |out: &str| {
        assize([
            "policy",
            "docs",
            "-s",
            "cloudtrail-log-file-validation",
            "--out",
            out,
        ])
        .within(folder.path())
        .run()
    };
    run("docs").refuses(&["folder `docs` is not empty", "--out"]);
    run("pages").ends(0);
    file(folder.path(), "pages/SUMMARY.md", "# mine");
    run("pages").refuses(&["`pages/SUMMARY.md` is no page that was written before"]);
    let kept = fs::read_to_string(folder.path().join("pages/SUMMARY.md")).unwrap();
    assert_eq!(kept, "# mine");
}
