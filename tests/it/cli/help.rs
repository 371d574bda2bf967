//! Help texts, as they are printed: a change to the command line shows in its review.

use super::assize::assize;

#[test]
fn help_of_every_verb() {
    for verb in [
        "",
        "audit",
        "collect",
        "check",
        "verify",
        "diff",
        "trend",
        "effective-logging",
        "policy",
        "policy lint",
        "policy list",
        "policy new",
        "policy show",
        "policy explain",
        "policy docs",
        "policy test",
        "waiver",
        "waiver list",
        "waiver explain",
        "waiver add",
        "waiver preview",
        "baseline",
        "push",
        "remediation",
        "iam-policy",
        "schema",
        "schema resource",
        "init",
        "completions",
        "man",
    ] {
        let words = verb.split_whitespace();
        let ran = assize(words.clone()).with(["--help"]).run().ends(0);
        assert_eq!(ran.stderr, "");
        insta::assert_snapshot!(format!("help {verb}").trim().replace(' ', "_"), ran.stdout);
        // `help VERB` is the same page.
        let page = assize(["help"]).with(words).run().ends(0);
        assert_eq!(page.stdout, ran.stdout, "help {verb}");
    }
}

#[test]
fn every_verb_that_is_listed_has_its_help_tested() {
    let ran = assize(["--help"]).run().ends(0);
    let listed: Vec<&str> = ran
        .stdout
        .lines()
        .skip_while(|line| *line != "Commands:")
        .skip(1)
        .take_while(|line| !line.is_empty())
        .filter(|line| !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next())
        .filter(|verb| *verb != "help")
        .collect();
    assert!(listed.len() >= 7);
    for verb in listed {
        let name = format!("tests/it/cli/snapshots/it__cli__help__help_{verb}.snap");
        assert!(crate::support::path(&name).exists(), "no {name}");
    }
}

#[test]
fn the_version_is_the_package_s() {
    let ran = assize(["--version"]).run().ends(0);
    assert_eq!(
        ran.stdout,
        concat!("assize ", env!("CARGO_PKG_VERSION"), "\n")
    );
}

#[test]
fn the_help_tells_every_exit_code() {
    let ran = assize(["--help"]).run().ends(0);
    let codes = ran.stdout.split_once("Exit codes:").unwrap().1;
    for code in [
        "0 compliant",
        "1 non-compliant",
        "2 no verdict",
        "incomplete",
    ] {
        assert!(codes.contains(code), "{codes}");
    }
}

#[test]
fn what_the_parser_refuses_is_no_verdict() {
    for arguments in [
        &[][..],
        &["chek"],
        &["check", "a.jsonl", "b.jsonl"],
        &["check", "a.jsonl", "--fali-on", "high"],
        &["policy"],
        &["collect"],
        &["audit", "--max-concurrency", "0"],
    ] {
        assize(arguments).run().refuses(&["--help"]);
    }
    assize(["chek"]).run().refuses(&["'check'"]);
    assize(["audit", "--bucket-owner", "1234"])
        .run()
        .refuses(&["`1234` is no account", "12 digits"]);
    assize(["audit", "--external-id", "x"])
        .run()
        .refuses(&["an external id is of use only", "--role-arn"]);
}
