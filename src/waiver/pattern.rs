//! Patterns of controls and subjects: a name as it is, or a glob that begins with a part of one.
//!
//! A pattern fits a name from its beginning to its end. `logs` is no glob, and fits `logs` alone; `*logs*` is not taken, because
//! nobody can say what it will fit tomorrow. `*` stands for any characters, those between the parts of an ARN among them, and
//! `?` for one; every other character stands for itself.

use crate::policy::syntax::Position;

/// A name, or a glob over names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    text: String,
    /// Where it stands.
    pub position: Position,
}

impl Pattern {
    /// A pattern that says what is waived.
    ///
    /// # Errors
    /// It begins with a wildcard.
    pub fn new(text: &str, position: Position) -> Result<Self, String> {
        if text.starts_with(['*', '?']) {
            return Err(format!(
                "`{text}` begins with a wildcard: what a waiver is about begins with a part of its name"
            ));
        }
        Ok(Self::exception(text, position))
    }

    /// A pattern that says what is not waived. It may begin with a wildcard: the wider it is, the less is waived.
    pub fn exception(text: &str, position: Position) -> Self {
        Self {
            text: text.to_owned(),
            position,
        }
    }

    /// The pattern as it is written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether it has wildcards.
    pub fn is_glob(&self) -> bool {
        self.text.contains(['*', '?'])
    }

    /// Whether a name fits, from its beginning to its end.
    pub fn matches(&self, name: &str) -> bool {
        let mut pattern = self.text.as_str();
        let mut name = name;
        // Where to go on when what follows the last `*` does not fit: the pattern behind it, and the name with one more
        // character given to it.
        let mut again: Option<(&str, &str)> = None;
        loop {
            if let Some(behind) = pattern.strip_prefix('*') {
                again = Some((behind, name));
                pattern = behind;
                continue;
            }
            let mut left = name.chars();
            let mut wanted = pattern.chars();
            match (wanted.next(), left.next()) {
                (None, None) => return true,
                (Some(one), Some(other)) if one == '?' || one == other => {
                    pattern = wanted.as_str();
                    name = left.as_str();
                }
                _ => {
                    let Some((behind, from)) = again else {
                        return false;
                    };
                    let mut from = from.chars();
                    if from.next().is_none() {
                        return false;
                    }
                    pattern = behind;
                    name = from.as_str();
                    again = Some((behind, name));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn fits(pattern: &str, name: &str) -> bool {
        Pattern::exception(pattern, Position::default()).matches(name)
    }

    #[test]
    fn a_pattern_fits_from_beginning_to_end() {
        assert!(fits("arn:aws:s3:::logs", "arn:aws:s3:::logs"));
        assert!(!fits("arn:aws:s3:::logs", "arn:aws:s3:::logs-archive"));
        assert!(!fits("arn:aws:s3:::logs", "arn:aws:s3:::"));
        assert!(fits("arn:aws:s3:::logs-*", "arn:aws:s3:::logs-"));
        assert!(fits("arn:aws:s3:::logs-*", "arn:aws:s3:::logs-a/b:c"));
        assert!(!fits("arn:aws:s3:::logs-*", "arn:aws:s3:::x-logs-a"));
        assert!(fits("a*b*c", "a-b-b-c"));
        assert!(!fits("a*b*c", "a-b-c-d"));
        assert!(fits("a?c", "aüc"));
        assert!(!fits("a?c", "ac"));
        assert!(fits("x[1]{2}", "x[1]{2}"));
        assert!(fits("a**", "a") && fits("*", "") && !fits("", "a"));
    }

    #[test]
    fn what_is_waived_begins_with_a_part_of_a_name() {
        for text in ["*", "**", "?*", "*logs*"] {
            let wrong = Pattern::new(text, Position::default()).unwrap_err();
            assert!(
                wrong.starts_with(&format!("`{text}` begins with a wildcard")),
                "{wrong}"
            );
        }
        assert!(Pattern::new("arn:aws:s3:::*", Position::default()).is_ok());
    }

    #[test]
    fn no_pattern_takes_long() {
        assert!(!fits(
            &"a*".repeat(2_000),
            &format!("{}b", "a".repeat(1_999))
        ));
        assert!(!fits(&format!("{}b", "a*".repeat(50)), &"a".repeat(20_000)));
    }

    /// The same by the definition: a `*` is tried with every length.
    fn slowly(pattern: &[char], name: &[char]) -> bool {
        match pattern.split_first() {
            None => name.is_empty(),
            Some(('*', rest)) => (0..=name.len()).any(|from| slowly(rest, &name[from..])),
            Some((one, rest)) => name
                .split_first()
                .is_some_and(|(first, left)| (*one == '?' || one == first) && slowly(rest, left)),
        }
    }

    proptest! {
        #[test]
        fn it_fits_what_the_definition_fits(pattern in "[ab*?]{0,8}", name in "[ab]{0,10}") {
            let chars = |text: &str| text.chars().collect::<Vec<_>>();
            prop_assert_eq!(fits(&pattern, &name), slowly(&chars(&pattern), &chars(&name)));
        }
    }
}
