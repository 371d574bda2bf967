//! Looking at what a control is asked with: a further `deny` rule, which never holds, hands its input to the runner.
//!
//! So every way of asking is seen, through helper rules and functions too, and none has to be recognized in a test's text.

use std::sync::{Arc, Mutex, PoisonError};

use regorus::Value;

use super::Engine;
use crate::policy::diagnostic::Diagnostic;

/// The function that the rule calls.
const FUNCTION: &str = "assize.captured";

/// What controls were asked with since the last look.
#[derive(Clone, Default)]
pub(crate) struct Captures {
    seen: Arc<Mutex<Vec<(Value, Value)>>>,
}

impl Captures {
    /// `input` and `data.snapshot` of each question, in order.
    pub fn take(&self) -> Vec<(Value, Value)> {
        std::mem::take(&mut *self.seen.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Engine {
    /// Notes what the `deny` of a package is asked with from now on. `world` tells whether it looks at `data.snapshot`.
    ///
    /// # Errors
    /// The rule cannot be added, which cannot be.
    pub(crate) fn capture(&mut self, package: &str, world: bool) -> Result<Captures, Diagnostic> {
        let captures = Captures::default();
        let file = format!("{package} (captured)");
        let seen = Arc::clone(&captures.seen);
        let note = move |arguments: Vec<Value>| {
            let mut arguments = arguments.into_iter();
            let input = arguments.next().unwrap_or(Value::Undefined);
            let world = match arguments.next() {
                Some(Value::Array(worlds)) => worlds.first().cloned(),
                _ => None,
            };
            seen.lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push((input, world.unwrap_or_else(Value::new_object)));
            Ok(Value::from(false))
        };
        self.inner
            .add_extension(FUNCTION.to_owned(), 2, Box::new(note))
            .map_err(|error| super::diagnostic(&file, &error.to_string()))?;
        // A comprehension, because a world that is not there must not keep the call from being made.
        let snapshot = if world {
            "[world | world := data.snapshot]"
        } else {
            "[]"
        };
        let text = format!(
            "package {package}\n\nimport rego.v1\n\n\
             deny contains \"never\" if {FUNCTION}(input, {snapshot})\n"
        );
        self.add(&file, &text)?;
        Ok(captures)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_of_asking_is_seen_and_changes_nothing() {
        let mut engine = Engine::default();
        let control = "package a.b\n\nimport rego.v1\n\ndeny contains input.x if input.x > 1\n";
        let tests = "package a.b_test\n\nimport rego.v1\n\nimport data.a.b\n\n\
                     passes(x) if b.deny == set() with input as {\"x\": x}\n\n\
                     test_one if {\n\tpasses(1)\n\tb.deny == {2} with input.x as 2\n}\n\n\
                     test_world if b.deny == {3} with input as {\"x\": 3} with data.snapshot as {\"y\": 1}\n";
        engine.add("b.rego", control).unwrap();
        engine.add("b_test.rego", tests).unwrap();
        let captures = engine.capture("a.b", true).unwrap();
        engine.set_input(Value::new_object());
        assert_eq!(engine.eval("data.a.b_test.test_one"), Ok(Value::from(true)));
        let seen: Vec<String> = captures
            .take()
            .iter()
            .map(|(input, world)| format!("{input} {world}"))
            .collect();
        assert_eq!(seen, ["{\"x\":1} {}", "{\"x\":2} {}"]);
        assert_eq!(
            engine.eval("data.a.b_test.test_world"),
            Ok(Value::from(true))
        );
        let seen = captures.take();
        assert_eq!(seen.len(), 1);
        assert_eq!(seen[0].1.to_string(), "{\"y\":1}");
    }
}
