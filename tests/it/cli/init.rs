//! `init`: files that change nothing as they are, and mean something as soon as somebody takes a # away.

use std::fs;

use super::assize::{ONE, assize, names, snapshot};
use crate::support::path;

/// A commented file with every line of a setting in force.
fn uncommented(text: &str) -> String {
    text.lines()
        .map(|line| match line.strip_prefix('#') {
            Some(setting) if !setting.starts_with(' ') => format!("{setting}\n"),
            _ => format!("{line}\n"),
        })
        .collect()
}

#[test]
fn what_is_written_loads_as_it_is_and_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let ran = assize(["init"]).within(folder.path()).run().ends(0);
    assert_eq!(ran.stderr, "");
    insta::assert_snapshot!("written", ran.stdout);
    assert_eq!(names(folder.path()), ["assize.toml", "waivers.toml"]);
    let snapshot = path(&snapshot("compliant"));
    let check = || assize(["check", snapshot.to_str().unwrap(), "-s", ONE]).within(folder.path());
    let with = check().run().ends(0);
    let without = check().with(["--no-config"]).run().ends(0);
    assert_eq!(with.stdout, without.stdout);
    assert_eq!(with.stderr, "settings from assize.toml\n");
}

#[test]
fn what_is_written_loads_with_everything_in_force() {
    let folder = tempfile::tempdir().unwrap();
    assize(["init"]).within(folder.path()).run().ends(0);
    let settings = folder.path().join("assize.toml");
    let text = uncommented(&fs::read_to_string(&settings).unwrap());
    assert!(text.contains("\nfail-on = "), "{text}");
    fs::write(&settings, text).unwrap();
    assize(["policy", "new", "s3", "own", "--dir", "policies"])
        .within(folder.path())
        .run()
        .ends(0);
    // The control of the parameter, the selectors and the frameworks are there, in each profile too.
    let snapshot = path(&snapshot("compliant"));
    assize(["check", snapshot.to_str().unwrap(), "--no-config", "-q"])
        .with(["-f", "json=baseline.json"])
        .within(folder.path())
        .run()
        .ends(0);
    for profile in [&[][..], &["--settings-profile", "production"]] {
        let ran = assize(["check", snapshot.to_str().unwrap(), "-q"])
            .with(profile)
            .within(folder.path())
            .run();
        assert!(matches!(ran.code, 0 | 1 | 3), "{}", ran.stderr);
        assert_eq!(ran.stderr, "");
        assert!(folder.path().join("assize.xml").exists());
    }
    let waivers = fs::read_to_string(folder.path().join("waivers.toml")).unwrap();
    assert_eq!(waivers.parse::<toml::Table>().unwrap().len(), 0);
    let waivers: toml::Table = uncommented(&waivers).parse().unwrap();
    let waiver = waivers["waiver"][0].as_table().unwrap();
    let keys: Vec<&str> = waiver.keys().map(String::as_str).collect();
    assert_eq!(
        keys,
        ["controls", "expires", "id", "owner", "reason", "subjects"]
    );
}

#[test]
fn nothing_is_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("new/repository");
    let init = || assize(["init"]).with([&dir]);
    init()
        .run()
        .ends(0)
        .says(&format!("wrote {}", dir.join("assize.toml").display()));
    fs::remove_file(dir.join("assize.toml")).unwrap();
    fs::write(dir.join("waivers.toml"), "mine").unwrap();
    init()
        .run()
        .refuses(&["waivers.toml` is there already", "nothing was written"]);
    assert_eq!(names(&dir), ["waivers.toml"]);
    assert_eq!(
        fs::read_to_string(dir.join("waivers.toml")).unwrap(),
        "mine"
    );
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(dir.join("elsewhere"), dir.join("assize.toml")).unwrap();
        fs::remove_file(dir.join("waivers.toml")).unwrap();
        init().run().refuses(&["assize.toml` is there already"]);
        assert!(!dir.join("elsewhere").exists());
    }
    fs::write(folder.path().join("file"), "").unwrap();
    assize(["init"])
        .with([folder.path().join("file/below")])
        .run()
        .refuses(&["could not be written"]);
}
