//! A look at a policy's text before the parser sees it.
//!
//! The engine's parser takes exponential time in the nesting of literals, so depth is bounded here; and comments, which
//! it need not see, are blanked, with every other character left at its place.

use super::diagnostic::Diagnostic;
use super::syntax::Position;

/// The deepest nesting of brackets that is parsed: at 8 levels the parser takes milliseconds, at 16 seconds.
pub const MAX_DEPTH: usize = 8;

/// The largest policy file in bytes.
pub const MAX_BYTES: usize = 512 * 1024;

/// The text without its comments, at the same lines and columns.
///
/// # Errors
/// The file is too large or nested too deeply.
pub fn prescan(file: &str, text: &str) -> Result<String, Diagnostic> {
    if text.len() > MAX_BYTES {
        return Err(Diagnostic::new(
            file,
            Position { line: 1, column: 1 },
            format!(
                "the file has {} bytes; at most {MAX_BYTES} are read",
                text.len()
            ),
        ));
    }
    let mut out = String::with_capacity(text.len());
    // Only brackets that can open a literal count; the bodies of rules and the arguments of calls nest cheaply.
    let mut open: Vec<char> = Vec::new();
    let mut position = Position { line: 1, column: 0 };
    let mut chars = text.chars().peekable();
    let mut state = State::Code;
    while let Some(c) = chars.next() {
        if c == '\n' {
            position = Position {
                line: position.line + 1,
                column: 0,
            };
            if matches!(state, State::Comment | State::Text) {
                state = State::Code;
            }
            out.push(c);
            continue;
        }
        position.column += 1;
        match state {
            State::Comment => continue,
            State::Text => {
                out.push(c);
                if c == '\\' {
                    if let Some(next) = chars.next_if(|next| *next != '\n') {
                        position.column += 1;
                        out.push(next);
                    }
                } else if c == '"' {
                    state = State::Code;
                }
            }
            State::Raw => {
                out.push(c);
                if c == '`' {
                    state = State::Code;
                }
            }
            State::Code => match c {
                '#' => state = State::Comment,
                '"' => {
                    out.push(c);
                    state = State::Text;
                }
                '`' => {
                    out.push(c);
                    state = State::Raw;
                }
                '[' | '{' => {
                    out.push(c);
                    open.push(c);
                    if open.len() > MAX_DEPTH {
                        return Err(Diagnostic::new(
                            file,
                            position,
                            format!("brackets are nested more than {MAX_DEPTH} deep"),
                        )
                        .with_help(Some("give the inner value a name of its own".to_owned())));
                    }
                }
                ']' | '}' => {
                    out.push(c);
                    open.pop();
                }
                _ => out.push(c),
            },
        }
    }
    Ok(out)
}

#[derive(Clone, Copy)]
enum State {
    Code,
    Comment,
    Text,
    Raw,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_go_and_places_stay() {
        let text = "package a # why\nx := \"# no comment\" # yes\ny := `#\n# raw`\n";
        let scanned = prescan("a.rego", text).unwrap();
        assert_eq!(
            scanned,
            "package a \nx := \"# no comment\" \ny := `#\n# raw`\n"
        );
    }

    #[test]
    fn an_escaped_quote_does_not_end_a_string() {
        let text = "x := \"a\\\"#b\"\n";
        assert_eq!(prescan("a.rego", text).unwrap(), text);
    }

    #[test]
    fn deep_nesting_is_refused_at_its_place() {
        let text = format!("package a\nx := {}1{}\n", "[".repeat(9), "]".repeat(9));
        let error = prescan("a.rego", &text).unwrap_err();
        assert_eq!((error.position.line, error.position.column), (2, 14));
        let text = format!("x := {}1{}", "[".repeat(8), "]".repeat(8));
        assert!(prescan("a.rego", &text).is_ok());
    }
}
