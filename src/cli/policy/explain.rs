//! `assize policy explain`.

use std::collections::BTreeSet;
use std::io::{self, BufRead, Cursor, Read, Write};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use serde::Serialize;
use serde_json::Value as Json;

use crate::cli::arguments::PolicyArguments;
use crate::cli::check::unreadable;
use crate::cli::exit::Exit;
use crate::cli::settings::Settable;
use crate::cli::{failure, files, policies};
use crate::evaluate::evaluate;
use crate::evaluate::explain::{Clause, Explanation, Field, Operation, Resource, explain};
use crate::model::finding::{Finding, Subject};
use crate::model::snapshot::SnapshotReader;
use crate::policy::diagnostic::nearest;
use crate::policy::engine::Engine;
use crate::report::escape::terminal;

/// The longest value that is shown, in characters.
const LONGEST: usize = 160;
/// The most values of a rule's variables that are shown.
const BINDINGS: usize = 3;

/// Explain why a control came to its answer: which rules held, where the others stopped, and what was read
#[derive(Args)]
pub struct Explain {
    /// The snapshot: a `.jsonl` file, also `.gz` or `.zst`; `-` for standard input
    snapshot: PathBuf,
    /// The control's id or an alias
    control: String,
    /// The subject, by its ARN, its key or its name; all subjects of the control without it
    subject: Option<String>,
    #[command(flatten)]
    policies: PolicyArguments,
    /// Explain this many subjects at most, those that need attention first
    #[arg(long, value_name = "N", default_value_t = 10)]
    limit: usize,
    /// How to show it
    #[arg(short, long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// JSON, with every value in full
    Json,
}

/// What is printed as JSON.
#[derive(Serialize)]
struct Document {
    /// The findings that are explained.
    explanations: Vec<Explanation>,
    /// How many others fit.
    more: usize,
}

impl Explain {
    pub(in crate::cli) fn settable(&mut self) -> Settable<'_> {
        Settable {
            policies: Some(&mut self.policies),
            ..Settable::default()
        }
    }

    pub(in crate::cli) fn run(mut self) -> anyhow::Result<Exit> {
        self.policies.only(self.control.clone());
        let catalogue = policies::catalogue(&self.policies)?;
        let set = policies::select(&self.policies, &catalogue)?;
        let mut set = catalogue.as_written(set).map_err(policies::shown)?;
        if set.policies.len() > 1 {
            let ids: Vec<&str> = set
                .policies
                .iter()
                .map(|policy| policy.id.as_str())
                .collect();
            let help = format!("name one of {}", ids.join(", "));
            return Err(failure(
                format!("`{}` selects {} controls", self.control, ids.len()),
                Some(help),
            ));
        }
        set.policies.truncate(1);
        let name = if self.snapshot == Path::new("-") {
            "standard input".to_owned()
        } else {
            format!("snapshot `{}`", self.snapshot.display())
        };
        // The snapshot is read twice: once for the verdicts, once for what they rest on.
        let mut twice = Twice::new(&self.snapshot)?;
        let evaluation = SnapshotReader::new(twice.open()?)
            .and_then(|reader| evaluate(reader, &set))
            .map_err(|error| unreadable(&name, &error))?;
        let mut findings: Vec<&Finding> = match &self.subject {
            Some(wanted) => named(wanted, &evaluation.findings)?,
            None => evaluation.findings.iter().collect(),
        };
        findings.sort_by_key(|finding| finding.outcome.status());
        let more = findings.len().saturating_sub(self.limit);
        findings.truncate(self.limit);
        let mut explanations = Vec::new();
        for policy in &set.policies {
            let text = catalogue
                .source(&policy.id)
                .map_or("", |source| source.text.as_ref());
            let module = Engine::default()
                .add(&policy.file, text)
                .map_err(|error| failure(error.to_string(), None))?;
            explanations = SnapshotReader::new(twice.open()?)
                .and_then(|reader| explain(reader, &set, &module, &evaluation, &findings))
                .map_err(|error| unreadable(&name, &error))?;
        }
        let mut out = anstream::stdout().lock();
        match self.format {
            Format::Json => {
                let document = Document { explanations, more };
                serde_json::to_writer_pretty(&mut out, &document)?;
                writeln!(out)?;
            }
            Format::Text => {
                for explanation in &explanations {
                    show(&mut out, explanation)?;
                    writeln!(out)?;
                }
                let total = explanations.len() + more;
                match more {
                    0 => writeln!(out, "{} of {total} subjects", explanations.len())?,
                    _ => writeln!(
                        out,
                        "{} of {total} subjects: name one, or raise --limit",
                        explanations.len()
                    )?,
                }
            }
        }
        Ok(Exit::Compliant)
    }
}

/// A snapshot that can be read more than once.
enum Twice {
    File(PathBuf),
    Memory(Vec<u8>),
}

impl Twice {
    fn new(path: &Path) -> anyhow::Result<Self> {
        if path != Path::new("-") {
            return Ok(Self::File(path.to_owned()));
        }
        let mut bytes = Vec::new();
        files::open("snapshot", path)?.read_to_end(&mut bytes)?;
        Ok(Self::Memory(bytes))
    }

    fn open(&mut self) -> anyhow::Result<Box<dyn BufRead + '_>> {
        Ok(match self {
            Self::File(path) => files::open("snapshot", path)?,
            Self::Memory(bytes) => Box::new(Cursor::new(bytes.as_slice())),
        })
    }
}

/// The findings about a subject.
fn named<'f>(wanted: &str, findings: &'f [Finding]) -> anyhow::Result<Vec<&'f Finding>> {
    let found: Vec<&Finding> = findings
        .iter()
        .filter(|finding| names(&finding.subject).iter().any(|name| name == wanted))
        .collect();
    if !found.is_empty() {
        return Ok(found);
    }
    let known: BTreeSet<String> = findings
        .iter()
        .flat_map(|finding| names(&finding.subject))
        .collect();
    let help = match nearest(wanted, known.iter().map(String::as_str)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "without a subject, all of the control are explained".to_owned(),
    };
    Err(failure(
        format!("the control has no subject `{wanted}` in this snapshot"),
        Some(help),
    ))
}

/// The names by which a subject can be called.
fn names(subject: &Subject) -> Vec<String> {
    let id = subject.id();
    match subject {
        Subject::Resource { key, .. } => {
            let name = key.rsplit(['/', ':']).next().unwrap_or(key).to_owned();
            vec![id, key.clone(), name]
        }
        Subject::Region { region, .. } => vec![id, region.clone()],
        Subject::Account { .. } | Subject::Organization { .. } => vec![id],
    }
}

fn show(out: &mut dyn Write, explanation: &Explanation) -> io::Result<()> {
    writeln!(
        out,
        "{}  {}  {}",
        explanation.status,
        explanation.control,
        terminal(&explanation.subject)
    )?;
    for wrong in &explanation.violations {
        let path = wrong
            .path
            .iter()
            .map(|path| format!("  {}", terminal(path)));
        let path: String = path.collect();
        writeln!(out, "  wrong     {}{path}", terminal(&wrong.message))?;
    }
    for gap in &explanation.gaps {
        writeln!(out, "  unread    {}", terminal(&gap.to_string()))?;
    }
    for message in &explanation.broken {
        writeln!(out, "  broken    {}", terminal(message))?;
    }
    if let Some(reason) = &explanation.not_applicable {
        writeln!(out, "  because   {}", terminal(reason))?;
    }
    if !explanation.asked {
        writeln!(out, "  the policy was not asked")?;
    }
    if !explanation.clauses.is_empty() {
        let without = match explanation.gaps.as_slice() {
            [] => "",
            _ => ", asked without what is unread",
        };
        writeln!(out, "\n  rules{without}")?;
    }
    for clause in &explanation.clauses {
        show_clause(out, clause)?;
    }
    if !explanation.given.is_empty() {
        writeln!(out, "\n  given")?;
    }
    for given in &explanation.given {
        writeln!(
            out,
            "    input.{} = {}",
            terminal(&given.path),
            short(Some(&given.value))
        )?;
    }
    if !explanation.resources.is_empty() {
        writeln!(out, "\n  read")?;
    }
    for resource in &explanation.resources {
        show_resource(out, resource)?;
    }
    match explanation.more_resources {
        0 => Ok(()),
        more => writeln!(out, "    and {more} more resources"),
    }
}

fn show_clause(out: &mut dyn Write, clause: &Clause) -> io::Result<()> {
    let place = format!("{}:{}", clause.file, clause.line);
    let word = if clause.held { "held" } else { "did not hold" };
    writeln!(out, "    {} {word}  {}", clause.rule, terminal(&place))?;
    if let Some(stop) = &clause.stopped_at {
        let place = format!("{}:{}:{}", clause.file, stop.line, stop.column);
        let text = stop.text.split_whitespace().collect::<Vec<_>>().join(" ");
        writeln!(out, "      stopped at  {}", cut(&terminal(&text)))?;
        writeln!(out, "                  {}", terminal(&place))?;
        for (name, value) in &stop.rules {
            let value = match value {
                Some(value) => short(Some(value)),
                None => "undefined".to_owned(),
            };
            writeln!(out, "      where       {name} = {value}")?;
        }
        if let Some(error) = &stop.error {
            writeln!(out, "      failed      {}", terminal(error))?;
        }
    }
    for binding in clause.bindings.iter().take(BINDINGS) {
        let values: Vec<String> = binding
            .as_object()
            .into_iter()
            .flatten()
            .map(|(name, value)| format!("{name} = {}", short(Some(value))))
            .collect();
        writeln!(out, "      with        {}", values.join(", "))?;
    }
    match clause.bindings.len().saturating_sub(BINDINGS) {
        0 => Ok(()),
        more => writeln!(out, "      and with {more} more"),
    }
}

fn show_resource(out: &mut dyn Write, resource: &Resource) -> io::Result<()> {
    let at = resource
        .captured_at
        .as_deref()
        .map_or_else(String::new, |time| format!(", read at {time}"));
    let line = format!(
        "{}  ({} in {} {}{at})",
        resource.key, resource.resource_type, resource.account_id, resource.region
    );
    writeln!(out, "    {}", terminal(&line))?;
    for Field {
        path,
        value,
        filled_by,
    } in &resource.fields
    {
        let value = short(value.as_ref());
        let by: Vec<String> = filled_by.iter().map(operation).collect();
        let line = format!("{} = {value}", terminal(path));
        writeln!(out, "      {line}  ({})", terminal(&by.join(", ")))?;
    }
    match resource.more_fields {
        0 => Ok(()),
        more => writeln!(out, "      and {more} more values"),
    }
}

fn operation(operation: &Operation) -> String {
    match &operation.why {
        None => operation.action.clone(),
        Some(why) => format!("{}: {why}", operation.action),
    }
}

/// A value on one line; what is long is cut.
fn short(value: Option<&Json>) -> String {
    value.map_or_else(
        || "absent".to_owned(),
        |value| cut(&terminal(&value.to_string())),
    )
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        None => text.to_owned(),
        Some((end, _)) => format!("{} …", &text[..end]),
    }
}
