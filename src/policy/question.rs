//! Asking a policy about the input that its engine was given.

use super::Policy;
use super::engine::{Engine, Value};
use super::witness;

/// The rules of a policy that are asked, by their full paths.
#[derive(Clone, Debug)]
pub struct Question {
    file: String,
    deny: String,
    witness: String,
    not_applicable: Option<String>,
    /// Both of the above.
    answer: Option<String>,
}

/// What a policy says.
#[derive(Clone, Debug, PartialEq)]
pub struct Said {
    /// What it denies: empty where nothing is wrong.
    pub denied: Vec<Value>,
    /// Why it does not concern the subject, where nothing is denied: empty where it does.
    pub not_applicable: Vec<Value>,
}

impl Question {
    /// The rules of a policy.
    pub fn new(policy: &Policy) -> Self {
        let path = |rule: &str| policy.path(rule);
        Self {
            file: policy.file.clone(),
            deny: path("deny"),
            witness: path(witness::RULE),
            not_applicable: policy.has_not_applicable.then(|| path("not_applicable")),
            answer: policy.has_not_applicable.then(|| path(witness::ANSWER)),
        }
    }

    /// Asks the policy.
    ///
    /// # Errors
    /// An evaluation that failed, an answer of another form, or a message that was lost with nothing else denied.
    pub fn ask(&self, engine: &mut Engine) -> Result<Said, String> {
        if let Some(rule) = &self.answer
            && let Ok(answer) = engine.eval(rule)
        {
            return self.said(&answer);
        }
        // Where one of them fails, what the other says still counts.
        let denied = self.denied(engine)?;
        let not_applicable = match &self.not_applicable {
            Some(rule) if denied.is_empty() => elements(&engine.eval(rule)?, "not_applicable")?,
            _ => Vec::new(),
        };
        Ok(Said {
            denied,
            not_applicable,
        })
    }

    /// What the policy says in an answer to all that is asked of it.
    ///
    /// # Errors
    /// An answer of another form, or a message that was lost with nothing else denied.
    pub fn said(&self, answer: &Value) -> Result<Said, String> {
        let denied = self.found(&answer[0_u64])?;
        let not_applicable = match self.not_applicable {
            Some(_) => {
                let mut reasons = Vec::new();
                for of_rule in list(&answer[1_u64])? {
                    reasons.extend(list(of_rule)?.into_iter().cloned());
                }
                reasons.sort();
                reasons.dedup();
                reasons
            }
            None => Vec::new(),
        };
        Ok(Said {
            denied,
            not_applicable,
        })
    }

    fn denied(&self, engine: &mut Engine) -> Result<Vec<Value>, String> {
        match engine.eval(&self.witness) {
            Ok(found) => self.found(&found),
            Err(error) => {
                // The place in it is one of the generated text. The rule itself fails at the author's.
                let denied = elements(&engine.eval(&self.deny)?, "deny")?;
                if denied.is_empty() {
                    Err(error)
                } else {
                    Ok(denied)
                }
            }
        }
    }

    /// What a witness found: the messages of the rules whose conditions hold.
    fn found(&self, found: &Value) -> Result<Vec<Value>, String> {
        let (mut denied, mut lost) = (Vec::new(), Vec::new());
        for of_rule in list(found)? {
            for held in list(of_rule)? {
                let messages = list(&held[1_u64])?;
                if messages.is_empty() {
                    lost.push(held[0_u64].to_string());
                }
                denied.extend(messages.into_iter().cloned());
            }
        }
        if denied.is_empty() && !lost.is_empty() {
            lost.sort();
            lost.dedup();
            return Err(format!(
                "{}:{}: the conditions of this rule hold, but its message is undefined",
                self.file,
                lost.join(", ")
            ));
        }
        denied.sort();
        denied.dedup();
        Ok(denied)
    }
}

/// Anything but a list would be a fault of the witness, not an empty answer.
fn list(value: &Value) -> Result<Vec<&Value>, String> {
    match value.as_array() {
        Ok(list) => Ok(list.iter().collect()),
        Err(_) => Err(format!("`{}` holds {value}", witness::RULE)),
    }
}

/// Anything but a set is a fault of the policy, not an empty answer.
fn elements(value: &Value, rule: &str) -> Result<Vec<Value>, String> {
    match value.as_set() {
        Ok(set) => Ok(set.iter().cloned().collect()),
        Err(_) => Err(format!("`{rule}` is not a set")),
    }
}
