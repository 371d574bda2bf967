//! Findings: the one answer for each pair of control and subject.

use std::fmt;

use aws_lc_rs::digest::{SHA256, digest};
use serde::{Deserialize, Serialize};

use super::gap::Gap;

/// How bad a failure is.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "UPPERCASE")]
pub enum Severity {
    /// Good to have.
    Low,
    /// Should be mended.
    Medium,
    /// Should be mended soon.
    High,
    /// Mend it now.
    Critical,
}

impl Severity {
    /// All severities, the worst first: the order in which people read.
    pub const WORST_FIRST: [Self; 4] = [Self::Critical, Self::High, Self::Medium, Self::Low];

    /// The severity in capitals.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Low => "LOW",
            Self::Medium => "MEDIUM",
            Self::High => "HIGH",
            Self::Critical => "CRITICAL",
        }
    }

    /// Reads a severity in any case.
    pub fn parse(text: &str) -> Option<Self> {
        Self::WORST_FIRST
            .into_iter()
            .find(|severity| severity.as_str().eq_ignore_ascii_case(text))
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// What a finding is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// A whole organization.
    Organization {
        /// Its id, `o-…`.
        id: String,
    },
    /// An account.
    Account {
        /// Its 12-digit id.
        account: String,
    },
    /// A region of an account.
    Region {
        /// The account's 12-digit id.
        account: String,
        /// The region's code.
        region: String,
    },
    /// A resource.
    Resource {
        /// The account in which it was seen.
        account: String,
        /// Its region, or `global`.
        region: String,
        /// Its type, for example `AWS::S3::Bucket`.
        resource_type: String,
        /// Its ARN, or another key that is unique in the snapshot.
        key: String,
    },
}

impl Subject {
    /// What kind of subject it is.
    pub fn kind(&self) -> SubjectKind {
        match self {
            Self::Organization { .. } => SubjectKind::Organization,
            Self::Account { .. } => SubjectKind::Account,
            Self::Region { .. } => SubjectKind::Region,
            Self::Resource { .. } => SubjectKind::Resource,
        }
    }

    /// The account, where the subject has one.
    pub fn account(&self) -> Option<&str> {
        match self {
            Self::Organization { .. } => None,
            Self::Account { account }
            | Self::Region { account, .. }
            | Self::Resource { account, .. } => Some(account),
        }
    }

    /// The region, where the subject has one.
    pub fn region(&self) -> Option<&str> {
        match self {
            Self::Organization { .. } | Self::Account { .. } => None,
            Self::Region { region, .. } | Self::Resource { region, .. } => Some(region),
        }
    }

    /// One string that names the subject: an ARN, `account/region`, an account's or organization's id.
    pub fn id(&self) -> String {
        match self {
            Self::Organization { id } => id.clone(),
            Self::Account { account } => account.clone(),
            Self::Region { account, region } => format!("{account}/{region}"),
            Self::Resource { key, .. } => key.clone(),
        }
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Organization { id } => write!(f, "organization {id}"),
            Self::Account { account } => write!(f, "account {account}"),
            Self::Region { account, region } => write!(f, "region {region} of account {account}"),
            Self::Resource { key, .. } => f.write_str(key),
        }
    }
}

/// The kinds of subject, as a policy's metadata names them.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum SubjectKind {
    /// The organization as a whole.
    Organization,
    /// Each account.
    Account,
    /// Each enabled region of each account.
    Region,
    /// Each resource of the policy's types.
    Resource,
}

impl SubjectKind {
    /// The word used in metadata.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Organization => "organization",
            Self::Account => "account",
            Self::Region => "region",
            Self::Resource => "resource",
        }
    }
}

/// One thing that a policy found wrong.
#[derive(
    Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema,
)]
pub struct Violation {
    /// What is wrong, in a sentence fragment.
    pub message: String,
    /// The path of the value at fault within the subject, for example `configuration.logFileValidationEnabled`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
}

/// Why a finding has no verdict.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// Something that the policy reads could not be read.
    Gap(Gap),
    /// The policy itself failed: an evaluation error, a time-out, a malformed result.
    Policy(String),
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Gap(gap) => gap.fmt(f),
            Self::Policy(message) => f.write_str(message),
        }
    }
}

/// At least one of something: what makes a `Fail` without violations impossible to build.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NonEmpty<T>(Vec<T>);

impl<T: Ord> NonEmpty<T> {
    /// The items sorted and without repeats; none when there are none.
    pub fn sorted(mut items: Vec<T>) -> Option<Self> {
        items.sort();
        items.dedup();
        (!items.is_empty()).then_some(Self(items))
    }

    /// One item.
    pub fn one(item: T) -> Self {
        Self(vec![item])
    }
}

impl<T> std::ops::Deref for NonEmpty<T> {
    type Target = [T];
    fn deref(&self) -> &[T] {
        &self.0
    }
}

/// The answer for one pair of control and subject.
///
/// A `Pass` carries nothing, so a pass with violations, or one beside a gap, cannot be built.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Everything that the policy reads was read, and nothing is wrong.
    Pass,
    /// Something is wrong.
    Fail(NonEmpty<Violation>),
    /// No verdict, and why.
    Error {
        /// What could not be read or evaluated.
        reasons: NonEmpty<Reason>,
        /// What was seen to be wrong all the same, in places that were read.
        seen: Vec<Violation>,
    },
    /// The control does not concern this subject.
    NotApplicable(String),
    /// Something is wrong, and somebody has answered for it until a date.
    Waived {
        /// What is wrong.
        violations: NonEmpty<Violation>,
        /// The waiver's id.
        waiver: String,
    },
}

impl Outcome {
    /// The status word.
    pub fn status(&self) -> Status {
        match self {
            Self::Pass => Status::Pass,
            Self::Fail(_) => Status::Fail,
            Self::Error { .. } => Status::Error,
            Self::NotApplicable(_) => Status::NotApplicable,
            Self::Waived { .. } => Status::Waived,
        }
    }

    /// What was found wrong, whatever the status makes of it.
    pub fn violations(&self) -> &[Violation] {
        match self {
            Self::Fail(violations) | Self::Waived { violations, .. } => violations,
            Self::Error { seen, .. } => seen,
            Self::Pass | Self::NotApplicable(_) => &[],
        }
    }
}

/// The status of a finding.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Status {
    /// Something is wrong.
    Fail,
    /// No verdict.
    Error,
    /// Something is wrong and waived.
    Waived,
    /// Nothing is wrong.
    Pass,
    /// The control does not concern the subject.
    NotApplicable,
}

impl Status {
    /// All statuses, those that need attention first.
    pub const ALL: [Self; 5] = [
        Self::Fail,
        Self::Error,
        Self::Waived,
        Self::Pass,
        Self::NotApplicable,
    ];

    /// The word in capitals.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Fail => "FAIL",
            Self::Error => "ERROR",
            Self::Waived => "WAIVED",
            Self::Pass => "PASS",
            Self::NotApplicable => "NOT_APPLICABLE",
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The control's id, for example `cloudtrail-log-file-validation`.
    pub control: String,
    /// What it is about.
    pub subject: Subject,
    /// How bad a failure of the control is.
    pub severity: Severity,
    /// The answer.
    pub outcome: Outcome,
}

impl Finding {
    /// The finding's identity across runs: the first 16 bytes, in hexadecimal, of the SHA-256 of control id and subject.
    pub fn fingerprint(&self) -> String {
        let text = format!(
            "{}\n{}\n{}",
            self.control,
            self.subject.kind().as_str(),
            self.subject.id()
        );
        hex(&digest(&SHA256, text.as_bytes()).as_ref()[..16])
    }
}

/// Bytes in lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
