//! Asking a policy about the input that its engine was given.

use super::Policy;
use super::engine::{Engine, Value};
use super::witness;

/// The rules of a policy that are asked, by their full paths.
#[derive(Clone, Debug)]
pub struct Question {
    file: String,
    deny: String,
    witness: Option<String>,
    not_applicable: Option<String>,
}

impl Question {
    /// The rules of a policy.
    pub fn new(policy: &Policy) -> Self {
        let path = |rule: &str| format!("data.{}.{rule}", policy.package);
        Self {
            file: policy.file.clone(),
            deny: path("deny"),
            witness: policy.has_witness.then(|| path(witness::RULE)),
            not_applicable: policy.has_not_applicable.then(|| path("not_applicable")),
        }
    }

    /// What the policy denies: empty where nothing is wrong.
    ///
    /// # Errors
    /// An evaluation that failed, an answer of another form, or a message that was lost with nothing else denied.
    pub fn denied(&self, engine: &mut Engine) -> Result<Vec<Value>, String> {
        let Some(rule) = &self.witness else {
            return elements(&engine.eval(&self.deny)?, "deny");
        };
        let found = match engine.eval(rule) {
            Ok(found) => found,
            Err(error) => {
                // The place in it is one of the generated text. The rule itself fails at the author's.
                let denied = elements(&engine.eval(&self.deny)?, "deny")?;
                return if denied.is_empty() {
                    Err(error)
                } else {
                    Ok(denied)
                };
            }
        };
        let (mut denied, mut lost) = (Vec::new(), Vec::new());
        for element in elements(&found, witness::RULE)? {
            match element[1_u64].as_array() {
                Ok(messages) if !messages.is_empty() => denied.extend(messages.iter().cloned()),
                Ok(_) => lost.push(element[0_u64].to_string()),
                Err(_) => return Err(format!("`{}` holds {element}", witness::RULE)),
            }
        }
        if denied.is_empty() && !lost.is_empty() {
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

    /// Why the policy does not concern the subject: empty where it does.
    ///
    /// # Errors
    /// An evaluation that failed, or an answer of another form.
    pub fn not_applicable(&self, engine: &mut Engine) -> Result<Vec<Value>, String> {
        match &self.not_applicable {
            Some(rule) => elements(&engine.eval(rule)?, "not_applicable"),
            None => Ok(Vec::new()),
        }
    }
}

/// Anything but a set is a fault of the policy, not an empty answer.
fn elements(value: &Value, rule: &str) -> Result<Vec<Value>, String> {
    match value.as_set() {
        Ok(set) => Ok(set.iter().cloned().collect()),
        Err(_) => Err(format!("`{rule}` is not a set")),
    }
}
