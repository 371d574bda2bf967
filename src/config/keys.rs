//! The settings that there are: each is declared once, here, with where it is kept and how it is read. The reader, the JSON
//! Schema and the file that `assize init` writes follow from the table.

use super::{Config, Located};
use crate::model::finding::Severity;

/// A setting.
#[derive(Clone, Copy)]
pub struct Key {
    /// Its name; `aws.NAME` stands in the table `[aws]`.
    pub name: &'static str,
    /// The flag that goes before it, without the dashes.
    pub flag: &'static str,
    /// What it is, a sentence without its end.
    pub about: &'static str,
    /// A value, as it may stand in a file.
    pub sample: &'static str,
    /// What it takes.
    pub takes: Takes,
}

impl Key {
    /// The table in which it stands, and the name that it has there.
    pub fn place(&self) -> (Option<&'static str>, &'static str) {
        match self.name.split_once('.') {
            Some((table, name)) => (Some(table), name),
            None => (None, self.name),
        }
    }
}

/// Where in [`Config`] a value is kept.
type Field<T> = fn(&mut Config) -> &mut Option<T>;

/// What a setting takes.
#[derive(Clone, Copy)]
pub enum Takes {
    /// True or false.
    Flag(Field<bool>),
    /// A severity.
    Severity(Field<Severity>),
    /// One of some words.
    Choice(&'static [&'static str], Field<String>),
    /// A whole number within bounds.
    Whole(Bounds, Field<u32>),
    /// A string.
    Text(Field<String>),
    /// A string, or a list of them.
    Texts(Field<Vec<Located<String>>>),
    /// An account's id, or a list of them.
    Accounts(Field<Vec<Located<String>>>),
    /// The path of a file, relative to the folder of the settings.
    Path(Field<String>),
    /// A path, or a list of them, relative to the folder of the settings.
    Paths(Field<Vec<Located<String>>>),
    /// A format, with the file that it goes to or without, or a list of them.
    Formats(Field<Vec<Located<String>>>),
}

/// The bounds of a number, and what it is where nothing sets it.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// The least.
    pub least: u32,
    /// The most.
    pub most: u32,
    /// The default.
    pub default: u32,
}

/// How many requests may be under way at once.
pub const CONCURRENCY: Bounds = Bounds {
    least: 1,
    most: 1024,
    default: 32,
};

/// How often a request is tried.
pub const ATTEMPTS: Bounds = Bounds {
    least: 1,
    most: 100,
    default: 5,
};

/// The versions of OCSF.
pub const OCSF_VERSIONS: &[&str] = &["1.8.0", "1.7.0", "1.6.0", "1.5.0"];

/// When reports are coloured.
pub const COLORS: &[&str] = &["auto", "always", "never"];

/// The table of the settings about AWS.
pub const AWS: &str = "aws";
/// The table of the controls' parameters.
pub const PARAMETERS: &str = "parameters";
/// The table of the profiles, which have all settings but profiles.
pub const PROFILES: &str = "profiles";

/// All settings with a value, in the order in which people read them.
pub const KEYS: &[Key] = &[
    Key {
        name: "policy",
        flag: "policy",
        about: "Folders, files and bundles with policies besides the built-in ones",
        sample: "[\"policies\"]",
        takes: Takes::Paths(|config| &mut config.policy),
    },
    Key {
        name: "builtin",
        flag: "no-builtin",
        about: "Whether the built-in controls are loaded; the built-in libraries always are",
        sample: "true",
        takes: Takes::Flag(|config| &mut config.builtin),
    },
    Key {
        name: "select",
        flag: "select",
        about: "The controls to judge: ids, aliases, globs, service:NAME, framework:NAME[/SECTION], set:NAME, severity:LEVEL",
        sample: "[\"framework:cis-aws-foundations-6.0\"]",
        takes: Takes::Texts(|config| &mut config.select),
    },
    Key {
        name: "exclude",
        flag: "exclude",
        about: "The controls to leave out, by the same selectors",
        sample: "[\"config-snapshot-frequency\"]",
        takes: Takes::Texts(|config| &mut config.exclude),
    },
    Key {
        name: "framework",
        flag: "framework",
        about: "The frameworks that reports show section by section",
        sample: "[\"pci-dss-4.0\"]",
        takes: Takes::Texts(|config| &mut config.framework),
    },
    Key {
        name: "fail-on",
        flag: "fail-on",
        about: "The least severity of a failure that counts",
        sample: "\"low\"",
        takes: Takes::Severity(|config| &mut config.fail_on),
    },
    Key {
        name: "allow-errors",
        flag: "allow-errors",
        about: "Whether a run may end with 0 instead of 3 when something could not be judged",
        sample: "false",
        takes: Takes::Flag(|config| &mut config.allow_errors),
    },
    Key {
        name: "exit-zero",
        flag: "exit-zero",
        about: "Whether a run ends with 0 instead of 1 on failures",
        sample: "false",
        takes: Takes::Flag(|config| &mut config.exit_zero),
    },
    Key {
        name: "waivers",
        flag: "waivers",
        about: "The file of waivers: failures that somebody answers for do not count",
        sample: "\"waivers.toml\"",
        takes: Takes::Path(|config| &mut config.waivers),
    },
    Key {
        name: "baseline",
        flag: "baseline",
        about: "The failures that are known, a baseline or a report in JSON: only new ones count",
        sample: "\"baseline.json\"",
        takes: Takes::Path(|config| &mut config.baseline),
    },
    Key {
        name: "format",
        flag: "format",
        about: "The reports to write, FORMAT or FORMAT=FILE",
        sample: "[\"text\", \"junit=assize.xml\"]",
        takes: Takes::Formats(|config| &mut config.format),
    },
    Key {
        name: "ocsf-version",
        flag: "ocsf-version",
        about: "The version of OCSF that the format `ocsf` says",
        sample: "\"1.8.0\"",
        takes: Takes::Choice(OCSF_VERSIONS, |config| &mut config.ocsf_version),
    },
    Key {
        name: "color",
        flag: "color",
        about: "When reports on standard output are coloured",
        sample: "\"auto\"",
        takes: Takes::Choice(COLORS, |config| &mut config.color),
    },
    Key {
        name: "snapshot",
        flag: "snapshot",
        about: "Where `assize audit` keeps the snapshot that it judged",
        sample: "\"audit.jsonl.zst\"",
        takes: Takes::Path(|config| &mut config.snapshot),
    },
    Key {
        name: "aws.profile",
        flag: "profile",
        about: "A named profile of the AWS configuration; the environment's AWS_PROFILE goes before it",
        sample: "\"audit\"",
        takes: Takes::Text(|config| &mut config.aws.profile),
    },
    Key {
        name: "aws.regions",
        flag: "regions",
        about: "The regions to collect from; all enabled ones otherwise",
        sample: "[\"eu-west-1\", \"us-east-1\"]",
        takes: Takes::Texts(|config| &mut config.aws.regions),
    },
    Key {
        name: "aws.role-arn",
        flag: "role-arn",
        about: "Roles to assume, one from the other",
        sample: "[\"arn:aws:iam::111122223333:role/audit\"]",
        takes: Takes::Texts(|config| &mut config.aws.role_arn),
    },
    Key {
        name: "aws.external-id",
        flag: "external-id",
        about: "The external id with which the roles are assumed",
        sample: "\"example\"",
        takes: Takes::Text(|config| &mut config.aws.external_id),
    },
    Key {
        name: "aws.endpoint-url",
        flag: "endpoint-url",
        about: "The address that all requests are sent to; the environment's AWS_ENDPOINT_URL goes before it",
        sample: "\"https://aws.example.com\"",
        takes: Takes::Text(|config| &mut config.aws.endpoint_url),
    },
    Key {
        name: "aws.bucket-owner",
        flag: "bucket-owner",
        about: "Accounts that log buckets may belong to besides the audited one",
        sample: "[\"444455556666\"]",
        takes: Takes::Accounts(|config| &mut config.aws.bucket_owner),
    },
    Key {
        name: "aws.max-concurrency",
        flag: "max-concurrency",
        about: "How many requests are under way at once, at most",
        sample: "32",
        takes: Takes::Whole(CONCURRENCY, |config| &mut config.aws.max_concurrency),
    },
    Key {
        name: "aws.max-attempts",
        flag: "max-attempts",
        about: "How often a request that AWS throttles or fails is tried; the environment's AWS_MAX_ATTEMPTS goes before it",
        sample: "5",
        takes: Takes::Whole(ATTEMPTS, |config| &mut config.aws.max_attempts),
    },
];

/// The setting of a name in a table, or at the top.
pub fn find(table: Option<&str>, name: &str) -> Option<&'static Key> {
    KEYS.iter().find(|key| key.place() == (table, name))
}
