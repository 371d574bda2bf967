//! `--policy` with bundles, and policies that ask for a newer assize.

use std::io::Write;
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;

use super::assize::{Run, assize, file, snapshot};

const POLICY: &str = "# METADATA
# title: Trails validate their log files
# description: For a test.
# custom:
#   severity: high
#   subject: resource
#   resource_types: [AWS::CloudTrail::Trail]
#   remediation: aws cloudtrail update-trail --name {arn} --enable-log-file-validation
package acme.trails.validated

import rego.v1

deny contains {\"message\": \"validation is off\"} if not input.resource.configuration.logFileValidationEnabled
";

fn tar(files: &[(&str, &str)]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (name, text) in files {
        let mut header = tar::Header::new_ustar();
        // As `opa build` writes names, which the builder itself would refuse.
        header.as_old_mut().name[..name.len()].copy_from_slice(name.as_bytes());
        header.set_size(text.len() as u64);
        header.set_mode(0o644);
        header.set_cksum();
        builder.append(&header, text.as_bytes()).unwrap();
    }
    builder.into_inner().unwrap()
}

fn bundle(folder: &Path, name: &str, files: &[(&str, &str)]) -> PathBuf {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(&tar(files)).unwrap();
    file(folder, name, encoder.finish().unwrap())
}

fn check(policy: &Path) -> Run {
    assize([
        "check",
        &snapshot("noncompliant"),
        "--no-builtin",
        "--policy",
    ])
    .with([policy])
}

#[test]
fn a_bundle_is_judged_like_the_folder_that_it_was_built_from() {
    let folder = tempfile::tempdir().unwrap();
    file(folder.path(), "policies/trails/validated.rego", POLICY);
    let from_folder = check(&folder.path().join("policies")).run().ends(1);
    let files = [
        ("/data.json", "{}\n"),
        ("/trails/validated.rego", POLICY),
        ("/.manifest", "{\"revision\": \"1\", \"roots\": [\"acme\"]}"),
        ("/.signatures.json", "{\"signatures\": [\"x\"]}"),
    ];
    for name in ["bundle.tar.gz", "bundle.tgz", "BUNDLE.TAR.GZ"] {
        let ran = check(&bundle(folder.path(), name, &files)).run().ends(1);
        assert_eq!(ran, from_folder, "{name}");
    }
    let plain = file(folder.path(), "bundle.tar", tar(&files));
    assert_eq!(check(&plain).run(), from_folder);
}

#[test]
fn what_is_wrong_in_a_bundle_is_told_at_its_place_in_it() {
    let folder = tempfile::tempdir().unwrap();
    let wrong = POLICY.replace("logFileValidationEnabled\n", "logFileValidation\n");
    let path = bundle(
        folder.path(),
        "bundle.tar.gz",
        &[("trails/validated.rego", &wrong)],
    );
    let place = format!("{}/trails/validated.rego:13:", path.display());
    check(&path)
        .run()
        .refuses(&[&place, "unknown field `logFileValidation`"]);
    assize(["policy", "lint"])
        .with([&path])
        .run()
        .ends(2)
        .says(&place);
}

#[test]
fn a_bundle_that_is_not_as_it_should_be_is_no_set_of_policies() {
    let folder = tempfile::tempdir().unwrap();
    let refused = |name: &str, bytes: &[u8], messages: &[&str]| {
        let path = file(folder.path(), name, bytes);
        let shown = path.display().to_string();
        let mut all = vec![shown.as_str()];
        all.extend(messages);
        check(&path).run().refuses(&all);
    };
    let whole = tar(&[("trails/validated.rego", POLICY)]);
    refused(
        "cut.tar",
        &whole[..1024],
        &["is cut off", "nothing was judged"],
    );
    refused(
        "text.tar.gz",
        b"package acme",
        &["is cut off, or is no tar archive"],
    );
    refused(
        "none.tar",
        &tar(&[("README.md", "x")]),
        &["holds no `.rego` file"],
    );
    let out = tar(&[("../../etc/cron.d/x.rego", POLICY)]);
    refused("out.tar", &out, &["leads out of the bundle"]);
    let data = tar(&[
        ("trails/validated.rego", POLICY),
        ("data.json", "{\"a\": 1}"),
    ]);
    refused(
        "data.tar",
        &data,
        &["holds data in `data.json`", "`parameters`"],
    );
    refused(
        "policies.zip",
        b"PK",
        &["is no folder, no `.rego` file and no bundle", "`.tgz`"],
    );
    check(&folder.path().join("missing.tar.gz"))
        .run()
        .refuses(&["missing.tar.gz", "No such file"]);
}

#[test]
fn policies_that_ask_for_a_newer_assize_are_not_judged_by_this_one() {
    let folder = tempfile::tempdir().unwrap();
    file(folder.path(), "policies/trails/validated.rego", POLICY);
    let asks = |text: &str| {
        let manifest = format!("{{\"metadata\": {{\"minimum_assize_version\": {text}}}}}");
        file(folder.path(), "policies/.manifest", &manifest);
        let packed = [
            ("/.manifest", manifest.as_str()),
            ("/trails/validated.rego", POLICY),
        ];
        let path = bundle(folder.path(), "bundle.tar.gz", &packed);
        [folder.path().join("policies"), path].map(|path| check(&path).run())
    };
    for ran in asks("\"0.0.1\"") {
        ran.ends(1);
    }
    for ran in asks("\"99.1.0\"") {
        ran.refuses(&[
            ".manifest` asks for assize 99.1.0 or newer; this is",
            env!("CARGO_PKG_VERSION"),
            "use a newer assize",
        ]);
    }
    for ran in asks("\"soon\"") {
        ran.refuses(&[
            "asks for `soon`, which is no version of assize",
            "three numbers",
        ]);
    }
    file(
        folder.path(),
        "policies/.manifest",
        "{\"metadata\": {\"minimum_assize_versoin\": \"99.0.0\"}}",
    );
    check(&folder.path().join("policies")).run().refuses(&[
        "unknown key `metadata.minimum_assize_versoin`",
        "did you mean `minimum_assize_version`?",
    ]);
}
