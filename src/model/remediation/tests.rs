use super::*;

fn trail(key: &str) -> Subject {
    Subject::Resource {
        account: "111122223333".to_owned(),
        region: "eu-west-1".to_owned(),
        resource_type: "AWS::CloudTrail::Trail".to_owned(),
        key: key.to_owned(),
    }
}

fn filled(form: Form, text: &str, key: &str) -> String {
    Names::of(&trail(key)).fill(form, text)
}

/// Each placeholder with its place.
fn places(form: Form, text: &str) -> Vec<(&str, Place)> {
    pieces(form, text)
        .into_iter()
        .filter_map(|piece| match piece {
            Piece::Text(_) => None,
            Piece::Name(name, place) => Some((name, place)),
        })
        .collect()
}

#[test]
fn each_form_gets_the_names_of_the_subject() {
    let remediation = Remediation {
        cli: "aws x --name {arn} --region {region}\n".to_owned(),
        terraform: Some("resource \"aws_x\" \"{label}\" {\n  name = \"{name}\"\n}".to_owned()),
        console: Some("CloudTrail in {region} of {account}, Trails, {name}".to_owned()),
    };
    let arn = "arn:aws:cloudtrail:eu-west-1:111122223333:trail/audit-1";
    assert_eq!(
        remediation.filled(&trail(arn)),
        Remediation {
            cli: format!("aws x --name {arn} --region eu-west-1"),
            terraform: Some("resource \"aws_x\" \"audit_1\" {\n  name = \"audit-1\"\n}".to_owned()),
            console: Some("CloudTrail in eu-west-1 of 111122223333, Trails, audit-1".to_owned()),
        }
    );
    let account = Subject::Account {
        account: "111122223333".to_owned(),
    };
    let command = Remediation::command("aws x {name} {region} {label}");
    assert_eq!(
        command.filled(&account).cli,
        "aws x 111122223333 REGION {label}"
    );
}

#[test]
fn hostile_names_stay_one_word_of_the_shell() {
    assert_eq!(shell_word("arn:aws:s3:::logs"), "arn:aws:s3:::logs");
    assert_eq!(shell_word("a; rm -rf ~"), "'a; rm -rf ~'");
    assert_eq!(shell_word("it's"), "'it'\\''s'");
    assert_eq!(shell_word(""), "''");
    assert_eq!(shell_word("{arn}"), "'{arn}'");
    // On one line, so that a comment in front of it holds; and nothing in it is invisible.
    assert_eq!(shell_word("a\nrm 'x' \\"), "$'a\\u000arm \\'x\\' \\\\'");
    assert_eq!(shell_word("a\u{202e}b\u{e0001}"), "$'a\\u202eb\\U000e0001'");
    assert_eq!(shell_word("übung"), "'übung'");
}

/// What Bash makes of the words is what went in.
#[test]
#[cfg(unix)]
fn a_shell_reads_the_words_back() {
    for name in [
        "a; rm -rf ~",
        "it's",
        "a\nb",
        "$(id) `id` \\ \"",
        "\u{202e}x\u{1b}[31m",
        "-n",
    ] {
        let script = format!("printf '%s' {}", shell_word(name));
        let output = std::process::Command::new("bash")
            .args(["-c", &script])
            .env("LC_ALL", "C.UTF-8")
            .output()
            .unwrap();
        assert_eq!(String::from_utf8(output.stdout).unwrap(), name, "{script}");
    }
}

#[test]
fn hostile_names_stay_within_their_string_of_terraform() {
    assert_eq!(inside_string("logs"), "logs");
    assert_eq!(inside_string("a\" }\nb\\"), "a\\\" }\\u000ab\\\\");
    assert_eq!(
        inside_string("${file(\"x\")} %{if}"),
        "$${file(\\\"x\\\")} %%{if}"
    );
    assert_eq!(inside_string("5$ and 3%"), "5$ and 3\\u0025");
    let text = "name = \"{name}{region}\"";
    assert_eq!(
        filled(Form::Terraform, text, "x$"),
        "name = \"x\\u0024eu-west-1\""
    );
}

#[test]
fn a_label_is_one_identifier() {
    assert_eq!(label("org-trail.logs"), "org_trail_logs");
    assert_eq!(label("111122223333"), "_111122223333");
    assert_eq!(label("\" {\n"), "____");
    assert_eq!(label(""), "_");
}

#[test]
fn a_name_that_looks_like_a_placeholder_stays_what_it_is() {
    assert_eq!(
        filled(Form::Console, "{name}, {region}", "{region}"),
        "{region}, eu-west-1"
    );
}

#[test]
fn a_placeholder_is_a_word_in_braces() {
    let text =
        "aws x --name {arn} --json '{\"a\": {\"b\": {}}}' {bucket_name} ${VAR}x %{http_code} {";
    assert_eq!(
        places(Form::Cli, text),
        [("arn", Place::Bare), ("bucket_name", Place::Bare)]
    );
    let whole: String = pieces(Form::Cli, text)
        .into_iter()
        .map(|piece| match piece {
            Piece::Text(text) => text.to_owned(),
            Piece::Name(name, _) => format!("{{{name}}}"),
        })
        .collect();
    assert_eq!(whole, text);
}

#[test]
fn where_a_placeholder_of_a_command_stands() {
    use Place::{Bare, Comment, HereDocument, Quoted};
    for (text, place) in [
        ("x {arn}", Bare),
        ("s3://{arn}", Bare),
        ("'a'{arn}", Bare),
        ("\"a\\\"b\"{arn}", Bare),
        ("it\\'s {arn}", Bare),
        ("x#{arn}", Bare),
        ("cat <<< {arn}", Bare),
        ("# note\nx {arn}", Bare),
        ("$'it\\'s' {arn}", Bare),
        ("'{arn}'", Quoted),
        ("\"{arn}\"", Quoted),
        ("\"a\\\"{arn}\"", Quoted),
        ("\"it's {arn}\"", Quoted),
        ("`x {arn}`", Quoted),
        ("x # {arn}", Comment),
        ("cat <<END\n{arn}", HereDocument),
    ] {
        assert_eq!(places(Form::Cli, text), [("arn", place)], "{text}");
    }
}

#[test]
fn where_a_placeholder_of_terraform_stands() {
    use Place::{Bare, Comment, HereDocument, Quoted};
    for (text, place) in [
        ("x = {arn}", Bare),
        ("x = \"a\"\ny = {arn}", Bare),
        ("x = \"${f({arn})}\"", Bare),
        ("x = \"{arn}\"", Quoted),
        ("x = \"a\\\"{arn}\"", Quoted),
        ("x = \"${f(\"a\", {b = 1})}/{arn}\"", Quoted),
        ("x = \"${f(\"{arn}\")}\"", Quoted),
        ("x = \"$${{arn}\"", Quoted),
        ("# it's\nx = \"{arn}\"", Quoted),
        ("/* \" */ x = \"{arn}\"", Quoted),
        ("# {arn}", Comment),
        ("// {arn}", Comment),
        ("/* a\n{arn} */", Comment),
        ("x = <<EOT\n{arn}\nEOT", HereDocument),
    ] {
        assert_eq!(places(Form::Terraform, text), [("arn", place)], "{text}");
    }
}

#[test]
fn a_name_is_whole() {
    for (arn, name) in [
        (
            "arn:aws:logs:eu-west-1:111122223333:log-group:/audit/cloudtrail",
            "/audit/cloudtrail",
        ),
        (
            "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:audit/root: usage",
            "audit/root: usage",
        ),
        (
            "arn:aws:cloudtrail:eu-west-1:111122223333:trail/audit",
            "audit",
        ),
        ("arn:aws:sns:eu-west-1:111122223333:alerts", "alerts"),
        ("arn:aws:s3:::logs", "logs"),
        (
            "AWS::Config::ConfigurationRecorder/111122223333/eu-west-1/default",
            "default",
        ),
    ] {
        assert_eq!(super::name_in(arn), name);
    }
}
