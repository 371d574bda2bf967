//! That a setting is what its flag is, for every flag.

use std::collections::BTreeSet;

use clap::{CommandFactory, Parser};

use crate::cli::Cli;
use crate::config::{COLORS, KEYS, parse};

/// The flags that no file sets, and why.
const ON_THE_COMMAND_LINE_ONLY: &[(&str, &str)] = &[
    ("config", "it names the file"),
    ("no-config", "it leaves the file out"),
    ("settings-profile", "it chooses in the file"),
    ("verbose", "it is for the one who looks"),
    ("quiet", "it is for the one who looks"),
    ("log-format", "the log begins before the file is read"),
    ("param", "parameters have a table, [parameters.CONTROL]"),
    ("date", "it is to repeat a run, or to look ahead"),
    ("evidence", "each run needs a place of its own"),
    ("sign-key", "a key is the matter of the one who signs"),
    ("push", "what leaves the machine is said each time"),
    ("output", "`collect` is nothing without it"),
    (
        "from",
        "what a snapshot is made of is the matter of one run",
    ),
    ("help", "it ends the run"),
];

/// The flags of the verbs that collect or judge.
fn flags() -> BTreeSet<String> {
    let mut command = Cli::command();
    command.build();
    ["audit", "check", "collect"]
        .iter()
        .flat_map(|verb| command.find_subcommand(verb).unwrap().get_arguments())
        .filter_map(|argument| argument.get_long().map(str::to_owned))
        .collect()
}

#[test]
fn every_flag_has_a_setting_or_a_reason() {
    let flags = flags();
    let settable: BTreeSet<&str> = KEYS.iter().map(|key| key.flag).collect();
    for flag in &flags {
        let reason = ON_THE_COMMAND_LINE_ONLY
            .iter()
            .find(|(name, _)| name == flag);
        assert!(
            settable.contains(flag.as_str()) != reason.is_some(),
            "--{flag} has no setting in src/config/keys.rs and no reason here, or both"
        );
    }
    for flag in settable
        .into_iter()
        .chain(ON_THE_COMMAND_LINE_ONLY.iter().map(|(name, _)| *name))
    {
        assert!(flags.contains(flag), "there is no flag --{flag}");
    }
}

/// The arguments of `audit` that a file may set, as text.
fn arguments(flags: &[&str], settings: &str) -> String {
    let cli = Cli::try_parse_from(["assize", "audit"].iter().chain(flags)).unwrap();
    let mut verb = cli.verb;
    let config = parse("assize.toml", settings)
        .unwrap()
        .in_force(Some("p"))
        .unwrap();
    let nothing = |_: &str| None;
    verb.settable().unwrap().fill(&config, &nothing);
    let settable = verb.settable().unwrap();
    // Where a value is from does not matter here.
    let policies = settable.policies.unwrap();
    policies.config = None;
    let output = settable.output.unwrap();
    output.config = None;
    format!(
        "{policies:?} {output:?} {:?} {:?} {:?} {:?}",
        settable.verdict, settable.views, settable.aws, settable.snapshot
    )
}

/// Each setting of a profile with the flags that say the same.
const SAME: &[(&str, &str, &[&str])] = &[
    ("policy", "policy = [\"a\", \"b\"]", &["-p", "a", "-p", "b"]),
    ("builtin", "builtin = false", &["--no-builtin"]),
    ("builtin", "builtin = true", &["--no-builtin=false"]),
    ("select", "select = [\"a\", \"b\"]", &["-s", "a,b"]),
    ("exclude", "exclude = \"a\"", &["--exclude", "a"]),
    ("framework", "framework = \"a\"", &["--framework", "a"]),
    ("fail-on", "fail-on = \"high\"", &["--fail-on", "high"]),
    ("allow-errors", "allow-errors = true", &["--allow-errors"]),
    ("exit-zero", "exit-zero = true", &["--exit-zero"]),
    ("waivers", "waivers = \"a\"", &["--waivers", "a"]),
    ("baseline", "baseline = \"a\"", &["--baseline", "a"]),
    (
        "format",
        "format = [\"text\", \"json=a\"]",
        &["-f", "text", "-f", "json=a"],
    ),
    ("color", "color = \"never\"", &["--color", "never"]),
    (
        "ocsf-version",
        "ocsf-version = \"1.6.0\"",
        &["--ocsf-version", "1.6.0"],
    ),
    ("snapshot", "snapshot = \"a\"", &["--snapshot", "a"]),
    ("aws.profile", "aws.profile = \"a\"", &["--profile", "a"]),
    (
        "aws.regions",
        "aws.regions = [\"a\", \"b\"]",
        &["--regions", "a,b"],
    ),
    (
        "aws.role-arn",
        "aws.role-arn = [\"a\", \"b\"]",
        &["--role-arn", "a", "--role-arn", "b"],
    ),
    (
        "aws.external-id",
        "aws.external-id = \"a\"",
        &["--external-id", "a"],
    ),
    (
        "aws.endpoint-url",
        "aws.endpoint-url = \"a\"",
        &["--endpoint-url", "a"],
    ),
    (
        "aws.bucket-owner",
        "aws.bucket-owner = \"111122223333\"",
        &["--bucket-owner", "111122223333"],
    ),
    (
        "aws.max-concurrency",
        "aws.max-concurrency = 7",
        &["--max-concurrency", "7"],
    ),
    (
        "aws.max-attempts",
        "aws.max-attempts = 7",
        &["--max-attempts", "7"],
    ),
];

#[test]
fn a_setting_is_what_its_flag_is() {
    let nothing = arguments(&[], "[profiles.p]");
    for (_, setting, flags) in SAME {
        let from_flags = arguments(flags, "[profiles.p]");
        assert_ne!(from_flags, nothing, "{flags:?}");
        assert_eq!(
            arguments(&[], &format!("[profiles.p]\n{setting}")),
            from_flags,
            "{setting}"
        );
        assert_eq!(
            arguments(&[], &format!("{setting}\n[profiles.p]")),
            from_flags,
            "{setting} at the top"
        );
    }
    let compared: BTreeSet<&str> = SAME.iter().map(|(key, ..)| *key).collect();
    let all: BTreeSet<&str> = KEYS.iter().map(|key| key.name).collect();
    assert_eq!(compared, all);
}

#[test]
fn a_flag_goes_before_a_profile_and_a_profile_before_the_top() {
    let top = r#"
policy = "t"
builtin = true
select = "t"
exclude = "t"
framework = "t"
fail-on = "low"
allow-errors = true
exit-zero = true
format = "text"
color = "auto"
snapshot = "t"
[aws]
profile = "t"
regions = "t"
role-arn = "t"
external-id = "t"
endpoint-url = "t"
bucket-owner = "111111111111"
max-concurrency = 1
max-attempts = 1
"#;
    let profile = top
        .replace("\"t\"", "\"p\"")
        .replace("true", "false")
        .replace("\"low\"", "\"medium\"")
        .replace("\"text\"", "\"junit\"")
        .replace("\"auto\"", "\"always\"")
        .replace("111111111111", "222222222222")
        .replace("= 1", "= 2");
    let both = format!(
        "{top}[profiles.p]\n{}",
        profile.replace("[aws]", "[profiles.p.aws]")
    );
    let alone = format!("{profile}[profiles.p]");
    assert_eq!(arguments(&[], &both), arguments(&[], &alone));
    let flags: &[&str] = &[
        "--policy",
        "f",
        "--no-builtin=true",
        "--select",
        "f",
        "--exclude",
        "f",
        "--framework",
        "f",
        "--fail-on",
        "high",
        "--allow-errors=true",
        "--exit-zero=false",
        "--format",
        "json",
        "--color",
        "never",
        "--snapshot",
        "f",
        "--profile",
        "f",
        "--regions",
        "f",
        "--role-arn",
        "f",
        "--external-id",
        "f",
        "--endpoint-url",
        "f",
        "--bucket-owner",
        "333333333333",
        "--max-concurrency",
        "3",
        "--max-attempts",
        "3",
    ];
    assert_eq!(arguments(flags, &both), arguments(flags, "[profiles.p]"));
}

#[test]
fn the_environment_goes_before_the_file_where_aws_has_a_variable() {
    let cli = Cli::try_parse_from(["assize", "audit"]).unwrap();
    let mut verb = cli.verb;
    let settings = "[aws]\nprofile = \"a\"\nendpoint-url = \"b\"\nexternal-id = \"c\"";
    let config = parse("assize.toml", settings)
        .unwrap()
        .in_force(None)
        .unwrap();
    let environment =
        |name: &str| matches!(name, "AWS_PROFILE" | "AWS_ENDPOINT_URL").then(|| "set".to_owned());
    verb.settable().unwrap().fill(&config, &environment);
    let aws = verb.settable().unwrap().aws.unwrap();
    assert_eq!(
        (&aws.profile, &aws.endpoint_url, aws.external_id.as_deref()),
        (&None, &None, Some("c"))
    );
}

#[test]
fn the_words_for_colour_are_those_of_the_flag() {
    use clap::ValueEnum;

    let words: Vec<String> = super::super::arguments::ColorChoice::value_variants()
        .iter()
        .map(|word| word.to_possible_value().unwrap().get_name().to_owned())
        .collect();
    assert_eq!(words, COLORS);
    assert_eq!(crate::report::ocsf::VERSIONS, crate::config::OCSF_VERSIONS);
}
