//! Where the placeholders of a remedy stand: outside quotes, within them, or where nothing can be made safe.

use super::Form;

/// A part of a remedy's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'t> {
    /// Text that stays as it is.
    Text(&'t str),
    /// A placeholder: its name, without the braces, and where it stands.
    Name(&'t str, Place),
}

/// Where a placeholder stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Outside of everything below.
    Bare,
    /// Within quotes.
    Quoted,
    /// Within a comment.
    Comment,
    /// Behind the beginning of a here-document.
    HereDocument,
}

/// What the text is within, from the inside to the outside.
enum Within {
    /// A quote that ends with this character, and whether a backslash takes the next one out of the count.
    Quote { end: char, escapes: bool },
    /// A template in a string of Terraform, and how many braces are open in it.
    Template(usize),
    /// A comment that ends with this.
    Comment(&'static str),
    /// A here-document. Where it ends is not looked for.
    HereDocument,
}

/// Divides a text at its placeholders.
///
/// A placeholder is a word in braces. JSON has braces too, and `${…}` and `%{…}` are the shell's and Terraform's own.
pub fn pieces(form: Form, text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut within: Vec<Within> = Vec::new();
    let mut start = 0;
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        let before = text[..at].chars().next_back();
        if let Some(name) = name(rest).filter(|_| !matches!(before, Some('$' | '%'))) {
            if start < at {
                pieces.push(Piece::Text(&text[start..at]));
            }
            let place = match within.last() {
                None | Some(Within::Template(_)) => Place::Bare,
                Some(Within::Quote { .. }) => Place::Quoted,
                Some(Within::Comment(_)) => Place::Comment,
                Some(Within::HereDocument) => Place::HereDocument,
            };
            pieces.push(Piece::Name(name, place));
            at += name.len() + 2;
            start = at;
        } else {
            at += step(form, rest, before, &mut within);
        }
    }
    if start < text.len() {
        pieces.push(Piece::Text(&text[start..]));
    }
    pieces
}

/// The name of the placeholder with which a text begins.
fn name(text: &str) -> Option<&str> {
    let inside = text.strip_prefix('{')?;
    let length = inside.find(|c: char| !c.is_ascii_alphabetic() && c != '_')?;
    (length > 0 && inside[length..].starts_with('}')).then(|| &inside[..length])
}

/// Goes one step on: how many bytes it took, and what the text is within after it.
fn step(form: Form, rest: &str, before: Option<char>, within: &mut Vec<Within>) -> usize {
    let Some(first) = rest.chars().next() else {
        return rest.len();
    };
    let one = first.len_utf8();
    // An escaped character and what escapes it.
    let two = one + rest[one..].chars().next().map_or(0, char::len_utf8);
    match within.last_mut() {
        Some(Within::HereDocument) => {}
        Some(Within::Comment(end)) => {
            if rest.starts_with(*end) {
                let length = end.len();
                within.pop();
                return length;
            }
        }
        Some(Within::Quote { end, escapes }) => {
            if *escapes && first == '\\' {
                return two;
            }
            if first == *end {
                within.pop();
            } else if form == Form::Terraform && (rest.starts_with("${") || rest.starts_with("%{"))
            {
                if before == Some(first) {
                    // Doubled, it begins no template.
                    return 2;
                }
                within.push(Within::Template(0));
                return 2;
            }
        }
        Some(Within::Template(open)) if first == '}' => {
            if *open == 0 {
                within.pop();
            } else {
                *open -= 1;
            }
        }
        Some(Within::Template(open)) if first == '{' => *open += 1,
        None | Some(Within::Template(_)) => {
            return outside(form, rest, before, within).unwrap_or(one);
        }
    }
    one
}

/// What begins where the text is within nothing, and how many bytes its beginning takes.
fn outside(
    form: Form,
    rest: &str,
    before: Option<char>,
    within: &mut Vec<Within>,
) -> Option<usize> {
    let begins_word = before.is_none_or(char::is_whitespace);
    let (entered, length) = match (form, rest.chars().next()?) {
        (Form::Console, _) => return None,
        (Form::Cli, '\\') => {
            return Some(1 + rest[1..].chars().next().map_or(0, char::len_utf8));
        }
        (Form::Cli, '\'') => {
            let escapes = before == Some('$');
            (Within::Quote { end: '\'', escapes }, 1)
        }
        // Within backquotes a shell takes backslashes and quotes apart once more.
        (Form::Cli, end @ ('"' | '`')) => (Within::Quote { end, escapes: true }, 1),
        (Form::Cli, '#') if begins_word => (Within::Comment("\n"), 1),
        (Form::Cli, '<') if rest.starts_with("<<<") => return Some(3),
        (Form::Terraform, '"') => (
            Within::Quote {
                end: '"',
                escapes: true,
            },
            1,
        ),
        (Form::Terraform, '#') => (Within::Comment("\n"), 1),
        (Form::Terraform, '/') if rest.starts_with("//") => (Within::Comment("\n"), 2),
        (Form::Terraform, '/') if rest.starts_with("/*") => (Within::Comment("*/"), 2),
        (_, '<') if rest.starts_with("<<") => (Within::HereDocument, 2),
        _ => return None,
    };
    within.push(entered);
    Some(length)
}
