//! `assize policy test`.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::PathBuf;

use clap::Args;
use regex::Regex;

use crate::cli::arguments::PolicyArguments;
use crate::cli::exit::Exit;
use crate::cli::{Verbosity, failure, policies};
use crate::policy::Catalogue;
use crate::policy::engine::Lines;
use crate::policy::test::coverage::{FileCoverage, coverage, percent};
use crate::policy::test::explain::Explanation;
use crate::policy::test::faults::Fault;
use crate::policy::test::{Options, Suite, SuiteResult, TestOutcome, TestResult, run};

/// Run the tests of policies
#[derive(Args)]
pub struct Test {
    /// Folders, files or bundles with policies and tests
    #[arg(default_value = ".", conflicts_with = "builtin")]
    paths: Vec<PathBuf>,
    /// Run the tests of the policies that ship with assize
    #[arg(long)]
    builtin: bool,
    /// Run only tests whose `package.name` this regular expression is found in
    #[arg(long, value_name = "REGEX")]
    run: Option<String>,
    /// Do not try the tests' inputs with their evidence taken away
    #[arg(long)]
    no_faults: bool,
    /// Show which lines of the policies the tests evaluate
    #[arg(long)]
    coverage: bool,
    /// Fail when less than this percentage of lines is evaluated
    #[arg(long, value_name = "PERCENT", requires = "coverage", value_parser = percentage)]
    threshold: Option<f64>,
}

fn percentage(text: &str) -> Result<f64, String> {
    text.parse()
        .ok()
        .filter(|number| (0.0..=100.0).contains(number))
        .ok_or_else(|| "a percentage is a number from 0 to 100".to_owned())
}

impl Test {
    pub(in crate::cli) fn run(self, verbosity: Verbosity) -> anyhow::Result<Exit> {
        let arguments = PolicyArguments {
            no_builtin: Some(!self.builtin),
            policies: if self.builtin { Vec::new() } else { self.paths },
            ..PolicyArguments::default()
        };
        let regex = match &self.run {
            Some(text) => Some(Regex::new(text).map_err(|error| {
                let reason = error.to_string();
                let reason = reason.lines().last().unwrap_or_default();
                let reason = reason.trim_start_matches("error: ");
                failure(format!("regular expression `{text}`: {reason}"), None)
            })?),
            None => None,
        };
        let wanted = |name: &str| regex.as_ref().is_none_or(|regex| regex.is_match(name));
        let catalogue = policies::catalogue(&arguments)?;
        let suites = catalogue.tests().map_err(policies::shown)?;
        let options = Options {
            faults: !self.no_faults,
            coverage: self.coverage,
        };
        let results = run(&suites, options, &wanted);
        let count = results
            .iter()
            .map(|result| result.tests.len())
            .sum::<usize>();
        if count == 0 {
            let help = match &self.run {
                Some(_) => "no test's `package.name` fits `--run`",
                None => "a test is a rule `test_…` in a file `…_test.rego`",
            };
            return Err(failure("no tests ran", Some(help.to_owned())));
        }
        let files = if self.coverage {
            Some(measured(&catalogue, &suites, &results)?)
        } else {
            None
        };
        let shown = Shown {
            files,
            threshold: self.threshold,
            results,
        };
        match shown.write(verbosity) {
            // A reader that has seen enough does not make a failed test pass.
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error.into()),
            _ if shown.is_good() => Ok(Exit::Compliant),
            _ => Ok(Exit::NonCompliant),
        }
    }
}

/// The coverage of each file under test: of the named folders, or of what ships with assize.
fn measured(
    catalogue: &Catalogue,
    suites: &[Suite],
    results: &[SuiteResult],
) -> anyhow::Result<Vec<FileCoverage>> {
    let mut evaluated: BTreeMap<&str, Lines> = BTreeMap::new();
    for (file, lines) in results.iter().flat_map(|result| &result.covered) {
        evaluated.entry(file).or_default().extend(lines);
    }
    let builtin = suites.iter().all(|suite| suite.builtin);
    let untested = catalogue.untested_modules().map_err(policies::shown)?;
    let tested = suites.iter().filter_map(|suite| {
        let control = suite.control.as_ref()?;
        Some((control.policy.file.as_str(), &control.module, suite.builtin))
    });
    let untested = untested
        .iter()
        .map(|(file, module, builtin)| (file.as_str(), module, *builtin));
    let mut files: Vec<FileCoverage> = tested
        .chain(untested)
        .chain(catalogue.libraries())
        .filter(|(.., shipped)| *shipped == builtin)
        .map(|(file, module, _)| coverage(file, module, evaluated.get(file)))
        .collect();
    files.sort_by(|a, b| a.file.cmp(&b.file));
    Ok(files)
}

/// All that is printed, and whether it is good.
struct Shown {
    results: Vec<SuiteResult>,
    files: Option<Vec<FileCoverage>>,
    threshold: Option<f64>,
}

impl Shown {
    fn tests(&self) -> impl Iterator<Item = &TestResult> {
        self.results.iter().flat_map(|result| &result.tests)
    }

    fn failed(&self) -> usize {
        self.tests()
            .filter(|test| test.outcome != TestOutcome::Passed)
            .count()
    }

    fn faults(&self) -> impl Iterator<Item = &Fault> {
        self.results.iter().flat_map(|result| &result.faults)
    }

    fn lines(&self) -> Option<(usize, usize)> {
        let files = self.files.as_ref()?;
        let covered = files.iter().map(|file| file.covered).sum();
        let total = files.iter().map(|file| file.total).sum();
        Some((covered, total))
    }

    fn is_below_threshold(&self) -> bool {
        match (self.threshold, self.lines()) {
            (Some(threshold), Some((covered, total))) => percent(covered, total) < threshold,
            _ => false,
        }
    }

    fn is_good(&self) -> bool {
        self.failed() == 0 && self.faults().next().is_none() && !self.is_below_threshold()
    }

    fn write(&self, verbosity: Verbosity) -> io::Result<()> {
        let mut out = anstream::stdout().lock();
        for result in &self.results {
            for test in &result.tests {
                write_test(&mut out, test, verbosity)?;
            }
            write_faults(&mut out, result)?;
        }
        if let Some(files) = &self.files {
            self.write_coverage(&mut out, files)?;
        }
        let failed = self.failed();
        writeln!(
            out,
            "{} passed, {failed} failed",
            self.tests().count() - failed
        )?;
        let tried = self
            .results
            .iter()
            .filter(|result| result.control.is_some());
        let tried = tried.count();
        if tried > 0 {
            let omissions = self
                .faults()
                .filter(|fault| matches!(fault, Fault::Omission(_)))
                .count();
            let dead = self.faults().count() - omissions;
            writeln!(
                out,
                "{} tried with evidence taken away: {omissions} passing by omission, {dead} dead",
                counted(tried, "control"),
            )?;
            if omissions > 0 {
                writeln!(
                    out,
                    "help: deny what is absent, give a reason with `not_applicable`, or say under \
                     `absent_is_compliant` why it is right"
                )?;
            }
        }
        if let (Some(threshold), true) = (self.threshold, self.is_below_threshold()) {
            writeln!(out, "coverage is below the threshold of {threshold}%")?;
        }
        Ok(())
    }

    fn write_coverage(&self, out: &mut impl Write, files: &[FileCoverage]) -> io::Result<()> {
        for file in files {
            let share = share(file.covered, file.total);
            write!(out, "{share}  {}", file.file)?;
            if !file.uncovered.is_empty() {
                let ranges: Vec<String> = file
                    .uncovered
                    .iter()
                    .map(|(first, last)| match first == last {
                        true => first.to_string(),
                        false => format!("{first}-{last}"),
                    })
                    .collect();
                write!(out, "  not reached: {}", ranges.join(", "))?;
            }
            writeln!(out)?;
        }
        let (covered, total) = self.lines().unwrap_or_default();
        writeln!(
            out,
            "{}  of {} in {}\n",
            share(covered, total),
            counted(total, "line"),
            counted(files.len(), "file")
        )
    }
}

/// A percentage, never rounded up to a whole that it is not.
fn share(covered: usize, total: usize) -> String {
    format!("{:5.1}%", (percent(covered, total) * 10.0).floor() / 10.0)
}

fn counted(count: usize, what: &str) -> String {
    match count {
        1 => format!("1 {what}"),
        _ => format!("{count} {what}s"),
    }
}

fn write_test(out: &mut impl Write, test: &TestResult, verbosity: Verbosity) -> io::Result<()> {
    let place = format!("{}:{}", test.file, test.position.line);
    match &test.outcome {
        TestOutcome::Passed if verbosity.verbose == 0 => return Ok(()),
        TestOutcome::Passed => writeln!(out, "pass  {}  {place}", test.name)?,
        TestOutcome::Failed(explanations) => {
            writeln!(out, "FAIL  {}  {place}", test.name)?;
            for explanation in explanations {
                write_explanation(out, &test.file, explanation)?;
            }
        }
        TestOutcome::Error(message) => {
            writeln!(out, "ERROR {}  {place}\n      {message}", test.name)?;
        }
    }
    for line in &test.printed {
        writeln!(out, "      {line}")?;
    }
    Ok(())
}

/// The statement that does not hold, and below it what it is about.
fn write_explanation(
    out: &mut impl Write,
    file: &str,
    explanation: &Explanation,
) -> io::Result<()> {
    let Explanation { position, text, .. } = explanation;
    writeln!(
        out,
        "      {file}:{}:{}: {text}",
        position.line, position.column
    )?;
    for (name, value) in &explanation.values {
        writeln!(out, "        {name} is {value}")?;
    }
    Ok(())
}

fn write_faults(out: &mut impl Write, result: &SuiteResult) -> io::Result<()> {
    let Some((id, file, line)) = &result.control else {
        return Ok(());
    };
    for fault in &result.faults {
        match fault {
            Fault::Omission(omission) => {
                writeln!(
                    out,
                    "FAULT {id} passes by omission: `{}` {}  {file}:{line}",
                    omission.path,
                    omission.variant.as_words()
                )?;
                let test = result.tests.iter().find(|test| test.name == omission.test);
                writeln!(
                    out,
                    "      in {}  {}:{}, where {} is denied",
                    omission.test,
                    test.map_or("", |test| &test.file),
                    omission.position.line,
                    omission.denied,
                )?;
            }
            Fault::Dead => writeln!(
                out,
                "FAULT {id} is dead: nothing that it reads changes what it says  {file}:{line}"
            )?,
            Fault::Unasked => writeln!(
                out,
                "FAULT {id} is dead: no test asks for its `deny`  {file}:{line}"
            )?,
        }
    }
    Ok(())
}
