//! Foreign text as Markdown: paragraphs, cells and blocks of code that nothing within can leave.

use std::fmt::Write as _;

use crate::report::escape::{markdown, markdown_code, visible};

/// Running text of several paragraphs. Code spans are kept; all other markup is shown as it stands.
pub(super) fn prose(text: &str) -> String {
    let mut paragraphs: Vec<String> = Vec::new();
    let mut lines: Vec<&str> = Vec::new();
    for line in text.lines().chain([""]) {
        if !line.trim().is_empty() {
            lines.push(line.trim());
        } else if !lines.is_empty() {
            paragraphs.push(paragraph(&lines.join(" ")));
            lines.clear();
        }
    }
    paragraphs.join("\n\n")
}

/// One line of running text, for a paragraph or a cell.
pub(super) fn line(text: &str) -> String {
    let mut shown = String::new();
    let parts: Vec<&str> = text.split('`').collect();
    let last = parts.len() - 1;
    for (number, part) in parts.iter().enumerate() {
        // An odd part is within a span, unless the span is never closed.
        if number % 2 == 1 && number < last {
            shown.push_str(&markdown_code(part));
        } else if number % 2 == 1 {
            shown.push_str(&markdown("`"));
            shown.push_str(&markdown(part));
        } else {
            shown.push_str(&markdown(part));
        }
    }
    shown
}

/// A paragraph, whose beginning could make it a list, a heading or a rule.
fn paragraph(text: &str) -> String {
    let shown = line(text);
    let digits = shown.bytes().take_while(u8::is_ascii_digit).count();
    match shown.as_bytes().get(digits) {
        Some(b'.' | b')') if digits > 0 => {
            format!("{}\\{}", &shown[..digits], &shown[digits..])
        }
        Some(b'-' | b'+' | b'=') if digits == 0 => format!("\\{shown}"),
        _ => shown,
    }
}

/// A name, a path or a command in running text or a cell.
pub(super) fn code(text: &str) -> String {
    markdown_code(text)
}

/// Names beside each other.
pub(super) fn codes<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    let shown: Vec<String> = texts.into_iter().map(code).collect();
    shown.join(", ")
}

/// A block of code, behind a fence that is longer than any in it.
pub(super) fn block(language: &str, text: &str) -> String {
    let longest = text
        .split(|character| character != '`')
        .map(str::len)
        .max()
        .unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    let mut shown = format!("{fence}{language}\n");
    for line in text.trim_end().lines() {
        // A tab is what Rego is indented with.
        let cells: Vec<_> = line.split('\t').map(visible).collect();
        let _ = writeln!(shown, "{}", cells.join("\t"));
    }
    shown.push_str(&fence);
    shown
}

/// A page elsewhere: a link where it is one.
pub(super) fn link(url: &str) -> String {
    let plain =
        |byte: u8| byte.is_ascii_alphanumeric() || b"-._~:/?#@!$&'()*+,;=%[]".contains(&byte);
    if url.starts_with("https://") && url.bytes().all(plain) {
        format!("<{url}>")
    } else {
        code(url)
    }
}

/// A table; nothing where it has no row.
pub(super) fn table(columns: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let mut shown = String::new();
    for row in rows {
        if shown.is_empty() {
            let _ = writeln!(shown, "| {} |", columns.join(" | "));
            let _ = writeln!(shown, "|{}", " --- |".repeat(columns.len()));
        }
        let _ = writeln!(shown, "| {} |", row.join(" | "));
    }
    shown
}

/// A section with its heading; nothing where it is empty.
pub(super) fn section(page: &mut String, heading: &str, body: &str) {
    if !body.trim().is_empty() {
        let _ = write!(page, "## {heading}\n\n{}\n\n", body.trim_end());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_keeps_code_and_no_other_markup() {
        assert_eq!(
            prose("A `name` of\n<b>it</b>.\n\n- no list\n\n1. none\n\n# none"),
            "A `name` of &lt;b&gt;it&lt;/b&gt;.\n\n\\- no list\n\n1\\. none\n\n\\#\u{200b} none"
        );
        assert_eq!(line("an `open span"), "an \\`open span");
        assert_eq!(line("a `|` b"), "a `\\|` b");
        assert_eq!(prose(""), "");
    }

    #[test]
    fn no_block_is_ended_from_within() {
        let shown = block("rego", "a\n```\n````\n\tb\u{202e}\r\n");
        assert_eq!(shown, "`````rego\na\n```\n````\n\tb\\u{202e}\n`````");
        assert_eq!(block("sh", "x"), "```sh\nx\n```");
    }

    #[test]
    fn only_what_is_a_link_becomes_one() {
        assert_eq!(link("https://a.example/x?y=1"), "<https://a.example/x?y=1>");
        assert_eq!(link("javascript:alert(1)"), "`javascript:alert(1)`");
        assert_eq!(link("https://a> <b"), "`https://a> <b`");
    }

    #[test]
    fn a_table_without_rows_and_a_section_without_text_are_nothing() {
        assert_eq!(table(&["A"], []), "");
        let mut page = String::new();
        section(&mut page, "Empty", " ");
        assert_eq!(page, "");
    }
}
