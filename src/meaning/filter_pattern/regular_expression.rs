//! The regular expressions that a filter pattern may hold between `%` signs.
//!
//! They are a small language of their own: no groups, ASCII only, a fixed set of symbols. What is in it is translated
//! for an engine that takes time linear in the text, whatever the expression; what is not in it is an error, as it is
//! to AWS.

use regex::bytes::{Regex, RegexBuilder};

/// The largest compiled expression, in bytes. `[a-z]{1000}` fits, a repetition of repetitions does not.
const LARGEST: usize = 1 << 20;

/// An expression between `%` signs.
#[derive(Clone, Debug)]
pub struct RegularExpression {
    source: String,
    compiled: Regex,
}

impl PartialEq for RegularExpression {
    fn eq(&self, other: &Self) -> bool {
        self.source == other.source
    }
}

impl RegularExpression {
    /// Reads what stands between the `%` signs.
    ///
    /// # Errors
    ///
    /// What is wrong, and where, in bytes from the start of `source`.
    pub fn new(source: &str) -> Result<Self, (usize, String)> {
        let translated = translate(source)?;
        let compiled = RegexBuilder::new(&translated)
            .unicode(false)
            .size_limit(LARGEST)
            .build()
            .map_err(|error| (0, reason(&error)))?;
        Ok(Self {
            source: source.to_owned(),
            compiled,
        })
    }

    /// What stands between the `%` signs.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Whether the expression matches anywhere in a text.
    pub fn is_match(&self, text: &str) -> bool {
        self.compiled.is_match(text.as_bytes())
    }
}

/// Checks the characters and spells out what the engine reads differently: inside of a class, `[` and a second `-` are
/// only themselves, and a count may have a space.
fn translate(source: &str) -> Result<String, (usize, String)> {
    let mut out = String::with_capacity(source.len());
    let mut chars = source.char_indices().peekable();
    let mut class = false;
    let mut count = false;
    let mut before = None;
    while let Some((offset, char)) = chars.next() {
        match char {
            '\\' => {
                out.push('\\');
                match chars.next() {
                    Some((_, escaped @ ('d' | 'D' | 's' | 'S' | 'w' | 'W'))) => out.push(escaped),
                    Some((_, 'x')) => {
                        out.push('x');
                        for _ in 0..2 {
                            match chars.next() {
                                Some((_, digit)) if digit.is_ascii_hexdigit() => out.push(digit),
                                _ => {
                                    return Err((
                                        offset,
                                        "`\\x` takes two hexadecimal digits".to_owned(),
                                    ));
                                }
                            }
                        }
                    }
                    Some((_, escaped)) if escaped.is_ascii_punctuation() => out.push(escaped),
                    Some((_, escaped)) => {
                        return Err((
                            offset,
                            format!("`\\{escaped}` is not known in a regular expression"),
                        ));
                    }
                    None => return Err((offset, "nothing follows the backslash".to_owned())),
                }
                before = Some('\\');
                continue;
            }
            '[' if class => out.push_str("\\["),
            '[' => {
                class = true;
                out.push('[');
            }
            ']' => {
                class = false;
                out.push(']');
            }
            '-' if class && before == Some('-') => out.push_str("\\-"),
            '{' if !class => {
                count = true;
                out.push('{');
                // A count without its least number is not known to the engine everywhere.
                while chars.next_if(|(_, next)| *next == ' ').is_some() {}
                if chars.peek().is_some_and(|(_, next)| *next == ',') {
                    out.push('0');
                }
            }
            '}' if !class => {
                count = false;
                out.push('}');
            }
            ' ' if count => {}
            ' ' | ':' | '_' | '#' | '=' | '@' | '/' | ';' | ',' | '-' | '^' | '$' | '?' | '{'
            | '}' | '|' | '*' | '+' | '.' => out.push(char),
            _ if char.is_ascii_alphanumeric() => out.push(char),
            '(' | ')' => {
                return Err((offset, "a regular expression has no groups here".to_owned()));
            }
            _ => {
                return Err((
                    offset,
                    format!("`{char}` may not stand in a regular expression"),
                ));
            }
        }
        before = Some(char);
    }
    Ok(out)
}

/// The engine's reason in one line; its own text draws a picture.
fn reason(error: &regex::Error) -> String {
    let text = error.to_string();
    let last = text.lines().last().unwrap_or_default();
    format!(
        "no regular expression: {}",
        last.strip_prefix("error: ").unwrap_or(last)
    )
}
