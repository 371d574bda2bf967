//! The one line on standard error that says how a run ended, and the log beside it.

use serde_json::Value;

use super::assize::{check, file};

#[test]
fn a_run_whose_reports_go_elsewhere_says_how_it_ended_in_one_line() {
    let folder = tempfile::tempdir().unwrap();
    let report = folder.path().join("report.txt");
    let to_file = format!("text={}", report.display());
    for formats in [
        &["-f", "json"][..],
        &["-f", &to_file],
        &["-f", "junit", "-f", &to_file],
    ] {
        let ran = check("noncompliant").with(formats).run().ends(1);
        let lines: Vec<&str> = ran.stderr.lines().collect();
        let [line] = lines[..] else {
            panic!("{}", ran.stderr)
        };
        assert!(
            line.starts_with("non-compliant: 4 fail, 0 error, 0 waived, ") && line.ends_with(" s"),
            "{line}"
        );
        let quiet = check("noncompliant")
            .with(formats)
            .with(["-q"])
            .run()
            .ends(1);
        assert_eq!((quiet.stdout, quiet.stderr.as_str()), (ran.stdout, ""));
    }
    // The report for people says so itself, at its end.
    let json = format!("json={}", folder.path().join("report.json").display());
    for formats in [&[][..], &["-f", "text"], &["-f", "text", "-f", &json]] {
        let ran = check("noncompliant").with(formats).run().ends(1);
        assert_eq!(ran.stderr, "");
    }
}

#[test]
fn what_could_not_be_judged_and_what_is_forgiven_is_in_the_line() {
    let ran = check("denied")
        .with(["-s", "cloudtrail-logging-active"])
        .with(["-f", "json", "--allow-errors"])
        .run()
        .ends(0);
    assert!(
        ran.stderr.starts_with("incomplete: 0 fail, ")
            && !ran.stderr.contains(" 0 error,")
            && ran.stderr.contains("--allow-errors is set"),
        "{}",
        ran.stderr
    );
    let ran = check("noncompliant")
        .with(["-f", "json", "--exit-zero"])
        .run()
        .ends(0);
    assert!(
        ran.stderr.starts_with("non-compliant: ") && ran.stderr.contains("--exit-zero is set"),
        "{}",
        ran.stderr
    );
}

#[test]
fn the_log_is_json_on_request() {
    let plain = check("noncompliant").with(["-v"]).run().ends(1);
    assert!(plain.stderr.contains("judged verdict=\"non-compliant\""));
    for run in [
        check("noncompliant").with(["-v", "--log-format", "json"]),
        check("noncompliant")
            .with(["--log-format=json"])
            .env("ASSIZE_LOG", "assize=info"),
    ] {
        let ran = run.run().ends(1);
        let events: Vec<Value> = ran
            .stderr
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        let judged = events.last().unwrap();
        assert_eq!(judged["message"], "judged");
        assert_eq!(judged["level"], "INFO");
        assert_eq!(judged["verdict"], "non-compliant");
        assert_eq!(judged["fail"], 4);
        assert_eq!(judged["target"], "assize::cli::output");
    }
    // Nobody asked for a log.
    for nothing in [&["--log-format", "json"][..], &["-q"]] {
        let ran = check("noncompliant")
            .with(nothing)
            .env("ASSIZE_LOG", "")
            .run()
            .ends(1);
        assert_eq!(ran.stderr, "");
    }
    check("noncompliant")
        .env("ASSIZE_LOG", "assize=verbose")
        .run()
        .refuses(&["`assize=verbose` in ASSIZE_LOG", "help: for example"]);
    check("noncompliant")
        .with(["--log-format", "xml"])
        .run()
        .refuses(&["text, json"]);
    // Quiet is quiet.
    let ran = check("noncompliant")
        .with(["-q"])
        .env("ASSIZE_LOG", "debug")
        .run()
        .ends(1);
    assert_eq!(ran.stderr, "");
}

#[test]
fn the_settings_are_in_the_log() {
    let folder = tempfile::tempdir().unwrap();
    let settings = file(
        folder.path(),
        "assize.toml",
        "[profiles.night]\nfail-on = \"critical\"",
    );
    let ran = check("noncompliant")
        .with(["--config", settings.to_str().unwrap()])
        .with(["--settings-profile", "night", "-v", "--log-format", "json"])
        .run()
        .ends(0);
    let first: Value = serde_json::from_str(ran.stderr.lines().next().unwrap()).unwrap();
    assert_eq!(first["profile"], "night");
    assert_eq!(first["file"], settings.to_str().unwrap());
}
