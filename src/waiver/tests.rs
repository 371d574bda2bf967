//! Waivers: what is read, what is waived, and what never is.

use std::collections::BTreeMap;

use jiff::ToSpan;
use proptest::prelude::*;

use super::*;
use crate::model::control::{Control, Enforcement};
use crate::model::finding::{
    Finding, NonEmpty, Outcome, Reason, Severity, Subject, SubjectKind, Violation,
};
use crate::model::remediation::Remediation;
use crate::model::waiver::{WaiverNoteKind, WaiverState, Waivers};

const ACCOUNT: &str = "111122223333";
const OTHER: &str = "444455556666";

fn today() -> Date {
    day("2026-11-26").unwrap()
}

/// The file of a text; `[[waiver]]` with all that it must have stands before each text.
fn file(entries: &[&str]) -> WaiverFile {
    let text: String = entries
        .iter()
        .enumerate()
        .map(|(at, more)| {
            let letter = char::from(b'a' + at as u8);
            let mut entry =
                format!("[[waiver]]\nid = \"{letter}\"\nreason = \"r\"\nowner = \"o\"\n");
            for (key, value) in [
                ("controls", "\"one\""),
                ("subjects", "\"arn:*\""),
                ("expires", "2027-03-31"),
            ] {
                if !more.contains(key) {
                    entry.push_str(&format!("{key} = {value}\n"));
                }
            }
            format!("{entry}{more}\n")
        })
        .collect();
    read("waivers.toml", &text, today()).unwrap_or_else(|wrong| panic!("{text}\n{wrong:?}"))
}

/// What is wrong with a text, one line each.
fn wrong(text: &str) -> Vec<String> {
    match read("waivers.toml", text, today()) {
        Ok(file) => panic!("it is taken: {file:?}"),
        Err(wrong) => wrong.iter().map(ToString::to_string).collect(),
    }
}

fn control(id: &str) -> Control {
    Control {
        id: id.to_owned(),
        title: String::new(),
        description: String::new(),
        severity: Severity::High,
        enforcement: Enforcement::Gate,
        service: String::new(),
        subject: SubjectKind::Resource,
        resource_types: Vec::new(),
        frameworks: BTreeMap::new(),
        remediation: Remediation::default(),
        aliases: vec![format!("tool:{id}")],
        references: Vec::new(),
        reads: Vec::new(),
        actions: Vec::new(),
        parameters: BTreeMap::new(),
        customised_parameters: BTreeMap::new(),
        file: String::new(),
        line: 1,
    }
}

fn controls() -> Vec<Control> {
    vec![control("one"), control("two")]
}

fn finding(control: &str, account: &str, key: &str, outcome: Outcome) -> Finding {
    Finding {
        control: control.to_owned(),
        subject: Subject::Resource {
            account: account.to_owned(),
            region: "eu-west-1".to_owned(),
            resource_type: "AWS::S3::Bucket".to_owned(),
            key: key.to_owned(),
        },
        severity: Severity::High,
        outcome,
    }
}

fn fail() -> Outcome {
    Outcome::Fail(NonEmpty::one(Violation {
        message: "wrong".to_owned(),
        path: None,
    }))
}

fn error() -> Outcome {
    Outcome::Error {
        reasons: NonEmpty::one(Reason::Policy("x".to_owned())),
        seen: Vec::new(),
    }
}

/// The waivers that answer for failures of `one` at these subjects, `-` where none does, and what is said.
fn answers(file: &WaiverFile, keys: &[&str], today: Date) -> (Vec<String>, Waivers) {
    let mut findings: Vec<Finding> = keys
        .iter()
        .map(|key| finding("one", ACCOUNT, key, fail()))
        .collect();
    let waivers = apply(file, &controls(), &mut findings, today);
    let answers = findings.iter().map(|finding| match &finding.outcome {
        Outcome::Waived { waiver, .. } => waiver.clone(),
        _ => "-".to_owned(),
    });
    (answers.collect(), waivers)
}

fn kinds(waivers: &Waivers) -> Vec<(&str, WaiverNoteKind)> {
    let notes = waivers.notes.iter();
    notes
        .map(|note| (note.waiver.as_str(), note.kind))
        .collect()
}

#[test]
fn a_file_is_read_with_its_limits_and_places() {
    let text = r#"# Reviewed by the board.
[limits]
max-days = 180
warn-days = 7
max-findings = 3

[[waiver]]
id = "break-glass"
controls = ["one", "tool:two", "s3-*"]
subjects = "arn:aws:s3:::logs-*"
except = ["*-public"]
accounts = ["111122223333"]
regions = ["eu-west-1"]
reason = " The vault needs it. "
owner = "platform"
expires = 2027-03-31
ticket = "SEC-7"
approvals = ["alice", "bob"]
"#;
    let file = read("w/waivers.toml", text, today()).unwrap();
    assert_eq!(
        (
            file.limits.max_days,
            file.limits.warn_days,
            file.limits.max_findings
        ),
        (180, 7, 3)
    );
    assert_eq!(file.sha256.len(), 64);
    let [entry] = file.entries.as_slice() else {
        panic!("{file:?}");
    };
    assert_eq!((entry.id.as_str(), entry.position.line), ("break-glass", 8));
    assert_eq!(entry.reason, "The vault needs it.");
    assert_eq!(entry.expires, day("2027-03-31").unwrap());
    assert_eq!(
        entry.controls[1].position,
        Position {
            line: 9,
            column: 20
        }
    );
    assert!(entry.is_about("one", &["x"]) && entry.is_about("s3-x", &["x"]));
    assert!(entry.is_about("two", &["tool:two"]) && !entry.is_about("two", &["tool:three"]));
    let concerns = |subject, account, region| entry.concerns(subject, Some(account), Some(region));
    assert!(concerns("arn:aws:s3:::logs-a", ACCOUNT, "eu-west-1"));
    assert!(!concerns("arn:aws:s3:::logs-public", ACCOUNT, "eu-west-1"));
    assert!(!concerns("arn:aws:s3:::other", ACCOUNT, "eu-west-1"));
    assert!(!concerns("arn:aws:s3:::logs-a", OTHER, "eu-west-1"));
    assert!(!concerns("arn:aws:s3:::logs-a", ACCOUNT, "us-east-1"));
    assert!(!entry.concerns("arn:aws:s3:::logs-a", None, None));
    assert_eq!(read("w", "", today()).unwrap().entries.len(), 0);
}

#[test]
fn all_that_is_wrong_is_said_with_its_place() {
    let text = "[limit]\n[limits]\nmax-day = 3\nwarn-days = -1\n[[waiver]]\nid = \"a b\"\ncontrol = \"one\"\nsubjects = [\"*\", \"\"]\nreason = \" \"\nexpires = \"soon\"\naccounts = [\"1\"]\napprovals = []\n";
    insta::assert_snapshot!(wrong(text).join("\n"));
    assert_eq!(wrong("[[waiver]]\n").len(), 6);
    assert!(
        wrong("waiver = 3")[0].starts_with("waivers.toml:1:10: `waiver` takes a list of tables")
    );
    assert!(wrong("a = 1\nb = = 2")[0].starts_with("waivers.toml:2:"));
    // What TOML itself refuses: a key that is there twice would mute by the second.
    assert!(wrong("[[waiver]]\nid = \"a\"\nid = \"b\"")[0].starts_with("waivers.toml:3:1: "));
}

#[test]
fn an_id_is_there_once() {
    let entry = "[[waiver]]\nid = \"a\"\ncontrols = \"one\"\nsubjects = \"arn:x\"\nreason = \"r\"\nowner = \"o\"\nexpires = 2027-01-01\n";
    assert_eq!(
        wrong(&entry.repeat(2)),
        ["waivers.toml:9:6: waiver `a` is on line 2 already; an id is there once"]
    );
}

#[test]
fn a_last_day_is_a_day_and_not_too_far_ahead() {
    let with = |expires: &str, limits: &str| {
        let text = format!(
            "{limits}[[waiver]]\nid = \"a\"\ncontrols = \"one\"\nsubjects = \"arn:x\"\nreason = \"r\"\nowner = \"o\"\nexpires = {expires}\n"
        );
        read("waivers.toml", &text, today()).map_err(|wrong| wrong[0].to_string())
    };
    assert!(with("2027-11-26", "").is_ok() && with("\"2027-11-26\"", "").is_ok());
    // One that is over is no error: it brings its failures back, and says so.
    assert!(with("2020-01-01", "").is_ok());
    assert_eq!(
        with("2027-11-27", "").unwrap_err(),
        "waivers.toml:7:11: `expires` is 2027-11-27, more than 365 days after 2026-11-26\n  help: 2027-11-26 is the latest day; `max-days` in `[limits]` says how far ahead it may be"
    );
    assert!(with("9999-12-31", "[limits]\nmax-days = 4294967295\n").is_ok());
    let limits = "[limits]\nmax-days = 5\n";
    assert!(with("2026-12-01", limits).is_ok() && with("2026-12-02", limits).is_err());
    for expires in [
        "2027-01-01T00:00:00Z",
        "\"20270101\"",
        "\"2027-02-30\"",
        "true",
        "20270101",
        "00:00:00",
    ] {
        let said = with(expires, "").unwrap_err();
        assert!(
            said.contains("`expires` takes a date such as 2027-03-31, not "),
            "{said}"
        );
    }
}

#[test]
fn a_waiver_holds_to_the_end_of_its_last_day() {
    let file = file(&["expires = 2026-11-26"]);
    let (answered, waivers) = answers(&file, &["arn:x"], today());
    assert_eq!(answered, ["a"]);
    assert_eq!(waivers.entries[0].state, WaiverState::ExpiresSoon);
    assert_eq!(
        waivers.notes[0].message,
        "waiver `a` expires today, on 2026-11-26: it answers for 1 failure"
    );
    let (answered, waivers) = answers(&file, &["arn:x"], today().tomorrow().unwrap());
    assert_eq!(answered, ["-"]);
    assert_eq!(waivers.entries[0].state, WaiverState::Expired);
    assert_eq!(
        waivers.notes[0].message,
        "waiver `a` expired on 2026-11-26: 1 failure counts again"
    );
    let soon = |days: i64| {
        let date = day("2027-03-31").unwrap().checked_sub(days.days()).unwrap();
        answers(&super::tests::file(&[""]), &["arn:x"], date)
            .1
            .entries[0]
            .state
    };
    assert_eq!(soon(14), WaiverState::ExpiresSoon);
    assert_eq!(soon(15), WaiverState::Active);
}

#[test]
fn one_that_matches_too_much_waives_nothing() {
    let keys: Vec<String> = (0..26).map(|number| format!("arn:{number}")).collect();
    let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
    let file = file(&["", "subjects = \"arn:1\""]);
    let (answered, waivers) = answers(&file, &keys[..25], today());
    assert!(answered.iter().all(|by| by == "a"));
    assert_eq!(waivers.entries[0].findings, 25);
    let (answered, waivers) = answers(&file, &keys, today());
    // The others stand for themselves.
    let by: Vec<&str> = answered
        .iter()
        .map(String::as_str)
        .filter(|by| *by != "-")
        .collect();
    assert_eq!(by, ["b"]);
    assert_eq!(waivers.entries[0].state, WaiverState::TooBroad);
    assert_eq!(waivers.entries[0].findings, 0);
    assert_eq!(
        waivers.notes[0].message,
        "waiver `a` matches 26 failures, more than the 25 that one may: it waives none of them"
    );
}

#[test]
fn the_first_of_two_answers_and_the_other_is_said_to_overlap() {
    let both = file(&["", "subjects = \"arn:x\""]);
    let (answered, waivers) = answers(&both, &["arn:x", "arn:y"], today());
    assert_eq!(answered, ["a", "a"]);
    assert_eq!(
        waivers.notes[0].message,
        "waiver `b` matches 1 failure that waiver `a`, which stands before it, answers for"
    );
    // Once the first is over, the second answers, and nothing comes back for it.
    let both = file(&["expires = 2026-11-01", "subjects = \"arn:x\""]);
    let (answered, waivers) = answers(&both, &["arn:x"], today());
    assert_eq!(answered, ["b"]);
    assert_eq!(
        waivers.notes[0].message,
        "waiver `a` expired on 2026-11-01: no failure comes back: remove it"
    );
}

#[test]
fn what_nobody_needs_is_said_and_what_was_not_judged_is_not() {
    let file = file(&[
        "subjects = \"arn:none\"",
        "controls = \"three\"",
        "controls = \"two\"",
    ]);
    let mut findings = vec![
        finding("one", ACCOUNT, "arn:x", fail()),
        finding("two", ACCOUNT, "arn:x", error()),
    ];
    let waivers = apply(&file, &controls(), &mut findings, today());
    // Of a control without a verdict nobody knows whether its waiver is needed.
    assert_eq!(kinds(&waivers), [("a", WaiverNoteKind::Unused)]);
    assert_eq!(waivers.date, today());
}

#[test]
fn nobody_approves_alone() {
    let file = file(&[
        "approvals = [\"O\"]",
        "subjects = \"arn:y\"\napprovals = [\"o\", \"p\"]",
    ]);
    let (_, waivers) = answers(&file, &["arn:x"], today());
    assert!(kinds(&waivers).contains(&("a", WaiverNoteKind::SelfApproved)));
    assert!(!kinds(&waivers).contains(&("b", WaiverNoteKind::SelfApproved)));
}

#[test]
fn controls_that_there_are_not_are_told() {
    let file = file(&["controls = [\"one\", \"tool:one\", \"on*\", \"oen\", \"x-*\"]"]);
    let known = [("one".to_owned(), vec!["tool:one".to_owned()])];
    let wrong: Vec<String> = file
        .unknown_controls(&known)
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(
        wrong,
        [
            "waivers.toml:7:39: waiver `a`: there is no control `oen`\n  help: did you mean `one`?",
            "waivers.toml:7:46: waiver `a`: no control fits `x-*`\n  help: `assize policy list` lists the controls",
        ]
    );
}

fn new() -> NewWaiver {
    NewWaiver {
        id: "new".to_owned(),
        controls: vec!["one".to_owned()],
        subjects: vec!["arn:x".to_owned()],
        reason: "r".to_owned(),
        owner: "o".to_owned(),
        expires: "2027-01-01".to_owned(),
        ..NewWaiver::default()
    }
}

#[test]
fn what_is_there_stays_as_it_is() {
    let before = "# Ours.\n[limits]\nmax-findings = 3 # few\n";
    let (after, file) = append("w", before, &new(), today()).unwrap();
    assert_eq!(
        after,
        "# Ours.\n[limits]\nmax-findings = 3 # few\n\n[[waiver]]\nid = \"new\"\ncontrols = [\"one\"]\nsubjects = [\"arn:x\"]\nreason = \"r\"\nowner = \"o\"\nexpires = 2027-01-01\n"
    );
    assert_eq!(file.entries.len(), 1);
    let said = |new: &NewWaiver| {
        append("w", &after, new, today())
            .map_err(|wrong| wrong[0].to_string())
            .unwrap_err()
    };
    assert!(said(&new()).contains("waiver `new` is on line 6 already"));
    let same = NewWaiver {
        id: "other".to_owned(),
        ..new()
    };
    assert!(said(&same).contains(
        "waiver `new` is about the same already\n  help: change its entry, on line 6, instead"
    ));
    let wrong = NewWaiver {
        id: "other".to_owned(),
        expires: "soon".to_owned(),
        ..new()
    };
    assert!(said(&wrong).contains("`expires` takes a date"));
    // Without the end of the last line, and at the very beginning.
    assert!(
        append("w", "# x", &new(), today())
            .unwrap()
            .0
            .starts_with("# x\n\n[[waiver]]")
    );
    assert!(
        append("w", "", &new(), today())
            .unwrap()
            .0
            .starts_with("[[waiver]]")
    );
}

fn outcome() -> impl Strategy<Value = Outcome> {
    prop_oneof![
        Just(fail()),
        Just(error()),
        Just(Outcome::Pass),
        Just(Outcome::NotApplicable("x".to_owned())),
    ]
}

fn findings() -> impl Strategy<Value = Vec<Finding>> {
    let one = (
        prop_oneof![Just("one"), Just("two")],
        prop_oneof![Just(ACCOUNT), Just(OTHER)],
        "arn:[xy]{1,2}",
        outcome(),
    );
    let one =
        one.prop_map(|(control, account, key, outcome)| finding(control, account, &key, outcome));
    prop::collection::vec(one, 0..40)
}

/// Files of entries that match all kinds of findings, the last days from long ago to far ahead.
fn files(days: std::ops::Range<i64>) -> impl Strategy<Value = WaiverFile> {
    let entry = (
        prop_oneof![Just("one"), Just("tool:two"), Just("o*"), Just("three")],
        prop_oneof![Just("arn:*"), Just("arn:x"), Just("arn:x?"), Just("")],
        prop_oneof![Just(""), Just("*x")],
        days,
    );
    let entry = entry.prop_map(|(control, subject, except, days)| {
        let pattern = |text: &str| match text {
            "" => Vec::new(),
            text => vec![Pattern::exception(text, Position::default())],
        };
        Entry {
            id: String::new(),
            position: Position::default(),
            controls: pattern(control),
            subjects: pattern(subject),
            except: pattern(except),
            accounts: if subject.is_empty() {
                vec![ACCOUNT.to_owned()]
            } else {
                Vec::new()
            },
            regions: Vec::new(),
            reason: "r".to_owned(),
            owner: "o".to_owned(),
            expires: today().checked_add(days.days()).unwrap(),
            ticket: None,
            approvals: Vec::new(),
        }
    });
    (prop::collection::vec(entry, 0..6), 0..8_u64).prop_map(|(mut entries, max_findings)| {
        for (at, entry) in entries.iter_mut().enumerate() {
            entry.id = at.to_string();
        }
        WaiverFile {
            file: "w".to_owned(),
            sha256: String::new(),
            limits: Limits {
                max_findings,
                ..Limits::default()
            },
            entries,
        }
    })
}

proptest! {
    #[test]
    fn nothing_but_a_failure_changes_and_it_keeps_what_was_found(
        before in findings(),
        file in files(-20..20),
    ) {
        let mut after = before.clone();
        let waivers = apply(&file, &controls(), &mut after, today());
        let mut waived = BTreeMap::<&str, u64>::new();
        for (old, new) in before.iter().zip(&after) {
            match (&old.outcome, &new.outcome) {
                (Outcome::Fail(was), Outcome::Waived { violations, waiver }) => {
                    prop_assert_eq!(was, violations);
                    let entry = waivers.entries.iter().find(|entry| entry.id == *waiver);
                    prop_assert!(entry.is_some_and(|entry| entry.state.holds() && entry.expires >= today()));
                    *waived.entry(waiver).or_default() += 1;
                }
                (was, is) => prop_assert_eq!(was, is),
            }
            let whole = Finding { outcome: old.outcome.clone(), ..new.clone() };
            prop_assert_eq!(old, &whole);
        }
        // What is counted is what was done, and no waiver does more than it may.
        for entry in &waivers.entries {
            prop_assert_eq!(entry.findings, waived.get(entry.id.as_str()).copied().unwrap_or(0));
            prop_assert!(entry.findings <= file.limits.max_findings);
        }
    }

    #[test]
    fn waivers_that_are_over_are_no_waivers(before in findings(), file in files(-20..0)) {
        let mut after = before.clone();
        let waivers = apply(&file, &controls(), &mut after, today());
        prop_assert_eq!(before, after);
        prop_assert!(waivers.entries.iter().all(|entry| entry.state == WaiverState::Expired));
    }

    #[test]
    fn no_text_is_too_much(text in "\\PC{0,60}", lines in prop::collection::vec("(id|controls|except|expires|waiver|\\[\\[waiver\\]\\]|limits) ?=? ?[\\[\\]\"a0-9*{}.-]{0,12}", 0..8)) {
        for text in [text, lines.join("\n")] {
            if let Err(wrong) = read("w", &text, today()) {
                prop_assert!(!wrong.is_empty());
                for wrong in wrong {
                    let lines = text.matches('\n').count() as u32 + 1;
                    prop_assert!((1..=lines).contains(&wrong.position.line), "{:?}", wrong);
                }
            }
        }
    }

    #[test]
    fn what_is_added_is_what_is_read(reason in "\\PC{0,8}[\"\\\\\n\t\u{7f}\u{202e}a]{1,8}z", owner in "[^ ]{1,8}") {
        prop_assume!(!owner.trim().is_empty());
        let new = NewWaiver { reason: reason.clone(), owner: owner.clone(), ..new() };
        let (after, file) = append("w", "# x\n", &new, today()).unwrap();
        prop_assert!(after.starts_with("# x\n"));
        let is_hidden = |c: char| c == '\u{7f}' || c == '\u{202e}';
        prop_assert!(!after.contains(is_hidden));
        prop_assert_eq!(file.entries[0].reason.as_str(), reason.trim());
        prop_assert_eq!(file.entries[0].owner.as_str(), owner.trim());
    }
}
