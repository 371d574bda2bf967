//! The model read back from the wire.
//!
//! What is derived from the rest (verdict, summary, fingerprints, remedies) is derived anew, and has to agree as far as it
//! tells a whole report from one that lost something.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    BaselineState, Control, Coverage, Customised, Demand, Finding, Gap, Reason, Report, Snapshot,
    StatusCounts, Subject, View, Violation, Waivers,
};
use crate::model::baseline::Baseline as ModelBaseline;
use crate::model::control::{
    Control as ModelControl, Customised as ModelCustomised, Demand as ModelDemand,
};
use crate::model::finding::{
    Finding as ModelFinding, NonEmpty, Outcome, Reason as ModelReason, Status,
    Subject as ModelSubject, Violation as ModelViolation,
};
use crate::model::gap::{Coverage as ModelCoverage, Gap as ModelGap};
use crate::model::remediation::Remediation;
use crate::model::report::{Gate, Report as ModelReport};
use crate::model::snapshot::{AccountScope, Header, RegionScope};
use crate::model::view::{ControlJudgement, Judgement, Part, View as ModelView};
use crate::model::waiver::{
    Waiver as ModelWaiver, WaiverNote as ModelWaiverNote, Waivers as ModelWaivers,
};

/// What no run can have found.
#[derive(Debug, thiserror::Error)]
pub enum Contradiction {
    /// The summary counts other findings than there are.
    #[error("its summary counts {counted} findings, and it has {found}")]
    Summary {
        /// The total of the summary.
        counted: u64,
        /// The findings.
        found: u64,
    },
    /// Waivers have a date that is none.
    #[error("its waivers have the date `{0}`, which is none")]
    NoDay(String),
    /// A finding has a status without what the status stands for.
    #[error("{status} of {control} for {subject} does not say {missing}")]
    Unfounded {
        /// The status.
        status: Status,
        /// The control.
        control: String,
        /// The subject.
        subject: String,
        /// What is not there.
        missing: &'static str,
    },
}

impl TryFrom<Report> for ModelReport {
    type Error = Contradiction;

    fn try_from(report: Report) -> Result<Self, Contradiction> {
        let counted = report.summary.total;
        let found = report.findings.len() as u64;
        if counted != found {
            return Err(Contradiction::Summary { counted, found });
        }
        let mut controls: Vec<ModelControl> = report
            .controls
            .into_iter()
            .map(ModelControl::from)
            .collect();
        // Controls are looked up by their ids, in this order.
        controls.sort_by(|one, other| one.id.cmp(&other.id));
        let mut unchanged: BTreeMap<String, BTreeSet<ModelSubject>> = BTreeMap::new();
        for finding in &report.findings {
            if finding.baseline_state == Some(BaselineState::Unchanged) {
                let subjects = unchanged.entry(finding.control.clone()).or_default();
                subjects.insert(finding.subject.to_model());
            }
        }
        let baseline = report.baseline.map(|baseline| ModelBaseline {
            file: baseline.file,
            sha256: baseline.sha256,
            collected_at: baseline.collected_at,
            entries: baseline.entries,
            unchanged,
            absent: baseline.absent,
        });
        let findings = report.findings.into_iter().map(ModelFinding::try_from);
        Ok(Self {
            waivers: report.waivers.map(ModelWaivers::try_from).transpose()?,
            baseline,
            tool: report.tool,
            snapshot_sha256: report.snapshot.sha256.clone(),
            complete: report.snapshot.complete,
            snapshot: Header::from(report.snapshot),
            controls,
            findings: findings.collect::<Result<_, _>>()?,
            coverage: report
                .coverage
                .into_iter()
                .map(ModelCoverage::from)
                .collect(),
            gaps: report.gaps.into_iter().map(ModelGap::from).collect(),
            gate: Gate {
                fail_on: report.gate.fail_on,
                allow_errors: report.gate.allow_errors,
                exit_zero: report.gate.exit_zero,
            },
            views: report.views.into_iter().map(ModelView::from).collect(),
        })
    }
}

impl TryFrom<Waivers> for ModelWaivers {
    type Error = Contradiction;

    fn try_from(waivers: Waivers) -> Result<Self, Contradiction> {
        let day = |text: &str| {
            text.parse()
                .map_err(|_| Contradiction::NoDay(text.to_owned()))
        };
        let entries = waivers.entries.into_iter().map(|waiver| {
            Ok(ModelWaiver {
                expires: day(&waiver.expires)?,
                id: waiver.id,
                state: waiver.state,
                reason: waiver.reason,
                owner: waiver.owner,
                ticket: waiver.ticket,
                approvals: waiver.approvals,
                findings: waiver.findings,
            })
        });
        let notes = waivers.notes.into_iter().map(|note| ModelWaiverNote {
            waiver: note.waiver,
            kind: note.kind,
            message: note.message,
        });
        Ok(Self {
            date: day(&waivers.date)?,
            file: waivers.file,
            sha256: waivers.sha256,
            entries: entries.collect::<Result<_, Contradiction>>()?,
            notes: notes.collect(),
        })
    }
}

impl From<Snapshot> for Header {
    fn from(snapshot: Snapshot) -> Self {
        let accounts = snapshot.accounts.into_iter().map(|account| AccountScope {
            id: account.id,
            partition: account.partition,
            regions: account
                .regions
                .into_iter()
                .map(|region| RegionScope {
                    name: region.name,
                    opt_in_status: region.opt_in_status,
                    selected: region.selected,
                })
                .collect(),
        });
        Self {
            schema_version: snapshot.schema_version,
            collected_at: snapshot.collected_at,
            tool: snapshot.tool,
            caller: snapshot.caller,
            accounts: accounts.collect(),
        }
    }
}

impl TryFrom<Finding> for ModelFinding {
    type Error = Contradiction;

    fn try_from(finding: Finding) -> Result<Self, Contradiction> {
        let missing = |missing| Contradiction::Unfounded {
            status: finding.status,
            control: finding.control.clone(),
            subject: finding.subject.id().to_owned(),
            missing,
        };
        let violations = finding.violations.iter().map(ModelViolation::from);
        let violations: Vec<ModelViolation> = violations.collect();
        let some =
            |violations| NonEmpty::sorted(violations).ok_or_else(|| missing("what is wrong"));
        let outcome = match finding.status {
            Status::Pass => Outcome::Pass,
            Status::Fail => Outcome::Fail(some(violations)?),
            Status::Error => {
                let reasons = finding.reasons.iter().map(ModelReason::from);
                Outcome::Error {
                    reasons: NonEmpty::sorted(reasons.collect())
                        .ok_or_else(|| missing("why there is no verdict"))?,
                    seen: violations,
                }
            }
            Status::NotApplicable => Outcome::NotApplicable(
                finding
                    .not_applicable
                    .clone()
                    .ok_or_else(|| missing("why the control does not concern it"))?,
            ),
            Status::Waived => Outcome::Waived {
                violations: some(violations)?,
                waiver: finding
                    .waiver
                    .clone()
                    .ok_or_else(|| missing("by which waiver"))?,
            },
        };
        Ok(Self {
            control: finding.control,
            subject: ModelSubject::from(finding.subject),
            severity: finding.severity,
            outcome,
        })
    }
}

impl From<&Violation> for ModelViolation {
    fn from(violation: &Violation) -> Self {
        Self {
            message: violation.message.clone(),
            path: violation.path.clone(),
        }
    }
}

impl From<Subject> for ModelSubject {
    fn from(subject: Subject) -> Self {
        match subject {
            Subject::Organization { id } => Self::Organization { id },
            Subject::Account { account, .. } => Self::Account { account },
            Subject::Region {
                account, region, ..
            } => Self::Region { account, region },
            Subject::Resource {
                account,
                region,
                resource_type,
                key,
                ..
            } => Self::Resource {
                account,
                region,
                resource_type,
                key,
            },
        }
    }
}

impl From<&Reason> for ModelReason {
    fn from(reason: &Reason) -> Self {
        match reason {
            Reason::Gap(gap) => Self::Gap(gap.clone().into()),
            Reason::Policy(message) => Self::Policy(message.clone()),
        }
    }
}

impl From<Gap> for ModelGap {
    fn from(gap: Gap) -> Self {
        Self {
            action: gap.action,
            account_id: gap.account_id,
            region: gap.region,
            resource_type: gap.resource_type,
            resource: gap.resource,
            kind: gap.kind,
            code: gap.code,
            message: gap.message,
        }
    }
}

impl From<Coverage> for ModelCoverage {
    fn from(coverage: Coverage) -> Self {
        Self {
            action: coverage.action,
            account_id: coverage.account_id,
            region: coverage.region,
            resource_type: coverage.resource_type,
            calls: coverage.calls,
        }
    }
}

impl From<Control> for ModelControl {
    fn from(control: Control) -> Self {
        Self {
            id: control.id,
            title: control.title,
            description: control.description,
            severity: control.severity,
            enforcement: control.enforcement,
            service: control.service,
            subject: control.subject,
            resource_types: control.resource_types,
            frameworks: control.frameworks,
            remediation: Remediation {
                cli: control.remediation,
                terraform: control.remediation_terraform,
                console: control.remediation_console,
            },
            aliases: control.aliases,
            references: control.references,
            reads: control.reads,
            actions: control.actions,
            parameters: control.parameters,
            customised_parameters: control
                .customised_parameters
                .into_iter()
                .map(|(name, customised)| (name, ModelCustomised::from(customised)))
                .collect(),
            file: control.file,
            line: control.line,
        }
    }
}

impl From<Customised> for ModelCustomised {
    fn from(customised: Customised) -> Self {
        Self {
            value: customised.value,
            default: customised.default,
            looser_than: customised
                .looser_than
                .into_iter()
                .map(ModelDemand::from)
                .collect(),
        }
    }
}

impl From<Demand> for ModelDemand {
    fn from(demand: Demand) -> Self {
        Self {
            framework: demand.framework,
            at_least: demand.at_least,
            at_most: demand.at_most,
        }
    }
}

impl From<View> for ModelView {
    fn from(view: View) -> Self {
        let sections = view.sections.into_iter().map(|section| Part {
            id: section.id,
            about: section.about,
            held: Judgement {
                status: section.status,
                controls: section
                    .controls
                    .into_iter()
                    .map(|control| ControlJudgement {
                        id: control.id,
                        status: control.status,
                        findings: control.findings.by_status(),
                        is_looser: control.looser,
                    })
                    .collect(),
            },
        });
        let not_judged = view.not_judged.into_iter().map(|part| Part {
            id: part.id,
            about: part.about,
            held: (),
        });
        Self {
            kind: view.kind,
            id: view.id,
            title: view.title,
            version: view.version,
            url: view.url,
            complete: view.complete,
            sections: sections.collect(),
            not_judged: not_judged.collect(),
        }
    }
}

impl StatusCounts {
    /// The statuses that there are findings of.
    fn by_status(self) -> BTreeMap<Status, u64> {
        let counts = [
            (Status::Fail, self.fail),
            (Status::Error, self.error),
            (Status::Waived, self.waived),
            (Status::Pass, self.pass),
            (Status::NotApplicable, self.not_applicable),
        ];
        counts.into_iter().filter(|(_, count)| *count > 0).collect()
    }
}
