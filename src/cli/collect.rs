//! `assize collect`: write a snapshot.

use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use clap::Args;

use super::arguments::{AwsArguments, PolicyArguments};
use super::check::tool;
use super::exit::Exit;
use super::files::Output;
use super::settings::Settable;
use super::{Verbosity, failure, policies};
use crate::collect::{self, CollectError, Progress};
use crate::config::{ATTEMPTS, CONCURRENCY};
use crate::import;
use crate::model::plan::Plan;
use crate::model::snapshot::Snapshot;

mod gaps;

/// Write a snapshot
#[derive(Args)]
pub struct Collect {
    /// The snapshot's file; `.gz` and `.zst` compress, `-` is standard output
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// Read files that AWS Config delivered instead of calling AWS: a file or a folder (repeatable)
    #[arg(long, value_name = "PATH", conflicts_with_all = [
        "profile", "regions", "role_arns", "endpoint_url", "bucket_owners",
        "policies", "no_builtin", "select", "exclude", "parameters",
    ])]
    from: Vec<PathBuf>,
    #[command(flatten)]
    aws: AwsArguments,
    #[command(flatten)]
    policies: PolicyArguments,
}

impl Collect {
    pub(super) fn settable(&mut self) -> Settable<'_> {
        Settable {
            policies: Some(&mut self.policies),
            aws: Some(&mut self.aws),
            ..Settable::default()
        }
    }

    pub(super) fn run(self, verbosity: Verbosity) -> anyhow::Result<Exit> {
        if !self.from.is_empty() {
            return self.import(verbosity);
        }
        self.aws.check()?;
        let plan = policies::load(&self.policies)?.plan();
        let out = Output::create(&self.output)?;
        let snapshot = snapshot(&plan, &self.aws, verbosity)?;
        snapshot.write(out)?.commit()?;
        said(&snapshot, &self.output, verbosity);
        Ok(if snapshot.complete {
            Exit::Compliant
        } else {
            Exit::Incomplete
        })
    }

    fn import(self, verbosity: Verbosity) -> anyhow::Result<Exit> {
        let out = Output::create(&self.output)?;
        let options = import::Options {
            tool: tool(),
            collected_at: None,
        };
        let (out, imported) = import::import(&self.from, &options, out)
            .map_err(|error| failure(error.to_string(), None))?;
        out.commit()?;
        if !verbosity.quiet {
            let _ = writeln!(
                anstream::stderr(),
                "{} items from {} files, {} gaps, in {}",
                imported.items,
                imported.files,
                imported.gaps,
                place(&self.output)
            );
        }
        Ok(Exit::Compliant)
    }
}

/// Collects a snapshot as a plan and the arguments say, which have been checked.
pub fn snapshot(plan: &Plan, aws: &AwsArguments, verbosity: Verbosity) -> anyhow::Result<Snapshot> {
    let options = options(aws);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    let interrupt = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    let collected = if !verbosity.quiet && verbosity.verbose == 0 && io::stderr().is_terminal() {
        let collected = runtime.block_on(collect::collect(plan, &options, &Line, interrupt));
        let _ = write!(anstream::stderr(), "\r\x1b[K");
        collected
    } else {
        runtime.block_on(collect::collect(plan, &options, &(), interrupt))
    };
    collected
        .map_err(|error: CollectError| failure(error.to_string(), error.help().map(str::to_owned)))
}

/// How the arguments have AWS reached, as of now.
pub fn options(aws: &AwsArguments) -> collect::Options {
    collect::Options {
        profile: aws.profile.clone(),
        regions: aws.regions.clone(),
        role_arns: aws.role_arns.clone(),
        external_id: aws.external_id.clone(),
        endpoint_url: aws.endpoint_url.clone(),
        max_concurrency: aws.max_concurrency.unwrap_or(CONCURRENCY.default) as usize,
        max_attempts: aws.max_attempts.unwrap_or(ATTEMPTS.default),
        bucket_owners: aws.bucket_owners.clone(),
        tool: tool(),
        collected_at: jiff::Timestamp::now()
            .round(jiff::Unit::Second)
            .unwrap_or_else(|_| jiff::Timestamp::now())
            .to_string(),
    }
}

/// One line on the terminal that says how far the collection is.
struct Line;

impl Progress for Line {
    fn regions(&self, done: usize, total: usize) {
        let _ = write!(
            anstream::stderr(),
            "\r\x1b[Kcollecting: {done} of {total} regions"
        );
    }
}

fn said(snapshot: &Snapshot, path: &Path, verbosity: Verbosity) {
    if verbosity.quiet {
        return;
    }
    let calls: u64 = snapshot.coverage.iter().map(|entry| entry.calls).sum();
    let mut err = anstream::stderr().lock();
    let _ = writeln!(
        err,
        "{} items with {calls} calls, {} gaps, in {}",
        snapshot.items.len(),
        snapshot.gaps.len(),
        place(path)
    );
    for line in gaps::lines(&snapshot.gaps) {
        let _ = writeln!(err, "  {line}");
    }
    if !snapshot.complete {
        let _ = writeln!(err, "interrupted: the snapshot is incomplete");
    }
}

fn place(path: &Path) -> String {
    if path == Path::new("-") {
        "standard output".to_owned()
    } else {
        path.display().to_string()
    }
}
