//! The Rego engine: the only part of the crate that names it.
//!
//! The engine is the interpreter with strict errors, asked rule by rule. Its bytecode machine is not used: it loses findings
//! without a word. What the engine itself lets pass (misspelt names, built-ins that touch the outside world) is
//! refused before a policy gets here, in `resolve`.

mod capture;
mod coverage;
mod matching;
mod terms;
pub mod trace;
mod translate;
mod value;

use std::num::NonZeroU32;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

pub(crate) use capture::Captures;
pub use coverage::Lines;
pub use regorus::Value;
pub(crate) use terms::{BodyTerms, Terms};
pub(crate) use value::{fields_from_json, from_json, notation, to_json};

use super::diagnostic::Diagnostic;
use super::prescan::prescan;
use super::syntax::{Module, Position};

/// How long one evaluation may take.
pub const TIME_LIMIT: Duration = Duration::from_secs(5);

/// The longest list that `numbers.range` makes: the engine's timer does not see a built-in at work.
const MAX_RANGE: i64 = 100_000;

/// Hears of each rule that an engine evaluates: the rule, what was under `input` and `data`, and what came of it.
pub type Listener = Arc<dyn Fn(&str, &Value, &Value, &Result<Value, String>) + Send + Sync>;

/// An engine with policies in it. A clone shares what was parsed.
#[derive(Clone)]
pub struct Engine {
    inner: regorus::Engine,
    /// The same engine with all done that comes before its first answer; made when it is first asked for.
    prepared: Arc<OnceLock<regorus::Engine>>,
    /// With what is under `input`, which the library does not give back.
    listener: Option<(Listener, Value)>,
    /// Whether the columns of its modules are not those of the files.
    linked: bool,
}

impl Default for Engine {
    fn default() -> Self {
        let mut inner = regorus::Engine::new();
        inner.set_strict_builtin_errors(true);
        inner.set_gather_prints(true);
        let _ = inner.add_extension("numbers.range".to_owned(), 2, Box::new(bounded_range));
        let matching = Box::new(matching::matches);
        let _ = inner.add_extension(matching::FUNCTION.to_owned(), 2, matching);
        let mut engine = Self {
            inner,
            prepared: Arc::default(),
            listener: None,
            linked: false,
        };
        engine.set_time_limit(TIME_LIMIT);
        engine
    }
}

impl Engine {
    /// An engine for linked modules.
    pub fn linked() -> Self {
        Self {
            linked: true,
            ..Self::default()
        }
    }

    /// Bounds the time of each evaluation.
    pub fn set_time_limit(&mut self, limit: Duration) {
        self.inner
            .set_execution_timer_config(regorus::utils::limits::ExecutionTimerConfig {
                limit,
                check_interval: NonZeroU32::new(256).unwrap_or(NonZeroU32::MIN),
            });
    }

    /// Parses a policy file and adds it, without its syntax tree.
    ///
    /// # Errors
    /// The text is no Rego, or nested too deeply.
    pub fn parse(&mut self, file: &str, text: &str) -> Result<(), Diagnostic> {
        let scanned = prescan(file, text)?;
        self.insert(file, scanned)
    }

    fn insert(&mut self, file: &str, scanned: String) -> Result<(), Diagnostic> {
        self.prepared = Arc::default();
        self.inner
            .add_policy(file.to_owned(), scanned)
            .map(drop)
            .map_err(|error| diagnostic(file, &error.to_string()))
    }

    /// Parses a policy file and adds it.
    ///
    /// # Errors
    /// The text is no Rego, or nested too deeply.
    pub fn add(&mut self, file: &str, text: &str) -> Result<Module, Diagnostic> {
        let scanned = prescan(file, text)?;
        self.insert(file, scanned.clone())?;
        match self.inner.get_modules().last() {
            Some(parsed) => Ok(translate::module(parsed, &scanned)),
            None => Err(Diagnostic::new(
                file,
                Position::default(),
                "the engine lost the policy",
            )),
        }
    }

    /// What tells engines that are prepared together from others.
    pub fn identity(&self) -> usize {
        Arc::as_ptr(&self.prepared) as usize
    }

    /// Whether what comes before its first answer is done.
    pub fn is_prepared(&self) -> bool {
        self.prepared.get().is_some()
    }

    /// A clone that is ready to answer. What an engine does before its first answer, it does for all of its modules, and its
    /// clones share that when it is done once.
    pub fn prepared(&self) -> Self {
        let ready = || {
            let mut inner = self.inner.clone();
            // There is no such rule, which the engine finds when all else is done.
            let _ = inner.eval_rule("data".to_owned());
            inner
        };
        Self {
            inner: self.prepared.get_or_init(ready).clone(),
            prepared: Arc::clone(&self.prepared),
            listener: self.listener.clone(),
            linked: self.linked,
        }
    }

    /// Evaluates a rule on an empty input, to learn what the engine itself finds wrong with the policy.
    ///
    /// # Errors
    /// What the engine refuses: conflicting rules, recursion that only it can see, an evaluation that fails whatever it is given.
    pub fn trial(&mut self, file: &str, rule: &str) -> Result<(), Diagnostic> {
        self.inner.set_input(Value::new_object());
        match self.inner.eval_rule(rule.to_owned()) {
            Ok(_) => Ok(()),
            Err(error) => Err(diagnostic(file, &error.to_string())),
        }
    }

    /// Sets the document under `data`.
    ///
    /// # Errors
    /// The document clashes with one that is there.
    pub fn set_data(&mut self, data: Value) -> Result<(), String> {
        self.inner.clear_data();
        self.inner.add_data(data).map_err(|error| error.to_string())
    }

    /// Sets the document under `input`.
    pub fn set_input(&mut self, input: Value) {
        if let Some((_, kept)) = &mut self.listener {
            *kept = input.clone();
        }
        self.inner.set_input(input);
    }

    /// Tells somebody of each evaluation, in this engine and its later clones: the way to put the same questions to another
    /// implementation of Rego.
    pub fn set_listener(&mut self, listener: Listener) {
        self.listener = Some((listener, Value::new_object()));
    }

    /// Evaluates one rule by its full path, `data.…`.
    ///
    /// # Errors
    /// An error of a built-in, conflicting values, a time-out: the message without its excerpt, with its place.
    pub fn eval(&mut self, rule: &str) -> Result<Value, String> {
        let value = self
            .inner
            .eval_rule(rule.to_owned())
            .map_err(|error| one_line(&error.to_string(), self.linked));
        if let Some((listener, input)) = &self.listener {
            listener(rule, input, &self.inner.get_data(), &value);
        }
        value
    }

    /// What `print` wrote since the last call.
    pub fn take_prints(&mut self) -> Vec<String> {
        self.inner.take_prints().unwrap_or_default()
    }
}

/// The names of all built-in functions of the engine with the number of their arguments; `print` takes any number.
pub fn builtins() -> impl Iterator<Item = (&'static str, u8)> {
    regorus::unstable::BUILTINS
        .iter()
        .map(|(name, (_, arguments))| (*name, *arguments))
        .chain([("print", u8::MAX)])
}

fn bounded_range(arguments: Vec<Value>) -> anyhow::Result<Value> {
    let bound = |index: usize| -> anyhow::Result<i64> {
        match arguments.get(index).map(Value::as_i64) {
            Some(Ok(number)) => Ok(number),
            _ => anyhow::bail!("`numbers.range` takes two whole numbers"),
        }
    };
    let (from, to) = (bound(0)?, bound(1)?);
    if from.abs_diff(to) > MAX_RANGE.unsigned_abs() {
        anyhow::bail!("`numbers.range` makes at most {MAX_RANGE} numbers");
    }
    let numbers: Vec<Value> = if from <= to {
        (from..=to).map(Value::from).collect()
    } else {
        (to..=from).rev().map(Value::from).collect()
    };
    Ok(Value::from(numbers))
}

/// The engine's message as a diagnostic: it names the place in a line `--> file:line:column`.
fn diagnostic(file: &str, text: &str) -> Diagnostic {
    let (place, message) = place_and_message(text);
    match place {
        Some((named, position)) => Diagnostic::new(&named, position, message),
        None => Diagnostic::new(file, Position { line: 1, column: 1 }, message),
    }
}

fn one_line(text: &str, linked: bool) -> String {
    let (place, message) = place_and_message(text);
    match place {
        Some((file, position)) if linked => format!("{file}:{}: {message}", position.line),
        Some((file, position)) => {
            format!("{file}:{}:{}: {message}", position.line, position.column)
        }
        None => message,
    }
}

fn place_and_message(text: &str) -> (Option<(String, Position)>, String) {
    let place = text.lines().find_map(|line| {
        let mut parts = line.trim().strip_prefix("-->")?.trim().rsplitn(3, ':');
        let column = parts.next()?.parse().ok()?;
        let line = parts.next()?.parse().ok()?;
        Some((parts.next()?.to_owned(), Position { line, column }))
    });
    let message = match text.split_once("error: ") {
        Some((_, message)) => message,
        None => text,
    };
    let message = message
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect::<Vec<_>>()
        .join(" ");
    (place, message.trim().to_owned())
}
