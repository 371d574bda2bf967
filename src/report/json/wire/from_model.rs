//! The model put on the wire. With `to_model`, this is the one place that knows both, so that either may change without the other.

use std::collections::BTreeMap;

use super::{
    Account, Baseline, BaselineState, Control, Coverage, Customised, Demand, Document, Finding,
    Gap, Gate, NotJudged, Reason, Region, Report, SCHEMA_VERSION, Section, SectionControl,
    SeverityCounts, Snapshot, StatusCounts, Subject, Summary, Verdict, View, Violation, Waivers,
};
use crate::model::control::{
    Control as ModelControl, Customised as ModelCustomised, Demand as ModelDemand, Enforcement,
};
use crate::model::finding::{
    Finding as ModelFinding, Outcome, Reason as ModelReason, Severity, Status,
    Subject as ModelSubject,
};
use crate::model::gap::{Coverage as ModelCoverage, Gap as ModelGap};
use crate::model::remediation::Remediation;
use crate::model::report::{
    Report as ModelReport, Summary as ModelSummary, Verdict as ModelVerdict,
};
use crate::model::view::{Judgement, Part, View as ModelView};

impl From<&BTreeMap<Severity, u64>> for SeverityCounts {
    fn from(counts: &BTreeMap<Severity, u64>) -> Self {
        let of = |severity| counts.get(&severity).copied().unwrap_or(0);
        Self {
            critical: of(Severity::Critical),
            high: of(Severity::High),
            medium: of(Severity::Medium),
            low: of(Severity::Low),
        }
    }
}

impl From<&BTreeMap<Status, u64>> for StatusCounts {
    fn from(counts: &BTreeMap<Status, u64>) -> Self {
        let of = |status| counts.get(&status).copied().unwrap_or(0);
        Self {
            fail: of(Status::Fail),
            error: of(Status::Error),
            waived: of(Status::Waived),
            pass: of(Status::Pass),
            not_applicable: of(Status::NotApplicable),
        }
    }
}

impl From<&ModelSummary> for StatusCounts {
    fn from(summary: &ModelSummary) -> Self {
        Self::from(&summary.by_status)
    }
}

impl From<&ModelView> for View {
    fn from(view: &ModelView) -> Self {
        let section = |part: &Part<Judgement>| Section {
            id: part.id.clone(),
            about: part.about.clone(),
            status: part.held.status,
            controls: part
                .held
                .controls
                .iter()
                .map(|control| SectionControl {
                    id: control.id.clone(),
                    status: control.status,
                    findings: StatusCounts::from(&control.findings),
                    looser: control.is_looser,
                })
                .collect(),
        };
        let not_judged = |part: &Part<()>| NotJudged {
            id: part.id.clone(),
            about: part.about.clone(),
        };
        Self {
            kind: view.kind,
            id: view.id.clone(),
            title: view.title.clone(),
            version: view.version.clone(),
            url: view.url.clone(),
            complete: view.complete,
            by_status: StatusCounts::from(&view.counts()),
            open: view.open(),
            sections: view.sections.iter().map(section).collect(),
            not_judged: view.not_judged.iter().map(not_judged).collect(),
        }
    }
}

impl<F> Document<F> {
    /// A report on the wire, around findings that are given apart.
    pub(in crate::report) fn around(report: &ModelReport, findings: F) -> Self {
        let summary = report.summary();
        let header = &report.snapshot;
        let accounts = header.accounts.iter().map(|account| Account {
            id: account.id.clone(),
            partition: account.partition.clone(),
            regions: account
                .regions
                .iter()
                .map(|region| Region {
                    name: region.name.clone(),
                    opt_in_status: region.opt_in_status,
                    selected: region.selected,
                })
                .collect(),
        });
        Self {
            schema_version: SCHEMA_VERSION,
            tool: report.tool.clone(),
            verdict: match report.verdict() {
                ModelVerdict::Compliant => Verdict::Compliant,
                ModelVerdict::NonCompliant => Verdict::NonCompliant,
                ModelVerdict::Incomplete => Verdict::Incomplete,
            },
            gate: Gate {
                fail_on: report.gate.fail_on,
                allow_errors: report.gate.allow_errors,
                exit_zero: report.gate.exit_zero,
            },
            summary: Summary {
                total: summary.total(),
                by_status: StatusCounts::from(&summary),
                failures_by_severity: SeverityCounts::from(&summary.failures_by_severity),
                errors_by_severity: SeverityCounts::from(&summary.errors_by_severity),
                warnings: summary.warnings,
                baselined: summary.baselined,
            },
            snapshot: Snapshot {
                schema_version: header.schema_version,
                collected_at: header.collected_at.clone(),
                tool: header.tool.clone(),
                caller: header.caller.clone(),
                sha256: report.snapshot_sha256.clone(),
                complete: report.complete,
                accounts: accounts.collect(),
            },
            controls: report.controls.iter().map(Control::from).collect(),
            views: report.views.iter().map(View::from).collect(),
            findings,
            gaps: report.gaps.iter().map(Gap::from).collect(),
            coverage: report.coverage.iter().map(Coverage::from).collect(),
            waivers: report.waivers.as_ref().map(Waivers::from),
            baseline: report.baseline.as_ref().map(Baseline::from),
        }
    }
}

impl From<&ModelReport> for Report {
    fn from(report: &ModelReport) -> Self {
        let findings = report
            .findings
            .iter()
            .map(|finding| Finding::of(report, finding));
        Self::around(report, findings.collect())
    }
}

impl Finding {
    /// A finding on the wire.
    pub(in crate::report) fn of(report: &ModelReport, finding: &ModelFinding) -> Self {
        let violations: Vec<Violation> = finding
            .outcome
            .violations()
            .iter()
            .map(|violation| Violation {
                message: violation.message.clone(),
                path: violation.path.clone(),
            })
            .collect();
        let remediation = if violations.is_empty() {
            Remediation::default()
        } else {
            report.remediation(finding)
        };
        let mut on_wire = Self {
            control: finding.control.clone(),
            severity: finding.severity,
            enforcement: report
                .control(&finding.control)
                .map_or_else(Enforcement::default, |control| control.enforcement),
            status: finding.outcome.status(),
            subject: Subject::from(&finding.subject),
            fingerprint: finding.fingerprint(),
            violations,
            reasons: Vec::new(),
            not_applicable: None,
            waiver: None,
            baseline_state: BaselineState::of(report, finding),
            remediation: Some(remediation.cli).filter(|cli| !cli.is_empty()),
            remediation_terraform: remediation.terraform,
            remediation_console: remediation.console,
            looser_than: report
                .control(&finding.control)
                .map(ModelControl::looser_than)
                .unwrap_or_default()
                .into_iter()
                .map(str::to_owned)
                .collect(),
        };
        match &finding.outcome {
            Outcome::Pass | Outcome::Fail(_) => {}
            Outcome::Error { reasons, .. } => {
                on_wire.reasons = reasons.iter().map(Reason::from).collect()
            }
            Outcome::NotApplicable(reason) => on_wire.not_applicable = Some(reason.clone()),
            Outcome::Waived { waiver, .. } => on_wire.waiver = Some(waiver.clone()),
        }
        on_wire
    }
}

impl From<&ModelSubject> for Subject {
    fn from(subject: &ModelSubject) -> Self {
        let id = subject.id();
        match subject.clone() {
            ModelSubject::Organization { .. } => Self::Organization { id },
            ModelSubject::Account { account } => Self::Account { id, account },
            ModelSubject::Region { account, region } => Self::Region {
                id,
                account,
                region,
            },
            ModelSubject::Resource {
                account,
                region,
                resource_type,
                key,
            } => Self::Resource {
                id,
                account,
                region,
                resource_type,
                key,
            },
        }
    }
}

impl From<&ModelReason> for Reason {
    fn from(reason: &ModelReason) -> Self {
        match reason {
            ModelReason::Gap(gap) => Self::Gap(Gap::from(gap)),
            ModelReason::Policy(message) => Self::Policy(message.clone()),
        }
    }
}

impl From<&ModelGap> for Gap {
    fn from(gap: &ModelGap) -> Self {
        let ModelGap {
            action,
            account_id,
            region,
            resource_type,
            resource,
            kind,
            code,
            message,
        } = gap.clone();
        Self {
            action,
            account_id,
            region,
            resource_type,
            resource,
            kind,
            code,
            message,
        }
    }
}

impl From<&ModelCoverage> for Coverage {
    fn from(coverage: &ModelCoverage) -> Self {
        let ModelCoverage {
            action,
            account_id,
            region,
            resource_type,
            calls,
        } = coverage.clone();
        Self {
            action,
            account_id,
            region,
            resource_type,
            calls,
        }
    }
}

impl From<&ModelControl> for Control {
    fn from(control: &ModelControl) -> Self {
        let control = control.clone();
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
            remediation: control.remediation.cli,
            remediation_terraform: control.remediation.terraform,
            remediation_console: control.remediation.console,
            aliases: control.aliases,
            references: control.references,
            reads: control.reads,
            actions: control.actions,
            parameters: control.parameters,
            customised_parameters: control
                .customised_parameters
                .into_iter()
                .map(|(name, customised)| (name, Customised::from(customised)))
                .collect(),
            file: control.file,
            line: control.line,
        }
    }
}

impl From<ModelCustomised> for Customised {
    fn from(customised: ModelCustomised) -> Self {
        let ModelCustomised {
            value,
            default,
            looser_than,
        } = customised;
        Self {
            value,
            default,
            looser_than: looser_than.into_iter().map(Demand::from).collect(),
        }
    }
}

impl From<ModelDemand> for Demand {
    fn from(demand: ModelDemand) -> Self {
        let ModelDemand {
            framework,
            at_least,
            at_most,
        } = demand;
        Self {
            framework,
            at_least,
            at_most,
        }
    }
}
