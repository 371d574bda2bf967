//! `assize audit`: collect and judge in one step.

use std::io::Cursor;
use std::path::{Path, PathBuf};

use clap::Args;

use super::arguments::{
    AwsArguments, OutputArguments, PolicyArguments, VerdictArguments, ViewArguments,
};
use super::evidence::EvidenceArguments;
use super::exceptions::Terms;
use super::exit::Exit;
use super::files::Output;
use super::push::{self, PushArguments};
use super::settings::Settable;
use super::{Verbosity, check, collect, output, policies};

/// Collect from AWS and judge
#[derive(Args)]
pub struct Audit {
    #[command(flatten)]
    aws: AwsArguments,
    #[command(flatten)]
    policies: PolicyArguments,
    #[command(flatten)]
    verdict: VerdictArguments,
    #[command(flatten)]
    output: OutputArguments,
    #[command(flatten)]
    views: ViewArguments,
    #[command(flatten)]
    evidence: EvidenceArguments,
    /// Keep the snapshot that was judged
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    snapshot: Option<PathBuf>,
    #[command(flatten)]
    push: PushArguments,
}

impl Audit {
    pub(super) fn settable(&mut self) -> Settable<'_> {
        Settable {
            policies: Some(&mut self.policies),
            verdict: Some(&mut self.verdict),
            output: Some(&mut self.output),
            views: Some(&mut self.views),
            aws: Some(&mut self.aws),
            snapshot: Some(&mut self.snapshot),
        }
    }

    pub(super) fn run(self, verbosity: Verbosity) -> anyhow::Result<Exit> {
        self.aws.check()?;
        let targets = output::targets(&self.output)?;
        let written: Vec<&Path> = targets.iter().map(output::Target::path).collect();
        let push_to = push::targets("--push", &self.push.targets)?;
        if !push_to.is_empty() {
            push::distinct(written.iter().copied())?;
        }
        let loaded = policies::load_with_views(&self.policies, &self.views)?;
        let terms = Terms::read(&self.verdict, &loaded)?;
        let evidence = self.evidence.begin(&self.policies, &self.views)?;
        let snapshot = collect::snapshot(&loaded.set.plan(), &self.aws, verbosity)?;
        if let Some(path) = &self.snapshot {
            snapshot.write(Output::create(path)?)?.commit()?;
        }
        // What is judged is what would be on disk: an audit and a later check of its snapshot cannot differ.
        let bytes = snapshot.write(Vec::new())?;
        let report = check::judge(
            Cursor::new(bytes),
            "the collection",
            &loaded,
            &terms,
            &targets,
            &self.output,
            evidence,
            verbosity,
        )?;
        push::after_run(
            &report,
            &written,
            &push_to,
            &collect::options(&self.aws),
            verbosity,
        )?;
        Ok(Exit::of(&report))
    }
}
