//! `assize policy test`.

use std::io::{self, Write};
use std::path::PathBuf;

use clap::Args;
use globset::Glob;

use crate::cli::arguments::PolicyArguments;
use crate::cli::exit::Exit;
use crate::cli::{Verbosity, failure, policies};
use crate::policy::test::{TestOutcome, TestResult, run};

/// Run the tests of policies
#[derive(Args)]
pub struct Test {
    /// Folders or files with policies and tests; the built-in ones where none is named
    paths: Vec<PathBuf>,
    /// Run only tests whose `package.name` fits this glob
    #[arg(long, value_name = "GLOB")]
    run: Option<String>,
}

impl Test {
    pub(in crate::cli) fn run(self, verbosity: Verbosity) -> anyhow::Result<Exit> {
        let arguments = PolicyArguments {
            no_builtin: !self.paths.is_empty(),
            policies: self.paths,
            ..PolicyArguments::default()
        };
        let catalogue = policies::catalogue(&arguments)?;
        let tests = catalogue.tests().map_err(policies::shown)?;
        let glob = match &self.run {
            Some(text) => Some(
                Glob::new(text)
                    .map_err(|error| failure(format!("glob `{text}`: {}", error.kind()), None))?
                    .compile_matcher(),
            ),
            None => None,
        };
        let wanted = |name: &str| glob.as_ref().is_none_or(|glob| glob.is_match(name));
        let mut results: Vec<TestResult> = Vec::new();
        for (file, module, mut engine) in tests {
            results.extend(run(&file, &module, &mut engine, &wanted));
        }
        if results.is_empty() {
            let help = "a test is a rule `test_…` in a file `…_test.rego`";
            return Err(failure("no tests ran", Some(help.to_owned())));
        }
        let failed = results
            .iter()
            .filter(|result| result.outcome != TestOutcome::Passed)
            .count();
        match show(&results, failed, verbosity) {
            // A reader that has seen enough does not make a failed test pass.
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error.into()),
            _ if failed == 0 => Ok(Exit::Compliant),
            _ => Ok(Exit::NonCompliant),
        }
    }
}

fn show(results: &[TestResult], failed: usize, verbosity: Verbosity) -> io::Result<()> {
    let mut out = anstream::stdout().lock();
    for result in results {
        let place = format!("{}:{}", result.file, result.position.line);
        match &result.outcome {
            TestOutcome::Passed if verbosity.verbose == 0 => continue,
            TestOutcome::Passed => writeln!(out, "pass  {}  {place}", result.name)?,
            TestOutcome::Failed => writeln!(out, "FAIL  {}  {place}", result.name)?,
            TestOutcome::Error(message) => {
                writeln!(out, "ERROR {}  {place}\n      {message}", result.name)?;
            }
        }
        for line in &result.printed {
            writeln!(out, "      {line}")?;
        }
    }
    writeln!(out, "{} passed, {failed} failed", results.len() - failed)
}
