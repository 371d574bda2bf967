use serde_json::json;

use std::collections::BTreeSet;

use jsonschema::Validator;

use super::*;

/// What a text sets at its top.
fn top(text: &str) -> Config {
    match parse("assize.toml", text) {
        Ok(settings) => settings.top,
        Err(wrong) => panic!("{text}: {wrong:?}"),
    }
}

/// What is wrong with a text, one line each.
fn wrong(text: &str) -> Vec<String> {
    match parse("assize.toml", text) {
        Ok(config) => panic!("the settings are taken: {config:?}"),
        Err(wrong) => wrong.iter().map(ToString::to_string).collect(),
    }
}

#[test]
fn settings_are_read_with_their_places() {
    let text = r#"# Settings.
policy = "controls"
builtin = false
select = ["service:cloudtrail", "severity:high"]
exclude = ["a", "b"]
fail-on = "High"
format = ["text", "junit=out/assize.xml", "json=-"]

[parameters.config-retention-period]
minimum_days = 400

[parameters."acme-x"]
names = ["a", "b"]
share = 0.5
on = true
"#;
    let config = parse("ops/assize.toml", text)
        .unwrap()
        .in_force(None)
        .unwrap();
    let values = |located: &Option<Vec<Located<String>>>| -> Vec<String> {
        located
            .iter()
            .flatten()
            .map(|located| located.value.clone())
            .collect()
    };
    assert_eq!(values(&config.policy), ["ops/controls"]);
    assert_eq!(config.builtin, Some(false));
    assert_eq!(
        values(&config.select),
        ["service:cloudtrail", "severity:high"]
    );
    assert_eq!(values(&config.exclude), ["a", "b"]);
    assert_eq!(config.fail_on, Some(Severity::High));
    assert_eq!(
        values(&config.format),
        ["text", "junit=ops/out/assize.xml", "json=-"]
    );
    assert_eq!(config.place_of("b"), "ops/assize.toml:5:17: ");
    assert_eq!(config.place_of("elsewhere"), "");
    let settings: Vec<(&str, &str, &Json, u32)> = config
        .parameters
        .iter()
        .map(|setting| {
            (
                setting.control.value.as_str(),
                setting.name.value.as_str(),
                &setting.value.value,
                setting.value.position.line,
            )
        })
        .collect();
    assert_eq!(
        settings,
        [
            ("config-retention-period", "minimum_days", &json!(400), 10),
            ("acme-x", "names", &json!(["a", "b"]), 13),
            ("acme-x", "share", &json!(0.5), 14),
            ("acme-x", "on", &json!(true), 15),
        ]
    );
    assert_eq!(top("").select, None);
}

#[test]
fn what_means_nothing_is_an_error_with_its_place() {
    assert_eq!(
        wrong("selct = \"a\"\nfail-on = \"hgih\"\nbuiltin = 1\n"),
        [
            "assize.toml:1:1: unknown setting `selct`\n  help: did you mean `select`?",
            "assize.toml:2:11: `fail-on` takes low, medium, high or critical, not \"hgih\"",
            "assize.toml:3:11: `builtin` takes true or false, not 1",
        ]
    );
    assert_eq!(
        wrong("ü = 1"),
        ["assize.toml:1:1: invalid unquoted key, expected letters, numbers, `-`, `_`".to_owned()]
    );
    for (text, start) in [
        ("select = [\"a\", 1]", "assize.toml:1:16: `select` takes"),
        ("select = \"\"", "assize.toml:1:10: `select` takes"),
        ("parameters = 1", "assize.toml:1:14: `parameters` takes"),
        (
            "[parameters]\nx = 1",
            "assize.toml:2:5: `parameters.x` takes a table",
        ),
        (
            "[parameters.x]\ny = {z = 1}",
            "assize.toml:2:5: `parameters.x.y` takes",
        ),
        (
            "[parameters.x]\ny = [1]",
            "assize.toml:2:5: `parameters.x.y` takes",
        ),
        (
            "[parameters.x]\ny = nan",
            "assize.toml:2:5: `parameters.x.y`",
        ),
        ("select = [", "assize.toml:1:"),
        (
            "color = \"red\"",
            "assize.toml:1:9: `color` takes one of auto, always, never",
        ),
        (
            "snapshot = \" \"",
            "assize.toml:1:12: `snapshot` takes a string",
        ),
        ("aws = 1", "assize.toml:1:7: `aws` takes a table"),
        (
            "[aws]\nbucket-owner = [\"123456789012\", \"1234\"]",
            "assize.toml:2:33: `aws.bucket-owner` takes ids of accounts",
        ),
        (
            "[aws]\nmax-concurrency = 0",
            "assize.toml:2:19: `aws.max-concurrency` takes a whole number from 1 to 1024, not 0",
        ),
        (
            "[aws]\nmax-attempts = 9223372036854775808",
            "assize.toml:2:16: `aws.max-attempts` takes",
        ),
        (
            "[aws]\nregoins = []",
            "assize.toml:2:1: unknown setting `aws.regoins`\n  help: did you mean `regions`?",
        ),
        (
            "regions = []",
            "assize.toml:1:1: unknown setting `regions`\n  help: `regions` stands in the table `[aws]`",
        ),
        (
            "[aws]\nfail-on = \"low\"",
            "assize.toml:2:1: unknown setting `aws.fail-on`\n  help: `fail-on` stands before all tables",
        ),
        (
            "[profiles.a]\nregions = []",
            "assize.toml:2:1: unknown setting `regions`\n  help: `regions` stands in the table `[profiles.a.aws]`",
        ),
        (
            "[profiles.a.profiles.b]",
            "assize.toml:1:13: unknown setting `profiles`",
        ),
        (
            "profiles = 1",
            "assize.toml:1:12: `profiles` takes a table for each profile",
        ),
        (
            "[profiles]\na = 1",
            "assize.toml:2:5: `profiles.a` takes a table of settings",
        ),
        (
            "[profile.a]",
            "assize.toml:1:2: unknown setting `profile`\n  help: `profile` stands in the table `[aws]`",
        ),
        (
            "builtin = true\nbuiltin = false",
            "assize.toml:2:1: duplicate key",
        ),
    ] {
        let wrong = wrong(text);
        assert!(
            wrong.len() == 1 && wrong[0].starts_with(start),
            "{text}: {wrong:?}"
        );
    }
}

#[test]
fn a_profile_goes_before_the_top_and_takes_over_the_rest() {
    let text = r#"
select = ["a"]
fail-on = "high"
exit-zero = true

[aws]
profile = "own"
regions = "eu-west-1"

[parameters.x]
days = 1
names = ["a"]

[profiles.production]
select = ["b", "c"]
exit-zero = false

[profiles.production.aws]
profile = "audit"

[profiles.production.parameters.x]
days = 2

[profiles.empty]
"#;
    let settings = parse("assize.toml", text).unwrap();
    let selected = |config: &Config| -> Vec<String> {
        let located = config.select.iter().flatten();
        located.map(|located| located.value.clone()).collect()
    };
    let days = |config: &Config| -> Vec<Json> {
        let of = |setting: &Setting| setting.value.value.clone();
        config.parameters.iter().map(of).collect()
    };
    let without = settings.clone().in_force(None).unwrap();
    assert_eq!(selected(&without), ["a"]);
    assert_eq!(without.exit_zero, Some(true));
    assert_eq!(without.aws.profile.as_deref(), Some("own"));
    assert_eq!(days(&without), [json!(1), json!(["a"])]);
    let production = settings.clone().in_force(Some("production")).unwrap();
    assert_eq!(selected(&production), ["b", "c"]);
    assert_eq!(production.exit_zero, Some(false));
    assert_eq!(production.aws.profile.as_deref(), Some("audit"));
    assert_eq!(production.aws.regions, without.aws.regions);
    assert_eq!(production.fail_on, Some(Severity::High));
    assert_eq!(days(&production), [json!(["a"]), json!(2)]);
    assert_eq!(settings.clone().in_force(Some("empty")).unwrap(), without);
    let help = |settings: Settings, name| settings.in_force(Some(name)).unwrap_err().help;
    assert_eq!(
        help(settings.clone(), "prodution"),
        "did you mean `production`?"
    );
    assert_eq!(help(settings, "x"), "the profiles are empty, production");
    let none = parse("assize.toml", "").unwrap();
    assert_eq!(help(none, "x"), "a profile is a table: `[profiles.x]`");
}

#[test]
fn a_profile_that_is_not_in_force_is_checked_all_the_same() {
    let wrong = wrong("[profiles.a]\nfail-on = \"x\"\n[profiles.b]\nselct = \"a\"\n");
    assert_eq!(wrong.len(), 2, "{wrong:?}");
    assert!(wrong[1].starts_with("assize.toml:4:1: unknown setting `selct`"));
}

#[test]
fn every_setting_has_a_field_of_its_own() {
    let mut seen: Vec<Config> = vec![Config::default()];
    for key in KEYS {
        let text = match key.place() {
            (Some(table), name) => format!("[{table}]\n{name} = {}", key.sample),
            (None, name) => format!("{name} = {}", key.sample),
        };
        let config = Config {
            file: String::new(),
            ..top(&text)
        };
        assert!(!seen.contains(&config), "{} sets nothing", key.name);
        seen.push(config);
    }
    let names: BTreeSet<&str> = KEYS.iter().map(|key| key.name).collect();
    assert_eq!(names.len(), KEYS.len());
}

const FORMATS: [&str; 4] = ["text", "json", "junit", "ocsf-1.5"];

/// The schema, as a validator.
fn validator() -> Validator {
    let schema = schema(&FORMATS);
    jsonschema::meta::validate(&schema).unwrap();
    jsonschema::validator_for(&schema).unwrap()
}

/// A text as the JSON that a schema judges.
fn as_json(text: &str) -> Json {
    let table: toml::Table = toml::from_str(text).unwrap();
    serde_json::to_value(table).unwrap()
}

#[test]
fn the_schema_has_the_settings_that_the_reader_has() {
    let schema = schema(&FORMATS);
    let names = |schema: &Json| -> BTreeSet<String> {
        let properties = schema["properties"].as_object().unwrap();
        properties
            .iter()
            .flat_map(
                |(name, property)| match property["properties"].as_object() {
                    Some(inner) => inner.keys().map(|key| format!("{name}.{key}")).collect(),
                    None => vec![name.clone()],
                },
            )
            .collect()
    };
    let mut known: BTreeSet<String> = KEYS.iter().map(|key| key.name.to_owned()).collect();
    known.insert("parameters".to_owned());
    let profile = &schema["properties"]["profiles"]["additionalProperties"];
    assert_eq!(names(profile), known);
    known.insert("profiles".to_owned());
    assert_eq!(names(&schema), known);
    for key in KEYS {
        let property = match key.place() {
            (Some(table), name) => &schema["properties"][table]["properties"][name],
            (None, name) => &schema["properties"][name],
        };
        assert_eq!(property["description"], key.about);
    }
}

#[test]
fn the_schema_takes_what_the_reader_takes() {
    let validator = validator();
    let mut samples: Vec<String> = [
        "",
        "fail-on = \"High\"",
        "fail-on = \"CRITICAL\"",
        "policy = \"a\"",
        "select = []",
        "format = \"json\"",
        "format = [\"text\", \"ocsf-1.5=out.json\"]",
        "[aws]",
        "[aws]\nbucket-owner = \"123456789012\"",
        "[parameters.x]\na = 1\nb = \"x\"\nc = true\nd = [\"a\"]\ne = 0.5",
        "[profiles.a]\nfail-on = \"low\"\n[profiles.a.aws]\nregions = [\"x\"]\n[profiles.a.parameters.x]\ny = 1",
        "[profiles]",
    ]
    .map(str::to_owned)
    .to_vec();
    samples.push(uncommented(&template()));
    for text in &samples {
        top(text);
        let errors: Vec<String> = validator
            .iter_errors(&as_json(text))
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert!(errors.is_empty(), "{text}: {errors:?}");
    }
}

#[test]
fn the_schema_refuses_what_the_reader_refuses() {
    let validator = validator();
    for text in [
        "selct = \"a\"",
        "builtin = 1",
        "fail-on = \"hgih\"",
        "fail-on = 1",
        "select = [\"a\", 1]",
        "select = \" \"",
        "select = {a = 1}",
        "color = \"red\"",
        "snapshot = [\"a\"]",
        "aws = 1",
        "regions = [\"a\"]",
        "[aws]\nregion = \"a\"",
        "[aws]\nprofile = \"\"",
        "[aws]\nbucket-owner = \"1234\"",
        "[aws]\nmax-concurrency = 0",
        "[aws]\nmax-concurrency = 1025",
        "[aws]\nmax-attempts = 1.5",
        "[aws]\nmax-attempts = \"5\"",
        "parameters = 1",
        "[parameters]\nx = 1",
        "[parameters.x]\ny = {z = 1}",
        "[parameters.x]\ny = [1]",
        "profiles = 1",
        "[profiles]\na = 1",
        "[profiles.a]\nselct = 1",
        "[profiles.a.profiles.b]",
    ] {
        wrong(text);
        assert!(!validator.is_valid(&as_json(text)), "{text} fits");
    }
}

/// A commented file with every setting in force.
fn uncommented(text: &str) -> String {
    text.lines()
        .map(|line| match line.strip_prefix('#') {
            Some(setting) if !setting.starts_with(' ') => format!("{setting}\n"),
            _ => format!("{line}\n"),
        })
        .collect()
}

#[test]
fn the_template_sets_nothing_until_it_is_asked_to() {
    let settings = parse("assize.toml", &template()).unwrap();
    assert_eq!(settings, parse("assize.toml", "").unwrap());
    let all = parse("assize.toml", &uncommented(&template())).unwrap();
    let production = all.clone().in_force(Some("production")).unwrap();
    assert_eq!(production.fail_on, Some(Severity::Medium));
    let all = all.in_force(None).unwrap();
    for key in KEYS {
        assert!(
            is_set(key, &mut all.clone()),
            "{} is not in the template",
            key.name
        );
    }
    assert!(!all.parameters.is_empty());
}

/// Whether a setting has a value.
fn is_set(key: &Key, config: &mut Config) -> bool {
    match key.takes {
        Takes::Flag(field) => field(config).is_some(),
        Takes::Severity(field) => field(config).is_some(),
        Takes::Whole(_, field) => field(config).is_some(),
        Takes::Choice(_, field) | Takes::Text(field) | Takes::Path(field) => {
            field(config).is_some()
        }
        Takes::Texts(field)
        | Takes::Accounts(field)
        | Takes::Paths(field)
        | Takes::Formats(field) => field(config).is_some(),
    }
}
