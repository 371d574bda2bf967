//! `policy new`: from an empty folder to a control that judges, without an editor.

use std::fs;

use super::assize::{assize, names, snapshot};
use crate::support::path;

#[test]
fn the_first_commands_are_green_without_any_editing() {
    let folder = tempfile::tempdir().unwrap();
    let ran = assize(["policy", "new", "cloudtrail", "central-bucket"])
        .within(folder.path())
        .run()
        .ends(0);
    insta::assert_snapshot!("written", ran.stdout);
    let text =
        |name: &str| fs::read_to_string(folder.path().join("cloudtrail").join(name)).unwrap();
    insta::assert_snapshot!("policy", text("central_bucket.rego"));
    insta::assert_snapshot!("test", text("central_bucket_test.rego"));
    assize(["policy", "lint", "--deny-warnings"])
        .within(folder.path())
        .run()
        .ends(0)
        .says("1 control: 0 errors, 0 warnings\n");
    assize(["policy", "test", "--coverage"])
        .within(folder.path())
        .run()
        .ends(0)
        .says("0 failed")
        .says("100.0%  ./cloudtrail/central_bucket.rego");
    assize(["check", "-p", ".", "--no-builtin"])
        .with([path(&snapshot("compliant"))])
        .within(folder.path())
        .run()
        .ends(0)
        .says("2 pass");
    assize(["policy", "docs"])
        .within(folder.path())
        .run()
        .ends(0);
    assert!(folder.path().join("docs/controls/SUMMARY.md").exists());
    // And it can fail.
    assize(["check", "-p", ".", "--no-builtin"])
        .with([path(&snapshot("noncompliant"))])
        .within(folder.path())
        .run()
        .ends(1)
        .says("logFileValidationEnabled is not on  configuration.logFileValidationEnabled");
}

#[test]
fn nothing_is_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    let new =
        || assize(["policy", "new", "cloudtrail", "central-bucket", "--dir"]).with([folder.path()]);
    new().run().ends(0);
    let policy = folder.path().join("cloudtrail/central_bucket.rego");
    let test = folder.path().join("cloudtrail/central_bucket_test.rego");
    fs::write(&policy, "mine").unwrap();
    new()
        .run()
        .refuses(&["central_bucket.rego` is there already"]);
    assert_eq!(fs::read_to_string(&policy).unwrap(), "mine");
    // Nor is one of the two written beside the other.
    fs::remove_file(&policy).unwrap();
    new()
        .run()
        .refuses(&["central_bucket_test.rego` is there already"]);
    assert!(!policy.exists() && test.exists());
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(folder.path().join("elsewhere"), &policy).unwrap();
        fs::remove_file(&test).unwrap();
        new().run().refuses(&["is there already"]);
        assert!(!folder.path().join("elsewhere").exists());
    }
}

#[test]
fn what_cannot_be_written_is_told_and_nothing_is() {
    let folder = tempfile::tempdir().unwrap();
    for (arguments, messages) in [
        (
            &["cloudtrail", "Central"][..],
            &["`Central` is no name for a control"][..],
        ),
        (
            &["cloudtrail", "a", "--package", "acme.lib"],
            &["packages below it are libraries"],
        ),
        (
            &["payroll", "a"],
            &[
                "no resource type is known for the service `payroll`",
                "--resource-type",
            ],
        ),
        (
            &["s3", "a", "--resource-type", "AWS::S3::Buckett"],
            &["unknown resource type", "did you mean `AWS::S3::Bucket`?"],
        ),
        (&["s3", "a", "--subject", "organization"], &["--help"]),
    ] {
        assize(["policy", "new", "--dir"])
            .with([folder.path()])
            .with(arguments)
            .run()
            .refuses(messages);
    }
    assert_eq!(names(folder.path()), [""; 0]);
}

#[test]
fn a_type_that_only_aws_config_knows_has_a_template_too() {
    let folder = tempfile::tempdir().unwrap();
    assize([
        "policy",
        "new",
        "ec2",
        "owned",
        "--resource-type",
        "AWS::EC2::SecurityGroup",
        "--dir",
    ])
    .with([folder.path()])
    .run()
    .ends(0)
    .says("The control is acme-ec2-owned.");
    assize(["policy", "test"])
        .with([folder.path()])
        .run()
        .ends(0);
}
