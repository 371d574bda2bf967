use serde_json::json;

use super::*;

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
    let config = parse("ops/assize.toml", text).unwrap();
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
    assert_eq!(parse("assize.toml", "").unwrap().select, None);
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
