//! The JSON report as it is on the wire: what other programs rely on, apart from what this program thinks in.
//!
//! A field may be added within a version; anything else is a new [`SCHEMA_VERSION`]. The vocabularies (statuses,
//! severities, kinds) are the model's own, since their spelling is public already in policies and snapshots.

mod exceptions;
mod from_model;
mod to_model;

pub use to_model::Contradiction;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Number, Value};

use crate::model::control::Enforcement;
use crate::model::finding::{Severity, Status, Subject as ModelSubject, SubjectKind};
use crate::model::gap::GapKind;
use crate::model::snapshot::OptInStatus;
use crate::model::view::ViewKind;

pub use exceptions::{Baseline, BaselineState, KnownFailure, Waiver, WaiverNote, Waivers};

/// The version of the report format that this build writes, and the newest that it reads.
pub const SCHEMA_VERSION: u32 = 1;

/// A whole report.
pub type Report = Document<Vec<Finding>>;

/// A report around its findings, whichever way they are held: as a list when read, as a stream when written.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Report")]
#[serde(rename_all = "camelCase")]
pub struct Document<F> {
    /// The format's version.
    pub schema_version: u32,
    /// The program that wrote the report, with its version.
    pub tool: String,
    /// The judgement of the whole run.
    pub verdict: Verdict,
    /// What decided whether a failure counts.
    pub gate: Gate,
    /// Findings in numbers.
    pub summary: Summary,
    /// The snapshot that was judged.
    pub snapshot: Snapshot,
    /// All controls that were evaluated, by id.
    pub controls: Vec<Control>,
    /// The frameworks and sets that were asked for, section by section.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub views: Vec<View>,
    /// One finding for each pair of control and subject, passes included, by control and subject.
    pub findings: F,
    /// What could not be read.
    pub gaps: Vec<Gap>,
    /// What was asked for.
    pub coverage: Vec<Coverage>,
    /// The waivers, where a file of them was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waivers: Option<Waivers>,
    /// The failures that were known before, where they were given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub baseline: Option<Baseline>,
}

/// The judgement of a whole run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Something was judged, nothing failed at or above the threshold, everything could be read.
    Compliant,
    /// Something failed at or above the threshold.
    NonCompliant,
    /// Nothing failed at or above the threshold, but not everything could be judged.
    Incomplete,
}

/// What decided whether a failure counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Gate {
    /// The least severity of a FAIL that counts.
    pub fail_on: Severity,
    /// Whether a run with ERROR findings may still end as a success.
    pub allow_errors: bool,
    /// Whether failures are reported without failing the run.
    pub exit_zero: bool,
}

/// Findings in numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Summary {
    /// All findings.
    pub total: u64,
    /// Findings by status.
    pub by_status: StatusCounts,
    /// FAIL findings by severity.
    pub failures_by_severity: SeverityCounts,
    /// ERROR findings by severity.
    pub errors_by_severity: SeverityCounts,
    /// FAIL and ERROR findings of controls that only warn, among the others.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub warnings: u64,
    /// FAIL findings that were known before and do not fail the run, among the others.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub baselined: u64,
}

fn is_zero(number: &u64) -> bool {
    *number == 0
}

/// A number for each status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub struct StatusCounts {
    /// Something is wrong.
    pub fail: u64,
    /// No verdict.
    pub error: u64,
    /// Something is wrong and waived.
    pub waived: u64,
    /// Nothing is wrong.
    pub pass: u64,
    /// The control does not concern the subject.
    pub not_applicable: u64,
}

/// A number for each severity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
pub struct SeverityCounts {
    /// Mend it now.
    pub critical: u64,
    /// Should be mended soon.
    pub high: u64,
    /// Should be mended.
    pub medium: u64,
    /// Good to have.
    pub low: u64,
}

/// The snapshot that was judged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Snapshot {
    /// The version of the snapshot's own format.
    pub schema_version: u32,
    /// When the collection began, RFC 3339 in UTC.
    pub collected_at: String,
    /// The program that collected, with its version.
    pub tool: String,
    /// The ARN of the caller, where one was known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caller: Option<String>,
    /// The SHA-256 in the snapshot's trailer, in hexadecimal.
    pub sha256: String,
    /// False when the collection was interrupted.
    pub complete: bool,
    /// The accounts that were judged.
    pub accounts: Vec<Account>,
}

/// An account in the scope.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Account {
    /// The 12-digit id.
    pub id: String,
    /// The partition, for example `aws`.
    pub partition: String,
    /// Its regions.
    pub regions: Vec<Region>,
}

/// A region of an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Region {
    /// The code, for example `eu-west-1`.
    pub name: String,
    /// AWS's word for whether the region is enabled, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opt_in_status: Option<OptInStatus>,
    /// Whether the region was to be judged.
    pub selected: bool,
}

impl Region {
    /// True unless AWS says that the region is not enabled.
    pub fn is_enabled(&self) -> bool {
        !matches!(
            self.opt_in_status,
            Some(OptInStatus::Disabled | OptInStatus::Disabling)
        )
    }
}

/// A control that was evaluated.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Control {
    /// The id.
    pub id: String,
    /// One line.
    pub title: String,
    /// Why it matters, in Markdown.
    pub description: String,
    /// How bad a failure is.
    pub severity: Severity,
    /// Whether a failure counts; where it is left out, it does.
    #[serde(default, skip_serializing_if = "Enforcement::is_gate")]
    pub enforcement: Enforcement,
    /// The service that it is about.
    pub service: String,
    /// What its findings are about.
    pub subject: SubjectKind,
    /// The types whose resources are the subjects, of a resource control.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub resource_types: Vec<String>,
    /// Sections of frameworks, by framework.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub frameworks: BTreeMap<String, Vec<String>>,
    /// How to mend it: a command, with `{…}` for the subject's names.
    pub remediation: String,
    /// The same in Terraform.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remediation_terraform: Option<String>,
    /// The way through the console.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remediation_console: Option<String>,
    /// Other ids that select the control.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    /// Pages to read.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub references: Vec<String>,
    /// What it reads, as `TYPE path`.
    pub reads: Vec<String>,
    /// The IAM actions that takes.
    pub actions: Vec<String>,
    /// The parameters in force.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub parameters: BTreeMap<String, Value>,
    /// Of these, the ones whose value in force is not the default.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub customised_parameters: BTreeMap<String, Customised>,
    /// The policy's file.
    pub file: String,
    /// The line of its `deny`.
    pub line: u32,
}

/// A parameter whose value in force is not the control's own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Customised {
    /// The value in force.
    pub value: Value,
    /// The value where none is set.
    pub default: Value,
    /// The frameworks that ask for more than the value in force.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub looser_than: Vec<Demand>,
}

/// What a framework asks of a parameter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Demand {
    /// The framework, as the control names it.
    pub framework: String,
    /// The least value that the framework takes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_least: Option<Number>,
    /// The greatest value that the framework takes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_most: Option<Number>,
}

/// A framework section by section, or a set of controls step by step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct View {
    /// What it is.
    pub kind: ViewKind,
    /// The name that selects it.
    pub id: String,
    /// Its own name.
    pub title: String,
    /// Its version, where it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// Its publisher's page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Whether all of its sections are known: then `sections` and `notJudged` together are the whole.
    pub complete: bool,
    /// Sections by status.
    pub by_status: StatusCounts,
    /// Sections without a status, because controls of theirs were not part of the run.
    pub open: u64,
    /// The sections that controls judge.
    pub sections: Vec<Section>,
    /// The sections or chapters that no control judges.
    pub not_judged: Vec<NotJudged>,
}

/// A section of a framework, or a step of a set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Section {
    /// Its number or name.
    pub id: String,
    /// What it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
    /// The worst of its controls' statuses; none where that is no FAIL and no ERROR and not all of them were part of the run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<Status>,
    /// The controls that judge it.
    pub controls: Vec<SectionControl>,
}

/// A control of a section.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SectionControl {
    /// The control's id.
    pub id: String,
    /// The worst status of its findings; none where it was not part of the run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<Status>,
    /// Its findings by status.
    pub findings: StatusCounts,
    /// Whether it was judged with a parameter that is looser than the framework asks.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub looser: bool,
}

/// A section or chapter that no control judges.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct NotJudged {
    /// Its number.
    pub id: String,
    /// What it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
}

/// The answer for one pair of control and subject.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Finding {
    /// The control's id.
    pub control: String,
    /// How bad a failure of the control is.
    pub severity: Severity,
    /// Whether a failure of the control counts; where it is left out, it does.
    #[serde(default, skip_serializing_if = "Enforcement::is_gate")]
    pub enforcement: Enforcement,
    /// The answer.
    pub status: Status,
    /// What it is about.
    pub subject: Subject,
    /// The finding's identity across runs: the same control and subject have the same fingerprint.
    pub fingerprint: String,
    /// What is wrong: of FAIL and WAIVED findings; of ERROR findings what was seen to be wrong all the same.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub violations: Vec<Violation>,
    /// Why there is no verdict: of ERROR findings.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<Reason>,
    /// Why the control does not concern the subject: of NOT_APPLICABLE findings.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_applicable: Option<String>,
    /// The id of the waiver: of WAIVED findings.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waiver: Option<String>,
    /// Whether the failure was known before: of FAIL findings, where a baseline was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub baseline_state: Option<BaselineState>,
    /// How to mend what is wrong: a command, with the subject's own names: of findings with violations.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remediation: Option<String>,
    /// The same in Terraform.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remediation_terraform: Option<String>,
    /// The way through the console.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remediation_console: Option<String>,
    /// The frameworks that ask for more than the control's parameters in force: for them this answer shows less than it seems to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub looser_than: Vec<String>,
}

/// What a finding is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(
    tag = "kind",
    rename_all = "lowercase",
    rename_all_fields = "camelCase"
)]
pub enum Subject {
    /// A whole organization.
    Organization {
        /// Its id, `o-…`.
        id: String,
    },
    /// An account.
    Account {
        /// One string that names the subject.
        id: String,
        /// The 12-digit id.
        account: String,
    },
    /// A region of an account.
    Region {
        /// One string that names the subject.
        id: String,
        /// The account's 12-digit id.
        account: String,
        /// The region's code.
        region: String,
    },
    /// A resource.
    Resource {
        /// One string that names the subject.
        id: String,
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
    /// One string that names the subject.
    pub fn id(&self) -> &str {
        match self {
            Self::Organization { id }
            | Self::Account { id, .. }
            | Self::Region { id, .. }
            | Self::Resource { id, .. } => id,
        }
    }

    /// The account and the region, where the subject has them.
    pub fn place(&self) -> (Option<&str>, Option<&str>) {
        match self {
            Self::Organization { .. } => (None, None),
            Self::Account { account, .. } => (Some(account), None),
            Self::Region {
                account, region, ..
            }
            | Self::Resource {
                account, region, ..
            } => (Some(account), Some(region)),
        }
    }

    /// The subject as the model has it.
    pub fn to_model(&self) -> ModelSubject {
        self.clone().into()
    }
}

/// One thing that a policy found wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Violation {
    /// What is wrong.
    pub message: String,
    /// The path of the value at fault within the subject.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
}

/// Why a finding has no verdict: an object with one key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Reason {
    /// Something that the policy reads could not be read.
    Gap(Gap),
    /// The policy itself failed, and how.
    Policy(String),
}

/// Something that could not be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Gap {
    /// The IAM action that was needed.
    pub action: String,
    /// The account in which it was needed.
    pub account_id: String,
    /// The region; none where the operation is the account's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// The type that could not be read, where the action serves several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource_type: Option<String>,
    /// The key of the one resource that could not be read; none when it is all of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource: Option<String>,
    /// Why not.
    pub kind: GapKind,
    /// The error code that AWS gave.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The message that AWS gave, or what is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

/// An operation that was performed in a place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Coverage {
    /// The IAM action.
    pub action: String,
    /// The account.
    pub account_id: String,
    /// The region; none where it holds for the whole account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// The type that is covered, where the action serves several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource_type: Option<String>,
    /// How many calls that took, pages included.
    pub calls: u64,
}
