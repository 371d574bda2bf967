//! The file that `assize init` writes: every setting with what it is, each commented out.

use super::keys::{AWS, KEYS, Key};

const HEAD: &str = "\
# Settings of assize. A flag on the command line goes before a setting of this file.
# Take away the # before a setting to put it in force. What is not set here has its default.
#
# `assize schema config > assize.schema.json` writes the schema of this file for editors. Those with a language server for
# TOML complete and check it when its first line is `#:schema ./assize.schema.json`.
";

const AWS_HEAD: &str = "
# How AWS is reached, for `assize audit` and `assize collect`.
[aws]
";

const REST: &str = "
# Parameters of controls; `assize policy show CONTROL` says which there are.
#[parameters.config-retention-period]
#minimum_days = 400

# Settings of one environment, in force with `--settings-profile production` or ASSIZE_PROFILE=production.
# A profile may have all that stands above.
#[profiles.production]
#fail-on = \"medium\"
#[profiles.production.aws]
#role-arn = [\"arn:aws:iam::111122223333:role/audit\"]
";

/// The text of the file. Lines of prose begin with `# `, settings with `#`.
pub fn template() -> String {
    let mut text = HEAD.to_owned();
    let settings = |text: &mut String, table: Option<&str>, gap: &str| {
        for key in KEYS.iter().filter(|key| key.place().0 == table) {
            let Key { about, sample, .. } = key;
            let (_, name) = key.place();
            text.push_str(&format!("{gap}# {about}.\n#{name} = {sample}\n"));
        }
    };
    settings(&mut text, None, "\n");
    text.push_str(AWS_HEAD);
    settings(&mut text, Some(AWS), "");
    text.push_str(REST);
    text
}
