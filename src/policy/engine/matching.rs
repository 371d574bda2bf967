//! `regex.match`, in the place of the engine's own.
//!
//! The engine copies an expression that it has compiled before each use, and a copy begins with nothing that the last use
//! worked out. Here it is used where it is. And nothing is made ready for long searches, which would take longer than all the
//! short ones that policies do.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, PoisonError, RwLock};

use regex_automata::meta::Regex;
use regorus::Value;

/// The name of the function.
pub const FUNCTION: &str = "regex.match";

/// The size of a compiled expression in bytes: what the engine itself allows.
const LIMIT: usize = 100 * 1024;

/// The most expressions that are kept. A policy may make them from what it reads.
const KEPT: usize = 1024;

static COMPILED: LazyLock<RwLock<HashMap<Arc<str>, Arc<Regex>>>> = LazyLock::new(RwLock::default);

/// Whether an expression is found in a text.
pub fn matches(arguments: Vec<Value>) -> anyhow::Result<Value> {
    match arguments.as_slice() {
        [Value::String(pattern), Value::String(text)] => {
            Ok(Value::from(compiled(pattern)?.is_match(&**text)))
        }
        [Value::String(_), other] | [other, _] => {
            anyhow::bail!("`{FUNCTION}` expects string argument. Got `{other}` instead")
        }
        _ => anyhow::bail!("`{FUNCTION}` takes 2 arguments"),
    }
}

fn compiled(pattern: &Arc<str>) -> anyhow::Result<Arc<Regex>> {
    let known = COMPILED.read().unwrap_or_else(PoisonError::into_inner);
    if let Some(compiled) = known.get(pattern) {
        return Ok(Arc::clone(compiled));
    }
    drop(known);
    let settings = Regex::config()
        .nfa_size_limit(Some(LIMIT))
        .hybrid(false)
        .onepass(false)
        .auto_prefilter(false);
    let compiled = match Regex::builder().configure(settings).build(pattern) {
        Ok(regex) => Arc::new(regex),
        Err(error) if error.size_limit().is_some() => {
            anyhow::bail!("the regular expression is larger than {LIMIT} bytes")
        }
        Err(_) => anyhow::bail!("invalid regex"),
    };
    let mut known = COMPILED.write().unwrap_or_else(PoisonError::into_inner);
    if known.len() >= KEPT {
        known.clear();
    }
    known.insert(Arc::clone(pattern), Arc::clone(&compiled));
    Ok(compiled)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::engine::Engine;

    fn said(call: &str) -> Result<Value, String> {
        let mut engine = Engine::default();
        let text = format!("package a\n\nimport rego.v1\n\nx := {call}\n");
        engine.parse("a.rego", &text).unwrap();
        engine.eval("data.a.x")
    }

    #[test]
    fn says_what_the_engine_says() {
        let patterns = [
            "^a+$", "b|c", "(", "", "(?i)A", r"\bde\b", "[^x]*", "a{2,3}",
        ];
        for pattern in patterns {
            for text in ["", "a", "aa", "abc", "x", "de", "ä"] {
                let own = said(&format!("regex.match({pattern:?}, {text:?})"));
                // What it finds, it finds: a way to ask the engine itself.
                let found = said(&format!(
                    "count(regex.find_n({pattern:?}, {text:?}, 1)) > 0"
                ));
                assert_eq!(own.is_err(), found.is_err(), "{pattern} {text}");
                if let (Ok(own), Ok(found)) = (own, found) {
                    assert_eq!(own, found, "{pattern} {text}");
                }
            }
        }
    }

    #[test]
    fn what_is_no_text_or_no_expression_is_an_error() {
        for (call, message) in [
            (
                "regex.match(1, \"a\")",
                "a.rego:5:17: `regex.match` expects string argument. Got `1` instead",
            ),
            (
                "regex.match(\"a\", [2])",
                "a.rego:5:17: `regex.match` expects string argument. Got `[2]` instead",
            ),
            ("regex.match(\"(\", \"a\")", "a.rego:5:17: invalid regex"),
            (
                "regex.match(\"\\\\w{500}\", \"a\")",
                "a.rego:5:17: the regular expression is larger than 102400 bytes",
            ),
        ] {
            assert_eq!(said(call), Err(message.to_owned()));
        }
        assert_eq!(said("regex.match(input.x, \"a\")"), Ok(Value::Undefined));
    }

    #[test]
    fn many_expressions_are_not_kept_for_ever() {
        for number in 0..3 * KEPT {
            let pattern: Arc<str> = format!("^{number}$").into();
            assert!(compiled(&pattern).unwrap().is_match(&number.to_string()));
        }
        assert!(COMPILED.read().unwrap().len() <= KEPT);
    }
}
