//! `assize verify`: whether evidence is whole, and whether its verdict follows from it.

use std::borrow::Cow;
use std::io::{self, BufReader, Write};
use std::path::PathBuf;

use clap::Args;
use serde_json::Value;

use super::arguments::{ColorChoice, OutputArguments};
use super::check::{self, tool};
use super::exceptions::{Given, GivenBaseline, GivenWaivers, Terms};
use super::exit::Exit;
use super::output::{self, Target};
use super::policies::{self, Loaded};
use super::{Verbosity, failure};
use crate::evidence::difference::{self, Answer, Difference};
use crate::evidence::manifest::Digesting;
use crate::evidence::reading::Opened;
use crate::evidence::settings::Settings;
use crate::evidence::signature::VerifyingKey;
use crate::evidence::{self, EvidenceError, statement};
use crate::model::report::{Gate, Report};
use crate::policy::select::Selector;
use crate::policy::source::{self, Source};
use crate::policy::{Catalogue, PolicySet};
use crate::report::escape::terminal;
use crate::report::json::{self, Json, wire};
use crate::report::{Reporter, Style};

mod container;

use container::Container;

/// Check evidence, and come to its verdict again
#[derive(Args)]
#[command(after_help = EXIT_CODES)]
pub struct Verify {
    /// The evidence: a folder, or a file that ends in `.tar.zst`
    evidence: PathBuf,
    /// Check the signature with a public key of minisign: its file, or the key itself
    #[arg(long, value_name = "FILE|KEY")]
    public_key: Option<String>,
    /// Write the report anew in a format, to a file (repeatable)
    #[arg(short, long = "format", value_name = "FORMAT=FILE")]
    formats: Vec<String>,
}

const EXIT_CODES: &str = "\
Exit codes: 0 the evidence holds, 1 it does not (a file or the signature does not fit, or another verdict follows), \
2 it cannot be read";

impl Verify {
    pub(super) fn run(self, verbosity: Verbosity) -> anyhow::Result<Exit> {
        let anew = OutputArguments {
            formats: self.formats.clone(),
            config: None,
            ocsf_version: None,
            color: Some(ColorChoice::Never),
        };
        let targets = targets(&anew)?;
        let key = self.public_key.as_deref().map(public_key).transpose()?;
        let container = Container::open(&self.evidence)?;
        let opened = container.read()?;
        let mut page = Page::default();
        verify(&container, &opened, key.as_ref(), &mut page, |report| {
            output::write(report, &targets, &anew, verbosity)
        })?;
        page.write(&container.name, verbosity)?;
        Ok(if page.objections == 0 {
            Exit::Compliant
        } else {
            Exit::NonCompliant
        })
    }
}

/// Goes through evidence, and says what is to be said of it.
fn verify(
    container: &Container,
    opened: &Opened,
    key: Option<&VerifyingKey>,
    page: &mut Page,
    write: impl FnOnce(&Report) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    files(opened, page);
    signature(opened, key, page);
    if page.objections > 0 {
        page.say(
            "verdict",
            "not derived again: nothing follows from altered evidence",
        );
        return Ok(());
    }
    let unreadable = |error: EvidenceError| container.refused(&error);
    let settings = opened
        .kept(evidence::SETTINGS)
        .and_then(Settings::parse)
        .map_err(unreadable)?;
    let loaded = loaded(opened, &settings).map_err(|error| {
        error.context(format!("the policies in {} do not load", container.name))
    })?;
    let gate = Gate {
        fail_on: settings.gate.fail_on,
        allow_errors: settings.gate.allow_errors,
        exit_zero: settings.gate.exit_zero,
    };
    let given = given(opened, &settings).map_err(unreadable)?;
    let terms = Terms::new(gate, given).map_err(|error| {
        error.context(format!("the exceptions in {} do not load", container.name))
    })?;
    let name = format!("`{}` in {}", evidence::SNAPSHOT, container.name);
    let report = container.with(evidence::SNAPSHOT, &mut |bytes| {
        check::report(BufReader::new(bytes), &name, &loaded, &terms)
    })??;
    origin(&settings, &loaded, page);
    selection(&settings, &loaded, page);
    let accounts = report.snapshot.accounts.iter();
    let accounts: Vec<&str> = accounts.map(|account| account.id.as_str()).collect();
    page.say(
        "snapshot",
        format!(
            "collected {} from {}",
            report.snapshot.collected_at,
            accounts.join(", ")
        ),
    );
    if let Some(waivers) = &settings.waivers {
        page.say(
            "waivers",
            format!("{}, as of {}", waivers.file, waivers.date),
        );
    }
    if let Some(baseline) = &settings.baseline {
        page.say("baseline", baseline);
    }
    compare(container, opened, &settings, &report, page)?;
    attestation(opened, &settings, &report, key, page).map_err(unreadable)?;
    write(&report)
}

/// The reports that are to be written anew: only into files, since standard output has the answer.
fn targets(anew: &OutputArguments) -> anyhow::Result<Vec<Target>> {
    if anew.formats.is_empty() {
        return Ok(Vec::new());
    }
    let targets = output::targets(anew)?;
    if targets.iter().any(Target::is_standard_output) {
        return Err(failure(
            "a report cannot go where the answer of `verify` goes",
            Some("give it a file: `-f FORMAT=FILE`".to_owned()),
        ));
    }
    Ok(targets)
}

/// Reads a public key: a file where there is one of that name, else the key itself.
fn public_key(text: &str) -> anyhow::Result<VerifyingKey> {
    let path = std::path::Path::new(text);
    let content = match std::fs::read_to_string(path) {
        Ok(content) => Cow::Owned(content),
        Err(error) if error.kind() == io::ErrorKind::NotFound && !text.contains('.') => {
            Cow::Borrowed(text)
        }
        Err(error) => {
            return Err(failure(
                format!("key `{text}` could not be read: {error}"),
                None,
            ));
        }
    };
    VerifyingKey::parse(&content).map_err(|error| {
        let help = "`minisign -G` writes it into `minisign.pub`; the key itself is the second line";
        failure(format!("key `{text}` {error}"), Some(help.to_owned()))
    })
}

/// Whether each file is the one that the manifest names.
fn files(opened: &Opened, page: &mut Page) {
    if opened.alterations.is_empty() {
        let count = opened.manifest.files.len();
        page.say("files", format!("{count}, each as the manifest says"));
    }
    for alteration in &opened.alterations {
        page.object(alteration.kind.as_str(), alteration.to_string());
    }
}

/// Whether the manifest is signed by the key.
fn signature(opened: &Opened, key: Option<&VerifyingKey>, page: &mut Page) {
    match (key, &opened.signature) {
        (None, None) => page.say("signature", "none"),
        (None, Some(_)) => page.say("signature", "not checked: no `--public-key` was given"),
        (Some(key), None) => {
            page.object(
                "signature",
                format!("none, though one of key {} was to be checked", key.id()),
            );
        }
        (Some(key), Some(signature)) => match key.verify(&opened.manifest_bytes, signature) {
            Ok(trusted) => page.say("signature", format!("of key {}: {trusted}", key.id())),
            Err(wrong) => page.object("signature", wrong),
        },
    }
}

/// The policies in the evidence, as its run selected them.
fn loaded(opened: &Opened, settings: &Settings) -> anyhow::Result<Loaded> {
    let mut sources = Vec::new();
    for (folder, builtin) in [(evidence::BUILTIN, true), (evidence::OWN, false)] {
        for (path, text) in opened.texts(folder)? {
            sources.push(source_of(path, text, builtin, settings)?);
        }
    }
    let catalogue = Catalogue::new(sources.clone()).map_err(policies::shown)?;
    let of = |texts: &[String]| -> Vec<Selector> {
        let texts = texts.iter().map(String::as_str);
        texts.map(Selector::from).collect()
    };
    // What a selector means is a matter of the build; which controls were selected is not.
    let selected = if settings.tool == tool() {
        catalogue.select(&of(&settings.select), &of(&settings.exclude))
    } else {
        catalogue.select(&of(&settings.controls), &[])
    };
    let mut set = selected.map_err(policies::shown)?;
    parametrize(&catalogue, settings, &mut set)?;
    let outlines = policies::outlines(
        &catalogue,
        &settings.frameworks,
        &of(&settings.select),
        &|_| String::new(),
    )?;
    Ok(Loaded {
        sources: std::mem::ManuallyDrop::new(sources),
        set: std::mem::ManuallyDrop::new(set),
        outlines,
        names: Vec::new(),
    })
}

/// The waivers and the baseline of the run.
fn given(opened: &Opened, settings: &Settings) -> Result<Given, EvidenceError> {
    let waivers = match &settings.waivers {
        Some(waivers) => {
            let text = String::from_utf8(opened.kept(evidence::WAIVERS)?.to_vec());
            Some(GivenWaivers {
                file: waivers.file.clone(),
                text: text
                    .map_err(|_| EvidenceError::malformed(evidence::WAIVERS, "is not UTF-8"))?,
                date: waivers.date.parse().map_err(|_| {
                    EvidenceError::malformed(evidence::SETTINGS, "has waivers as of no day")
                })?,
            })
        }
        None => None,
    };
    let baseline = match &settings.baseline {
        Some(file) => Some(GivenBaseline {
            file: file.clone(),
            bytes: opened.kept(evidence::BASELINE)?.to_vec(),
        }),
        None => None,
    };
    Ok(Given { waivers, baseline })
}

/// A policy in the evidence as its run knew it.
fn source_of(
    path: &str,
    text: &str,
    builtin: bool,
    settings: &Settings,
) -> Result<Source, EvidenceError> {
    let own = path.strip_prefix(evidence::OWN);
    let below = match own {
        Some(numbered) => numbered.split_once('/').map(|(_, below)| below),
        None => path.strip_prefix(evidence::BUILTIN),
    };
    let file = match own {
        Some(_) => settings.policies.get(path).cloned(),
        None => Some(path.to_owned()),
    };
    let (Some(below), Some(file)) = (below, file) else {
        return Err(EvidenceError::Malformed {
            file: evidence::SETTINGS.to_owned(),
            problem: format!("does not name the policy `{path}`"),
        });
    };
    let below = below.strip_suffix(".rego").unwrap_or(below);
    Ok(Source {
        file,
        parts: below.split('/').map(str::to_owned).collect(),
        text: Cow::Owned(text.to_owned()),
        builtin,
    })
}

/// Sets the parameters of the run.
fn parametrize(
    catalogue: &Catalogue,
    settings: &Settings,
    set: &mut PolicySet,
) -> anyhow::Result<()> {
    for (control, parameters) in &settings.parameters {
        for (name, value) in parameters {
            catalogue
                .check_parameter(control, name, value)
                .map_err(|error| failure(error.to_string(), None))?;
            set.assign(control, name, value.clone());
        }
    }
    Ok(())
}

/// Which build made the evidence, and how its built-in policies differ from those of this one.
fn origin(settings: &Settings, loaded: &Loaded, page: &mut Page) {
    let this = match tool() {
        this if this == settings.tool => "as this is".to_owned(),
        this => format!("while this is {this}"),
    };
    page.say(
        "judged",
        format!("{} by {}, {this}", settings.date, settings.tool),
    );
    let known = source::builtin();
    let mut changed = Vec::new();
    let mut count = 0;
    for source in loaded.sources.iter().filter(|source| source.builtin) {
        count += 1;
        match known.iter().find(|known| known.file == source.file) {
            Some(known) if known.text == source.text => {}
            Some(_) => changed.push(format!("{} is another here", source.file)),
            None => changed.push(format!("{} is not there here", source.file)),
        }
    }
    let own = loaded.sources.len() - count;
    let same = match changed.len() {
        0 => "the same here".to_owned(),
        changed => format!("{changed} of them not the same here"),
    };
    page.say(
        "policies",
        format!("{count} built in, {same}; {own} others"),
    );
    for changed in changed {
        page.more(changed);
    }
}

/// What was judged, and whether that is what the selection gives.
fn selection(settings: &Settings, loaded: &Loaded, page: &mut Page) {
    let selected = loaded.set.policies.iter().map(|policy| &policy.id);
    if !selected.eq(&settings.controls) {
        let message = format!(
            "the selection gives others than {} names",
            evidence::SETTINGS
        );
        page.object("controls", message);
    }
    let mut text = settings.controls.len().to_string();
    if settings.select.is_empty() {
        text.push_str(", all that there are");
    } else {
        text.push_str(&format!(", selected by {}", settings.select.join(", ")));
    }
    if !settings.exclude.is_empty() {
        text.push_str(&format!(", without {}", settings.exclude.join(", ")));
    }
    page.say("controls", text);
}

/// Whether the report in the evidence is what follows from it.
fn compare(
    container: &Container,
    opened: &Opened,
    settings: &Settings,
    report: &Report,
    page: &mut Page,
) -> anyhow::Result<()> {
    let count = match report.findings.len() {
        1 => "1 finding".to_owned(),
        findings => format!("{findings} findings"),
    };
    let summary = format!("{}: {count}", report.verdict().as_str());
    let mut digesting = Digesting::new(io::sink());
    Json.write(report, Style::default(), &mut digesting)?;
    let again = digesting.finish(evidence::REPORT)?;
    if opened.manifest.file(evidence::REPORT) == Some(&again) {
        page.say(
            "verdict",
            format!("{summary}, all derived again, in the same bytes"),
        );
        return Ok(());
    }
    let mut bytes = Vec::new();
    container.with(evidence::REPORT, &mut |report| {
        report.read_to_end(&mut bytes)
    })??;
    let was = json::parse(&bytes).map_err(|error| {
        container.refused(&EvidenceError::Malformed {
            file: evidence::REPORT.to_owned(),
            problem: error.to_string(),
        })
    })?;
    let is = wire::Report::from(report);
    let differences = difference::differences(&was, &is);
    for difference in &differences {
        page.difference(difference);
    }
    if was.verdict != is.verdict {
        page.object(
            "verdict",
            format!("{summary}; the report says {}", word(&was.verdict)),
        );
    } else if !differences.is_empty() {
        page.object(
            "verdict",
            format!("{summary}, {} not the same", differences.len()),
        );
    } else if settings.tool == tool() {
        page.object(
            "verdict",
            format!(
                "{summary}, the same; but {} is not what this build writes of them: {}",
                evidence::REPORT,
                other_parts(&was, &is).join(", ")
            ),
        );
    } else {
        page.say("verdict", format!("{summary}, all derived again"));
    }
    Ok(())
}

/// A value's word in JSON.
fn word(verdict: &wire::Verdict) -> String {
    match serde_json::to_value(verdict) {
        Ok(Value::String(word)) => word,
        _ => String::new(),
    }
}

/// The members of two reports that differ.
fn other_parts(was: &wire::Report, is: &wire::Report) -> Vec<String> {
    let members = |report: &wire::Report| match serde_json::to_value(report) {
        Ok(Value::Object(members)) => members,
        _ => serde_json::Map::new(),
    };
    let (was, is) = (members(was), members(is));
    let differing: Vec<String> = is
        .iter()
        .filter(|(name, value)| was.get(*name) != Some(value))
        .map(|(name, _)| format!("`{name}` differs"))
        .collect();
    if differing.is_empty() {
        return vec!["its bytes differ".to_owned()];
    }
    differing
}

/// Whether the statement says what the report does, and whether its envelope is signed by the key.
fn attestation(
    opened: &Opened,
    settings: &Settings,
    report: &Report,
    key: Option<&VerifyingKey>,
    page: &mut Page,
) -> Result<(), EvidenceError> {
    let Some(said) = opened.kept.get(evidence::STATEMENT) else {
        return Ok(());
    };
    let again = statement::statement(report, &opened.manifest);
    if settings.tool == tool() && *said != again {
        page.object("statement", "says something else than follows");
    }
    if let Some(envelope) = opened.kept.get(evidence::ATTESTATION) {
        match statement::opens(envelope, said, key)? {
            Ok(()) => {}
            Err(wrong) => page.object("attestation", wrong),
        }
    }
    Ok(())
}

/// The answer, line by line.
#[derive(Default)]
struct Page {
    lines: Vec<String>,
    /// How much is against the evidence.
    objections: usize,
}

impl Page {
    fn say(&mut self, what: &str, text: impl AsRef<str>) {
        self.lines
            .push(format!("  {what:<11} {}", terminal(text.as_ref())));
    }

    fn more(&mut self, text: impl AsRef<str>) {
        self.say("", text);
    }

    /// Says what is against the evidence.
    fn object(&mut self, what: &str, text: impl AsRef<str>) {
        self.objections += 1;
        self.say(what, text);
    }

    fn difference(&mut self, difference: &Difference) {
        self.object(
            "differs",
            format!("{} for {}", difference.control, difference.subject),
        );
        let mut answer = |when: &str, answer: &Option<Answer>| match answer {
            None => self.more(format!("{when} not there")),
            Some(answer) => {
                self.more(format!("{when} {}", answer.status));
                for detail in &answer.details {
                    self.more(format!("    {detail}"));
                }
            }
        };
        answer("was", &difference.was);
        answer("is ", &difference.is);
    }

    fn write(&self, name: &str, verbosity: Verbosity) -> io::Result<()> {
        let mut out = anstream::stdout().lock();
        let (word, style) = if self.objections == 0 {
            ("holds", anstyle::AnsiColor::Green)
        } else {
            ("does not hold", anstyle::AnsiColor::Red)
        };
        let style = anstyle::Style::new().bold().fg_color(Some(style.into()));
        writeln!(out, "{} {style}{word}{style:#}", terminal(name))?;
        if verbosity.quiet && self.objections == 0 {
            return Ok(());
        }
        for line in &self.lines {
            writeln!(out, "{line}")?;
        }
        Ok(())
    }
}
