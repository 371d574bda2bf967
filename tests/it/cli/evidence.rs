//! `--evidence` and `assize verify`.

use std::fs;
use std::path::{Path, PathBuf};

use assize::evidence::manifest::{Digesting, File, Manifest};
use minisign::KeyPair;
use serde_json::Value;

use super::assize::{ONE, Run, assize, check, file, names, snapshot};

/// The first key of RFC 8032 behind the password `correct`, with so little work that a test does not wait for it.
const SEALED: &str = "untrusted comment: minisign encrypted secret key\n\
    RWRTY0IyBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcAgAAAAAAAAAAAAQAAAAAA0bP84DpBMLBrnmfzBesQXikGhkryDa19x+hf7K\
    9bdDlgCHGMrR91UCRivaZV9O+1s2DOBsN2+BvrdW8Rrmpmro4uC/lDxGBPdgM8D5SYt3fqmKKXy7bvvmcRqIarbz5a+l57hPJqRbM=\n";
const SEALED_PUBLIC: &str = "RWQBAgMEBQYHCNdamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea";

const POLICY: &str = "# METADATA
# title: Trails validate their log files
# description: For a test.
# custom:
#   severity: high
#   subject: resource
#   resource_types: [AWS::CloudTrail::Trail]
#   remediation: aws cloudtrail update-trail --name {arn} --enable-log-file-validation
#   parameters:
#     days: {type: integer, default: 90, minimum: 1, description: For a test.}
package acme.trails.validated

import rego.v1

deny contains {\"message\": sprintf(\"validation is off for %d days\", [input.parameters.days])} if {
\tnot input.resource.configuration.logFileValidationEnabled
}
";

/// Evidence of a run of one built-in control, as a folder.
fn evidence(folder: &Path, name: &str) -> PathBuf {
    let path = folder.join(name);
    check("noncompliant")
        .with(["--evidence".as_ref(), path.as_os_str()])
        .run()
        .ends(1);
    path
}

fn verify(path: &Path) -> Run {
    assize(["verify".as_ref(), path.as_os_str()])
}

/// All files below a folder, by their names in it.
fn files(folder: &Path) -> Vec<String> {
    fn walk(folder: &Path, prefix: &str, found: &mut Vec<String>) {
        for name in names(folder) {
            let path = folder.join(&name);
            if path.is_dir() {
                walk(&path, &format!("{prefix}{name}/"), found);
            } else {
                found.push(format!("{prefix}{name}"));
            }
        }
    }
    let mut found = Vec::new();
    walk(folder, "", &mut found);
    found
}

/// Writes the manifest anew, as somebody would who changes evidence without leaving a trace.
fn seal(folder: &Path) {
    let entry = |path: &String| -> File {
        let mut digesting = Digesting::new(std::io::sink());
        let bytes = fs::read(folder.join(path)).unwrap();
        std::io::Write::write_all(&mut digesting, &bytes).unwrap();
        digesting.finish(path).unwrap()
    };
    let files = files(folder);
    let named = files
        .iter()
        .filter(|path| !path.starts_with("manifest.json"));
    let manifest = Manifest::new(named.map(entry).collect());
    fs::write(folder.join("manifest.json"), manifest.to_bytes()).unwrap();
}

/// Changes a text in a file of evidence.
fn change(folder: &Path, name: &str, from: &str, to: &str) {
    let path = folder.join(name);
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains(from), "{name} holds no {from}");
    fs::write(path, text.replacen(from, to, 1)).unwrap();
}

#[test]
fn evidence_holds_what_the_verdict_follows_from() {
    let folder = tempfile::tempdir().unwrap();
    let path = evidence(folder.path(), "evidence");
    let held = files(&path);
    for name in [
        "manifest.json",
        "report.json",
        "settings.json",
        "snapshot.jsonl",
        "statement.json",
    ] {
        assert!(held.contains(&name.to_owned()), "{held:?}");
    }
    assert!(held.contains(&"policies/cloudtrail/log_file_validation.rego".to_owned()));
    assert!(held.iter().all(|name| !name.ends_with("_test.rego")));
    let original = fs::read(snapshot("noncompliant")).unwrap();
    assert_eq!(fs::read(path.join("snapshot.jsonl")).unwrap(), original);
    let report = check("noncompliant").with(["-f", "json"]).run().ends(1);
    assert_eq!(
        fs::read_to_string(path.join("report.json")).unwrap(),
        report.stdout
    );

    verify(&path)
        .run()
        .ends(0)
        .says("holds\n")
        .says("in the same bytes")
        .says("the same here; 0 others")
        .says(&format!("controls    1, selected by {ONE}"))
        .says("signature   none");
    assert_eq!(
        names(folder.path()),
        ["evidence"],
        "nothing is left beside it"
    );
}

#[test]
fn equal_runs_give_equal_bytes_wherever_the_snapshot_comes_from() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let first = evidence(folder.path(), "a.tar.zst");
    let second = evidence(folder.path(), "b.tar.zst");
    let third = path("c.tar.zst");
    assize(["check", "-", "--select", ONE, "--evidence"])
        .with([&third])
        .input(fs::read(snapshot("noncompliant")).unwrap())
        .run()
        .ends(1);
    let bytes = fs::read(first).unwrap();
    assert_eq!(bytes, fs::read(second).unwrap());
    assert_eq!(bytes, fs::read(third).unwrap());
    verify(&path("a.tar.zst"))
        .run()
        .ends(0)
        .says("in the same bytes");
}

#[test]
fn the_report_is_the_same_bytes_in_another_place() {
    let folder = tempfile::tempdir().unwrap();
    file(folder.path(), "rules/trails/validated.rego", POLICY);
    let settings = "policy = \"rules\"\nselect = [\"acme-*\"]\n[parameters.acme-trails-validated]\ndays = 30\n";
    file(folder.path(), "assize.toml", settings);
    fs::copy(snapshot("noncompliant"), folder.path().join("s.jsonl")).unwrap();
    let ran = assize([
        "check",
        "s.jsonl",
        "--evidence",
        "e.tar.zst",
        "-f",
        "json",
        "-f",
        "sarif=a.sarif",
    ])
    .with([
        "--fail-on",
        "medium",
        "--framework",
        "cis-aws-foundations-6.0",
    ])
    .within(folder.path())
    .run()
    .ends(1)
    .says("off for 30 days")
    .says("\"file\": \"rules/trails/validated.rego\"");

    let elsewhere = tempfile::tempdir().unwrap();
    fs::copy(
        folder.path().join("e.tar.zst"),
        elsewhere.path().join("e.tar.zst"),
    )
    .unwrap();
    assize([
        "verify",
        "e.tar.zst",
        "-f",
        "json=a.json",
        "-f",
        "sarif=a.sarif",
    ])
    .within(elsewhere.path())
    .run()
    .ends(0)
    .says("; 1 others")
    .says("in the same bytes");
    let read = |folder: &tempfile::TempDir, name: &str| {
        fs::read_to_string(folder.path().join(name)).unwrap()
    };
    assert_eq!(read(&elsewhere, "a.json"), ran.stdout);
    assert_eq!(read(&elsewhere, "a.sarif"), read(&folder, "a.sarif"));
}

#[test]
fn a_flipped_byte_is_found_and_its_file_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = evidence(folder.path(), "evidence");
    // One file of each kind, and policies are all of one.
    let sampled: Vec<String> = files(&path)
        .into_iter()
        .filter(|name| !name.starts_with("policies/") || name.contains("log_file_validation"))
        .collect();
    assert_eq!(sampled.len(), 6, "{sampled:?}");
    for name in sampled {
        let place = path.join(&name);
        let whole = fs::read(&place).unwrap();
        for part in 0..5 {
            let at = (whole.len() - 1) * part / 4;
            let mut altered = whole.clone();
            altered[at] ^= 0x04;
            fs::write(&place, &altered).unwrap();
            let ran = verify(&path).run();
            assert_ne!(ran.code, 0, "{name} at {at}");
            let said = format!("{}{}", ran.stdout, ran.stderr);
            // A digest in the manifest that no file has any more is laid to the file that it is of.
            let is_named = said.contains(&name);
            let is_laid_to_another = name == "manifest.json" && said.contains("does not hold");
            assert!(is_named || is_laid_to_another, "{name} at {at}: {said}");
        }
        fs::write(&place, &whole).unwrap();
    }
    verify(&path).run().ends(0);
}

#[test]
fn a_flipped_byte_of_an_archive_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let path = evidence(folder.path(), "e.tar.zst");
    let whole = fs::read(&path).unwrap();
    for part in 0..12 {
        let at = (whole.len() - 1) * part / 11;
        let mut altered = whole.clone();
        altered[at] ^= 0x10;
        fs::write(&path, &altered).unwrap();
        let ran = verify(&path).run();
        assert_ne!(ran.code, 0, "byte {at}: {}", ran.stdout);
    }
    for length in [0, 3, 100, whole.len() / 2, whole.len() - 1] {
        fs::write(&path, &whole[..length]).unwrap();
        verify(&path).run().refuses(&["e.tar.zst"]);
    }
}

#[test]
fn missing_and_additional_files_are_named_and_nothing_is_derived_from_them() {
    let folder = tempfile::tempdir().unwrap();
    let path = evidence(folder.path(), "evidence");
    fs::remove_file(path.join("statement.json")).unwrap();
    file(&path, "policies/more.rego", "package x");
    verify(&path)
        .run()
        .ends(1)
        .says("does not hold")
        .says("additional  policies/more.rego")
        .says("missing     statement.json")
        .says("not derived again");
}

#[test]
fn a_verdict_that_does_not_follow_is_shown_finding_by_finding() {
    let folder = tempfile::tempdir().unwrap();
    let path = evidence(folder.path(), "evidence");
    // The report says that something passed which did not.
    let mut report: Value =
        serde_json::from_slice(&fs::read(path.join("report.json")).unwrap()).unwrap();
    let findings = report["findings"].as_array_mut().unwrap();
    let failed = findings
        .iter_mut()
        .find(|finding| finding["status"] == "FAIL");
    let failed = failed.unwrap();
    failed["status"] = "PASS".into();
    failed.as_object_mut().unwrap().remove("violations");
    let subject = failed["subject"]["id"].as_str().unwrap().to_owned();
    fs::write(
        path.join("report.json"),
        serde_json::to_vec(&report).unwrap(),
    )
    .unwrap();
    seal(&path);
    verify(&path)
        .run()
        .ends(1)
        .says(&format!("differs     {ONE} for {subject}"))
        .says("was PASS")
        .says("is  FAIL");

    // The snapshot is another one: then the report is of something else.
    let path = evidence(folder.path(), "other");
    fs::copy(snapshot("compliant"), path.join("snapshot.jsonl")).unwrap();
    seal(&path);
    verify(&path)
        .run()
        .ends(1)
        .says("compliant")
        .says("was not there")
        .says("is  PASS");

    // The threshold is another one: the findings are the same, the verdict is not.
    let path = evidence(folder.path(), "gate");
    change(&path, "settings.json", "\"LOW\"", "\"CRITICAL\"");
    seal(&path);
    verify(&path)
        .run()
        .ends(1)
        .says("the report says non-compliant");

    // Only what is said about the control is another one.
    let path = evidence(folder.path(), "words");
    change(&path, "report.json", "\"title\": \"", "\"title\": \"Not ");
    seal(&path);
    verify(&path)
        .run()
        .ends(1)
        .says("not what this build writes")
        .says("`controls` differs");

    // Another selection is said to have been judged.
    let path = evidence(folder.path(), "selection");
    change(&path, "settings.json", ONE, "cloudtrail-kms-encryption");
    seal(&path);
    verify(&path)
        .run()
        .ends(1)
        .says("the selection gives others than settings.json names");

    let path = evidence(folder.path(), "statement");
    change(&path, "statement.json", "FAILED", "PASSED");
    seal(&path);
    verify(&path).run().ends(1).says("statement");
}

#[test]
fn policies_and_a_build_that_are_not_those_of_this_one_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = evidence(folder.path(), "evidence");
    let policy = "policies/cloudtrail/log_file_validation.rego";
    let text = fs::read_to_string(path.join(policy)).unwrap();
    // A policy of another build finds something else, and that is what its evidence is judged by.
    let lenient = format!(
        "{text}\nnot_applicable contains {{\"reason\": \"another build\"}} if input.resource\n"
    );
    fs::write(path.join(policy), lenient).unwrap();
    seal(&path);
    verify(&path)
        .run()
        .says("1 of them not the same here")
        .says(&format!("{policy} is another here"));

    let path = evidence(folder.path(), "older");
    change(&path, "settings.json", "\"assize ", "\"assize 0.0.");
    change(
        &path,
        "report.json",
        "\"tool\": \"assize ",
        "\"tool\": \"assize 0.0.",
    );
    seal(&path);
    verify(&path)
        .run()
        .ends(0)
        .says("while this is assize")
        .says("all derived again");
}

#[test]
fn waivers_and_a_baseline_are_among_what_the_verdict_follows_from() {
    let folder = tempfile::tempdir().unwrap();
    let waivers = format!(
        "[[waiver]]\nid = \"W-1\"\ncontrols = [\"{ONE}\"]\nsubjects = [\"arn:aws:cloudtrail:us-east-1:111122223333:trail/Default\"]\nreason = \"r\"\nowner = \"o\"\nexpires = 2027-01-31\n"
    );
    file(folder.path(), "w.toml", waivers);
    fs::copy(snapshot("noncompliant"), folder.path().join("s.jsonl")).unwrap();
    let check = |more: &[&str]| {
        assize(["check", "s.jsonl", "--select", ONE])
            .with(more)
            .within(folder.path())
            .run()
    };
    check(&["-f", "json=old.json"]).ends(1);
    let ran = check(&[
        "--waivers",
        "w.toml",
        "--date",
        "2026-12-01",
        "--baseline",
        "old.json",
        "--evidence",
        "e.tar.zst",
        "-f",
        "json",
    ])
    .ends(0);
    assert!(ran.stdout.contains("WAIVED"), "{}", ran.stdout);
    let elsewhere = tempfile::tempdir().unwrap();
    fs::copy(
        folder.path().join("e.tar.zst"),
        elsewhere.path().join("e.tar.zst"),
    )
    .unwrap();
    assize(["verify", "e.tar.zst", "-f", "json=a.json"])
        .within(elsewhere.path())
        .run()
        .ends(0)
        .says("waivers     w.toml, as of 2026-12-01")
        .says("compliant: 6 findings, all derived again, in the same bytes");
    let again = fs::read_to_string(elsewhere.path().join("a.json")).unwrap();
    assert_eq!(again, ran.stdout);
}

/// A pair of keys in files, without a password.
fn keys(folder: &Path, name: &str) -> (PathBuf, PathBuf, String) {
    let pair = KeyPair::generate_unencrypted_keypair().unwrap();
    let secret = pair.sk.to_box(None).unwrap().into_string();
    let public = pair.pk.to_box().unwrap().into_string();
    (
        file(folder, &format!("{name}.key"), secret),
        file(folder, &format!("{name}.pub"), public),
        pair.pk.to_base64(),
    )
}

#[test]
fn a_signature_is_checked_with_a_public_key() {
    let folder = tempfile::tempdir().unwrap();
    let (secret, public, text) = keys(folder.path(), "mine");
    let (_, other, _) = keys(folder.path(), "other");
    for name in ["evidence", "e.tar.zst"] {
        let path = folder.path().join(name);
        check("noncompliant")
            .with([
                "--evidence".as_ref(),
                path.as_os_str(),
                "--sign-key".as_ref(),
                secret.as_os_str(),
            ])
            .run()
            .ends(1);
        verify(&path)
            .run()
            .ends(0)
            .says("not checked: no `--public-key`");
        let with = |key: &Path| verify(&path).with(["--public-key".as_ref(), key.as_os_str()]);
        with(&public)
            .run()
            .ends(0)
            .says("signature   of key ")
            .says("manifest.json 20");
        with(Path::new(&text)).run().ends(0);
        with(&other).run().ends(1).says("not of key");
        with(&secret)
            .run()
            .refuses(&["is no public key of minisign", "minisign.pub"]);
        with(Path::new("no.pub"))
            .run()
            .refuses(&["`no.pub` could not be read"]);
    }

    // Whoever changes the evidence can make a manifest that fits, and no signature.
    let path = folder.path().join("evidence");
    change(&path, "settings.json", "\"date\": \"2", "\"date\": \"1");
    seal(&path);
    let with = |path: &Path| verify(path).with(["--public-key".as_ref(), public.as_os_str()]);
    with(&path)
        .run()
        .ends(1)
        .says("signature   does not fit")
        .says("not derived again");
    fs::remove_file(path.join("manifest.json.minisig")).unwrap();
    with(&path).run().ends(1).says("signature   none, though");
}

#[test]
fn the_envelope_of_the_statement_is_signed_by_the_same_key() {
    let folder = tempfile::tempdir().unwrap();
    let (secret, public, _) = keys(folder.path(), "mine");
    let path = folder.path().join("evidence");
    check("noncompliant")
        .with([
            "--evidence".as_ref(),
            path.as_os_str(),
            "--sign-key".as_ref(),
            secret.as_os_str(),
        ])
        .run()
        .ends(1);
    let envelope: Value =
        serde_json::from_slice(&fs::read(path.join("attestation.dsse.json")).unwrap()).unwrap();
    let payload = data_encoding::BASE64
        .decode(envelope["payload"].as_str().unwrap().as_bytes())
        .unwrap();
    assert_eq!(payload, fs::read(path.join("statement.json")).unwrap());
    let statement: Value = serde_json::from_slice(&payload).unwrap();
    assert_eq!(statement["predicate"]["result"], "FAILED");
    assert_eq!(statement["predicate"]["failedTests"][0], ONE);

    // An envelope of another key, where the manifest of the first key is kept: the manifest names it.
    let (other, _, _) = keys(folder.path(), "other");
    let forged = folder.path().join("forged");
    check("noncompliant")
        .with([
            "--evidence".as_ref(),
            forged.as_os_str(),
            "--sign-key".as_ref(),
            other.as_os_str(),
        ])
        .run()
        .ends(1);
    fs::copy(
        forged.join("attestation.dsse.json"),
        path.join("attestation.dsse.json"),
    )
    .unwrap();
    verify(&path)
        .with(["--public-key".as_ref(), public.as_os_str()])
        .run()
        .ends(1)
        .says("altered     attestation.dsse.json");
}

#[test]
fn a_key_that_cannot_sign_is_told_before_anything_is_judged() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("evidence");
    let begin = |key: &Path| {
        check("noncompliant").with([
            "--evidence".as_ref(),
            path.as_os_str(),
            "--sign-key".as_ref(),
            key.as_os_str(),
        ])
    };
    let (_, public, _) = keys(folder.path(), "mine");
    begin(&public)
        .run()
        .refuses(&["is no secret key of minisign", "minisign -G"]);
    begin(Path::new("no.key"))
        .run()
        .refuses(&["`no.key` could not be read"]);
    let sealed = file(folder.path(), "s.key", SEALED);
    begin(&sealed)
        .run()
        .refuses(&["protected by a password", "ASSIZE_SIGN_PASSWORD"]);
    begin(&sealed)
        .env("ASSIZE_SIGN_PASSWORD", "wrong")
        .run()
        .refuses(&["protected by another password"]);
    assert!(!path.exists());
    begin(&sealed)
        .env("ASSIZE_SIGN_PASSWORD", "correct")
        .run()
        .ends(1);
    verify(&path)
        .with(["--public-key", SEALED_PUBLIC])
        .run()
        .ends(0)
        .says("of key");
    check("noncompliant")
        .with(["--sign-key".as_ref(), sealed.as_os_str()])
        .run()
        .refuses(&["--evidence"]);
}

#[test]
fn nothing_is_written_over_and_nothing_half_is_left() {
    let folder = tempfile::tempdir().unwrap();
    let full = folder.path().join("full");
    file(&full, "precious", "x");
    let to = |path: &Path| check("noncompliant").with(["--evidence".as_ref(), path.as_os_str()]);
    to(&full).run().refuses(&[
        "is there already, and not empty",
        "a folder that is new or empty",
    ]);
    assert_eq!(names(&full), ["precious"]);
    to(&full.join("precious"))
        .run()
        .refuses(&["is there already, and no folder"]);
    for name in ["e.zip", "e.tar.gz", "e.tar", "e.zst", "-"] {
        to(Path::new(name))
            .run()
            .refuses(&["neither a folder nor a `.tar.zst`"]);
    }
    let nowhere = folder.path().join("no/such");
    to(&nowhere).run().refuses(&["could not be written"]);
    // A snapshot that cannot be judged leaves no evidence.
    let cut = fs::read(snapshot("noncompliant")).unwrap();
    let cut = file(folder.path(), "cut.jsonl", &cut[..cut.len() / 2]);
    let place = folder.path().join("e.tar.zst");
    assize([
        "check".as_ref(),
        cut.as_os_str(),
        "--evidence".as_ref(),
        place.as_os_str(),
    ])
    .run()
    .refuses(&["cut off"]);
    assert_eq!(names(folder.path()), ["cut.jsonl", "full"]);
    let empty = folder.path().join("empty");
    fs::create_dir(&empty).unwrap();
    to(&empty).run().ends(1);
    verify(&empty).run().ends(0);
}

#[test]
fn what_is_no_evidence_is_told_as_that() {
    let folder = tempfile::tempdir().unwrap();
    verify(folder.path())
        .run()
        .refuses(&["is no evidence: it holds no `manifest.json`"]);
    let text = file(folder.path(), "x.tar.zst", "no archive");
    verify(&text)
        .run()
        .refuses(&["neither a folder nor an archive in Zstandard"]);
    verify(Path::new("no/such"))
        .run()
        .refuses(&["could not be opened"]);
    let path = evidence(folder.path(), "evidence");
    change(
        &path,
        "manifest.json",
        "\"schemaVersion\": 1",
        "\"schemaVersion\": 2",
    );
    verify(&path)
        .run()
        .refuses(&["has version 2", "use a newer assize"]);
    change(
        &path,
        "manifest.json",
        "\"schemaVersion\": 2",
        "\"schemaVersion\": 1 ",
    );
    verify(&path)
        .run()
        .refuses(&["`manifest.json`, which is not as it was written"]);
    let path = evidence(folder.path(), "report");
    verify(&path)
        .with(["-f", "json"])
        .run()
        .refuses(&["cannot go where the answer", "-f FORMAT=FILE"]);
}

#[cfg(unix)]
#[test]
fn links_in_a_folder_are_not_followed() {
    let folder = tempfile::tempdir().unwrap();
    let path = evidence(folder.path(), "evidence");
    let outside = file(
        folder.path(),
        "outside",
        fs::read(path.join("report.json")).unwrap(),
    );
    fs::remove_file(path.join("report.json")).unwrap();
    std::os::unix::fs::symlink(outside, path.join("report.json")).unwrap();
    verify(&path)
        .run()
        .refuses(&["`report.json`, which is a link or no plain file"]);
}
