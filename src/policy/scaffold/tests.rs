use std::borrow::Cow;

use super::*;
use crate::policy::Catalogue;
use crate::policy::lint::lint;
use crate::policy::source::{self, Source};
use crate::policy::test::{Options, TestOutcome, run};

fn request<'a>(service: &'a str, slug: &'a str) -> Request<'a> {
    Request {
        package: "acme",
        service,
        slug,
        subject: SubjectKind::Resource,
        resource_type: None,
    }
}

fn as_source(file: File) -> Source {
    Source {
        file: file.path.join("/"),
        parts: vec![
            file.path[0].clone(),
            file.path[1].trim_end_matches(".rego").to_owned(),
        ],
        text: Cow::Owned(file.text),
        builtin: false,
    }
}

/// Every subject of every type that assize reads itself, and of one that only AWS Config knows.
#[test]
fn every_template_loads_is_free_of_doubt_and_passes_its_tests() {
    let types: Vec<&str> = resource::CATALOGUE
        .iter()
        .map(|known| known.name)
        .chain(["AWS::EC2::SecurityGroup"])
        .collect();
    let mut sources = Vec::new();
    for name in &types {
        for subject in [
            SubjectKind::Resource,
            SubjectKind::Region,
            SubjectKind::Account,
        ] {
            let slug = format!(
                "{}_{}",
                name.to_lowercase().replace("::", "_"),
                subject.as_str()
            );
            let made = scaffold(&Request {
                subject,
                resource_type: Some(name),
                ..request("templates", &slug)
            })
            .unwrap();
            sources.extend([made.policy, made.test].map(as_source));
        }
    }
    let builtin = Catalogue::new(source::builtin()).unwrap();
    let found = lint(sources.clone(), &builtin);
    assert!(found.errors.is_empty(), "{:#?}", found.errors);
    assert!(found.warnings.is_empty(), "{:#?}", found.warnings);
    assert_eq!(found.controls, 3 * types.len());
    let catalogue = Catalogue::new(sources).unwrap();
    let mut passed = 0;
    let options = Options {
        faults: true,
        ..Options::default()
    };
    for result in run(&catalogue.tests().unwrap(), options, &|_| true) {
        for test in &result.tests {
            assert_eq!(test.outcome, TestOutcome::Passed, "{test:?}");
            passed += 1;
        }
        assert!(
            result.faults.is_empty(),
            "{:?}: {:?}",
            result.control,
            result.faults
        );
    }
    // Three of a resource, and one more where nothing may be there at all.
    assert_eq!(passed, types.len() * (3 + 4 + 4));
}

#[test]
fn a_service_has_a_type_of_its_own() {
    for (service, wanted) in [
        ("cloudtrail", "AWS::CloudTrail::Trail"),
        ("config", "AWS::Config::ConfigurationRecorder"),
        ("s3", "AWS::S3::Bucket"),
        ("audit-bucket", "AWS::S3::Bucket"),
        ("kms", "AWS::KMS::Key"),
    ] {
        let made = scaffold(&request(service, "a-control")).unwrap();
        assert!(made.policy.text.contains(wanted), "{}", made.policy.text);
    }
    assert_eq!(
        scaffold(&request("payroll", "x")),
        Err(ScaffoldError::NoType("payroll".to_owned()))
    );
    for (_, name) in FIRST {
        assert!(resource::find(name).is_some(), "{name}");
    }
}

#[test]
fn names_are_written_as_packages_and_files_are() {
    let made = scaffold(&Request {
        package: "acme.security",
        ..request("audit-bucket", "kept-for-1-year")
    })
    .unwrap();
    assert_eq!(made.id, "acme-security-audit-bucket-kept-for-1-year");
    assert_eq!(made.policy.path, ["audit_bucket", "kept_for_1_year.rego"]);
    assert_eq!(
        made.test.path,
        ["audit_bucket", "kept_for_1_year_test.rego"]
    );
    assert!(
        made.policy
            .text
            .contains("\npackage acme.security.audit_bucket.kept_for_1_year\n")
    );
}

#[test]
fn names_that_no_package_can_have_are_refused() {
    for (package, service, slug) in [
        ("acme", "cloudtrail", "Central"),
        ("acme", "cloudtrail", "central bucket"),
        ("acme", "cloudtrail", "central--bucket"),
        ("acme", "cloudtrail", "../central"),
        ("acme", "cloudtrail", ""),
        ("acme", "cloudtrail", "1st"),
        ("acme", "cloudtrail", "central_test"),
        ("acme", "cloudtrail", "contains"),
        ("acme", "cloudtrail", "count"),
        ("acme", "cloudtrail", "data"),
        ("acme", "cloudtrail", "expected"),
        ("acme", "../..", "central"),
        ("acme", "lib", "central"),
        ("acme.lib", "cloudtrail", "central"),
        ("acme.", "cloudtrail", "central"),
        ("snapshot", "cloudtrail", "central"),
        ("", "cloudtrail", "central"),
    ] {
        let made = scaffold(&Request {
            package,
            ..request(service, slug)
        });
        assert!(
            matches!(made, Err(ScaffoldError::Name { .. })),
            "{package} {service} {slug}: {made:?}"
        );
    }
    let made = scaffold(&Request {
        resource_type: Some("AWS::CloudTrail::Trial"),
        ..request("cloudtrail", "central")
    });
    let help = made.unwrap_err().help();
    assert_eq!(
        help.as_deref(),
        Some("did you mean `AWS::CloudTrail::Trail`?")
    );
}
