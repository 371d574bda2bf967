//! Who may know whom, and other rules about the source that a compiler does not check.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use crate::support::path;

mod source;

use source::{Source, sources};

/// The modules of the crate, each with those that it may know besides itself.
const KNOWS: [(&str, &[&str]); 19] = [
    ("baseline", &["model", "report::visible_json"]),
    ("meaning", &[]),
    ("model", &[]),
    ("resource", &["meaning"]),
    ("collect", &["model", "resource", "import::normalize"]),
    ("config", &["model", "policy::diagnostic", "policy::syntax"]),
    (
        "documentation",
        &["model", "policy", "report::escape", "resource"],
    ),
    ("diff", &["model", "report"]),
    ("import", &["model", "resource"]),
    ("parallel", &[]),
    ("policy", &["model", "parallel", "resource"]),
    ("evaluate", &["model", "parallel", "policy", "resource"]),
    (
        "push",
        &[
            "model",
            "report",
            "collect::CollectError",
            "collect::Connection",
            "collect::Options",
            "collect::Refused",
        ],
    ),
    ("recording", &["meaning", "model", "resource"]),
    ("report", &["model"]),
    ("evidence", &["model", "report::json", "report::sample"]),
    ("waiver", &["model", "policy::diagnostic", "policy::syntax"]),
    ("trend", &["diff", "model", "report"]),
    (
        "cli",
        &[
            "model",
            "resource",
            "collect",
            "config",
            "diff",
            "documentation",
            "import",
            "meaning",
            "parallel",
            "policy",
            "evaluate",
            "evidence",
            "push",
            "recording",
            "report",
            "baseline",
            "waiver",
            "trend",
        ],
    ),
];

/// Where the world outside may be asked: the environment, files, the clock.
const OUTSIDE: [&str; 5] = ["cli", "collect", "config", "import", "policy/source"];

/// The longest file, in lines.
const LONGEST: usize = 700;

/// Files that are longer, and why.
const LONGER: &[(&str, &str)] = &[];

#[test]
fn modules_know_only_those_below_them() {
    let all: BTreeSet<&str> = KNOWS.iter().map(|(name, _)| *name).collect();
    let knows: BTreeMap<&str, &[&str]> = KNOWS.into_iter().collect();
    let mut seen = BTreeSet::new();
    let mut wrong = Vec::new();
    for source in sources() {
        let own = source.module[0].as_str();
        if matches!(own, "lib" | "main") {
            continue;
        }
        let may = *knows.get(own).unwrap_or_else(|| {
            panic!("src/{own}.rs has no line in the table of who may know whom")
        });
        for used in source.crate_paths() {
            let top = used[0].as_str();
            if top == own || !all.contains(top) {
                continue;
            }
            seen.insert((own.to_owned(), top.to_owned()));
            let whole = used.join("::");
            let fits =
                |allowed: &&str| whole == **allowed || whole.starts_with(&format!("{allowed}::"));
            if !may.iter().any(fits) {
                wrong.push(format!("{} uses crate::{whole}", source.file));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    // A scan that sees nothing forbids nothing.
    for edge in [
        ("evaluate", "policy"),
        ("cli", "report"),
        ("collect", "import"),
    ] {
        assert!(
            seen.contains(&(edge.0.to_owned(), edge.1.to_owned())),
            "{edge:?}"
        );
    }
    let found: BTreeSet<String> = sources()
        .into_iter()
        .map(|source| source.module[0].clone())
        .filter(|name| !matches!(name.as_str(), "lib" | "main"))
        .collect();
    assert_eq!(found, all.iter().map(|name| (*name).to_owned()).collect());
}

/// The files outside `places` that hold a path for which something holds; and whether one inside does.
fn strays(places: &[&str], holds: impl Fn(&[String]) -> bool) -> (Vec<String>, bool) {
    let mut strays = Vec::new();
    let mut inside = false;
    for source in sources() {
        let is_inside = places.iter().any(|place| source.is_below(place));
        for path in source.paths() {
            if holds(&path) {
                if is_inside {
                    inside = true;
                } else {
                    strays.push(format!("{}: {}", source.file, path.join("::")));
                }
            }
        }
    }
    (strays, inside)
}

#[test]
fn only_the_engine_names_the_rego_library() {
    let (strays, inside) = strays(&["policy/engine"], |path| path[0] == "regorus");
    assert!(strays.is_empty(), "{strays:#?}");
    assert!(inside);
}

#[test]
fn only_what_reads_from_aws_and_what_brings_something_there_name_the_sdk() {
    let (strays, inside) = strays(&["collect", "push"], |path| {
        let root = path[0].as_str();
        root.starts_with("aws_sdk_")
            || root.starts_with("aws_smithy")
            || matches!(root, "aws_config" | "aws_types" | "aws_credential_types")
    });
    assert!(strays.is_empty(), "{strays:#?}");
    assert!(inside);
}

#[test]
fn only_those_at_the_edge_ask_for_files_variables_and_the_time() {
    let pair = |path: &[String], one: &str, other: &str| {
        path.windows(2)
            .any(|pair| pair[0] == one && pair[1] == other)
    };
    let (strays, inside) = strays(&OUTSIDE, |path| {
        pair(path, "std", "env")
            || pair(path, "std", "fs")
            || pair(path, "Timestamp", "now")
            || pair(path, "Zoned", "now")
            || path.iter().any(|part| part == "SystemTime")
    });
    // It measures, and is no part of the program.
    let strays: Vec<String> = strays
        .into_iter()
        .filter(|stray| !stray.starts_with("report/measured.rs"))
        .collect();
    assert!(strays.is_empty(), "{strays:#?}");
    assert!(inside);
}

#[test]
fn only_the_binary_ends_the_process() {
    let (strays, _) = strays(&[], |path| {
        path.ends_with(&["process".into(), "exit".into()])
    });
    assert!(strays.is_empty(), "{strays:#?}");
}

#[test]
fn nothing_is_left_to_be_done() {
    for source in sources() {
        for word in ["todo!", "unimplemented!", "dbg!"] {
            assert!(!source.code.contains(word), "{} has {word}", source.file);
        }
    }
}

#[test]
fn a_module_is_a_file_beside_its_folder() {
    for root in ["src", "tests/it"] {
        let mut files = Vec::new();
        source::walk(&path(root), &mut files);
        for file in files {
            assert!(!file.ends_with("mod.rs"), "{}", file.display());
        }
    }
    for source in sources() {
        for vague in ["utils", "util", "helpers", "common", "misc", "manager"] {
            assert!(
                !source.module.iter().any(|part| part == vague),
                "{}",
                source.file
            );
        }
    }
}

#[test]
fn files_are_of_a_size_that_can_be_read() {
    let mut longer: BTreeSet<String> = BTreeSet::new();
    for source in sources() {
        if source.lines > LONGEST {
            longer.insert(source.file);
        }
    }
    let known: BTreeSet<String> = LONGER.iter().map(|(file, _)| (*file).to_owned()).collect();
    assert_eq!(longer, known, "files of more than {LONGEST} lines");
}

#[test]
fn every_policy_is_a_file_of_its_own_that_speaks_of_no_machine() {
    // A path of somebody's machine in what is published is of no use to anybody.
    let mut files = Vec::new();
    for root in ["src", "policies"] {
        source::walk(&path(root), &mut files);
    }
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        for place in ["/home/", "/Users/", concat!("/ro", "ot/")] {
            assert!(!text.contains(place), "{} names {place}", file.display());
        }
    }
}

#[test]
fn the_scan_sees_what_is_there() {
    let text = "//! use crate::cli;\nuse crate::{model::{item, gap::Gap}, report};\nuse super::super::policy::Policy;\n\
                fn f<'a>(x: &'a str) { let c = '\"'; let s = \"crate::cli\"; let r = r#\"crate::\"cli\"#; /* crate::cli */ }\n\
                mod tests { use super::*; fn g() { let t = jiff::Timestamp::now(); crate::evaluate::evaluate(); } }\n";
    let source = Source::new(Path::new("collect/config.rs"), text);
    assert_eq!(source.module, ["collect", "config"]);
    let found: Vec<String> = source
        .crate_paths()
        .iter()
        .map(|path| path.join("::"))
        .collect();
    assert_eq!(
        found,
        [
            "collect::*",
            "evaluate::evaluate",
            "model::gap::Gap",
            "model::item",
            "policy::Policy",
            "report",
        ]
    );
    assert!(
        source
            .paths()
            .contains(["jiff", "Timestamp", "now"].map(str::to_owned).as_slice())
    );
    assert!(source.is_below("collect"));
    assert!(source.is_below("collect/config"));
    assert!(!source.is_below("collect/con"));
}
