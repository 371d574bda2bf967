//! `assize man`: a page for each verb, which says what the verb's help says.

use std::fs;

use super::assize::{assize, file, names};

#[test]
fn every_verb_has_a_page() {
    let folder = tempfile::tempdir().unwrap();
    let pages = folder.path().join("share/man1");
    let ran = assize(["man"]).with([&pages]).run().ends(0);
    assert_eq!(ran.stdout, "");
    let written = names(&pages);
    assert!(ran.stderr.contains(&format!("{} pages in", written.len())));
    for verb in [
        "assize",
        "assize-audit",
        "assize-check",
        "assize-man",
        "assize-policy",
        "assize-policy-lint",
        "assize-schema-resource",
    ] {
        let name = format!("{verb}.1");
        assert!(written.contains(&name), "no {name} in {written:?}");
    }
    // The verbs that help lists are those that have a page.
    let help = assize(["--help"]).run().ends(0).stdout;
    let listed = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    for line in listed.take_while(|line| !line.is_empty()) {
        let verb = line.split_whitespace().next().unwrap();
        if verb != "help" && !line.starts_with("   ") {
            assert!(written.contains(&format!("assize-{verb}.1")), "{verb}");
        }
    }
}

#[test]
fn a_page_says_what_the_help_says() {
    let folder = tempfile::tempdir().unwrap();
    assize(["man", "--quiet"])
        .with([folder.path()])
        .run()
        .ends(0);
    let page = fs::read_to_string(folder.path().join("assize-check.1")).unwrap();
    let title = concat!(
        r#".TH assize-check 1  "assize "#,
        env!("CARGO_PKG_VERSION"),
        r#"""#
    );
    assert!(page.contains(title), "{page}");
    for part in [
        "Judge a snapshot",
        r"\-\-fail\-on",
        // What holds for every verb is on every page.
        r"\-\-no\-config",
    ] {
        assert!(page.contains(part), "no {part} in\n{page}");
    }
    let page = fs::read_to_string(folder.path().join("assize.1")).unwrap();
    assert!(page.contains("Exit codes: 0 compliant"), "{page}");
}

#[test]
fn pages_are_the_same_each_time_and_replace_older_ones() {
    let folder = tempfile::tempdir().unwrap();
    file(folder.path(), "assize.1", "old");
    let mut texts = Vec::new();
    for _ in 0..2 {
        let ran = assize(["man", "--quiet"])
            .with([folder.path()])
            .run()
            .ends(0);
        assert_eq!(ran.stderr, "");
        texts.push(
            names(folder.path())
                .into_iter()
                .map(|name| fs::read(folder.path().join(name)).unwrap())
                .collect::<Vec<_>>(),
        );
    }
    assert_eq!(texts[0], texts[1]);
    assert!(!texts[0].contains(&b"old".to_vec()));
}

#[test]
fn a_file_in_the_place_of_the_folder_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let taken = file(folder.path(), "taken", "");
    assize(["man"]).with([&taken]).run().refuses(&["taken"]);
    assize(["man"]).run().refuses(&["<DIR>"]);
}
