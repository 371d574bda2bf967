//! Strings that came from a cloud, made harmless: one function for each medium.
//!
//! Names, tags and messages are written by whoever may write to the account that is audited. What a medium would
//! obey is shown instead, as `\u{1b}`, rather than dropped: two names that differ in such a character alone stay two names.

use std::borrow::Cow;
use std::fmt::Write as _;

/// True for characters that a reader does not see as themselves: control characters (C0, DEL, C1), marks that change
/// the direction of text, invisible formatting, other line ends, tags, and code points that are no characters.
pub(crate) fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{ad}'
                | '\u{61c}'
                | '\u{180e}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{feff}'
                | '\u{fff9}'..='\u{fffb}'
                | '\u{e0000}'..='\u{e0fff}'
        )
        || u32::from(character) & 0xfffe == 0xfffe
}

/// Appends a character, or the notation that stands for it where it is hidden.
fn push_visible(text: &mut String, character: char) {
    match character {
        '\n' => text.push_str("\\n"),
        '\r' => text.push_str("\\r"),
        '\t' => text.push_str("\\t"),
        hidden if is_hidden(hidden) => push_notation(text, hidden),
        plain => text.push(plain),
    }
}

/// Appends `\u{…}`.
fn push_notation(text: &mut String, character: char) {
    let _ = write!(text, "\\u{{{:x}}}", u32::from(character));
}

/// One line in which every character shows.
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.contains(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        push_visible(&mut shown, character);
    }
    Cow::Owned(shown)
}

/// For a terminal and for the log of a pipeline: one line, without what either would obey.
///
/// GitHub's runner takes a line for a command whose first word begins with `::` and the name of a command, all of which begin
/// with a letter, and `##[…]` anywhere in it; Azure Pipelines and TeamCity have `##vso[…]` and `##teamcity[…]`. A line may be
/// wrapped before any word, so each word is treated as if it began one. An address like `::/0` is none.
pub fn terminal(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut previous = None;
    for (at, character) in text.char_indices() {
        let begins_word = previous.is_none_or(char::is_whitespace);
        match character {
            ':' if begins_word && begins_command(&text[at..]) => push_notation(&mut shown, ':'),
            '#' if previous == Some('#') => push_notation(&mut shown, '#'),
            other => push_visible(&mut shown, other),
        }
        previous = Some(character);
    }
    shown
}

/// Whether a text begins with two colons and what could be the name of a command.
pub(super) fn begins_command(text: &str) -> bool {
    let name = text.strip_prefix("::");
    name.is_some_and(|name| name.starts_with(|c: char| c.is_alphabetic()))
}

/// For an attribute in XML 1.0, before the writer's own escaping of `<`, `>`, `&` and quotes.
///
/// One line, because a parser turns the line ends of an attribute into blanks.
pub fn xml_attribute(text: &str) -> Cow<'_, str> {
    visible(text)
}

/// For a CDATA section in XML 1.0, of which line ends and tabs are the only control characters.
///
/// The one sequence that would end the section is divided between two sections, so a parser returns the text itself.
pub fn cdata(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\n' | '\t' => shown.push(character),
            other => push_visible(&mut shown, other),
        }
    }
    shown.replace("]]>", "]]]]><![CDATA[>")
}

/// For running text in GitHub's Markdown, in a table's cell or outside: one line, without markup, links or mentions.
///
/// Mentions, issue numbers and bare links are found in the rendered text, where no escape is left to see, so
/// a zero-width space divides them.
pub fn markdown(text: &str) -> String {
    let text = visible(text);
    let mut shown = String::with_capacity(text.len() + 16);
    let mut rest = text.as_ref();
    while let Some(character) = rest.chars().next() {
        match character {
            // Entities, because a table's cells are divided before backslashes are looked at.
            '\\' => shown.push_str("&#92;"),
            '|' => shown.push_str("&#124;"),
            '<' => shown.push_str("&lt;"),
            '>' => shown.push_str("&gt;"),
            '&' => shown.push_str("&amp;"),
            '$' => shown.push_str("&#36;"),
            '@' => shown.push_str("@\u{200b}"),
            '#' => shown.push_str("\\#\u{200b}"),
            ':' if rest.starts_with("://") => shown.push_str(":\u{200b}"),
            'w' | 'W' if starts_with_www(rest) => {
                shown.push_str(&rest[..3]);
                shown.push('\u{200b}');
                rest = &rest[2..];
            }
            '`' | '*' | '_' | '[' | ']' | '~' | '!' => {
                shown.push('\\');
                shown.push(character);
            }
            plain => shown.push(plain),
        }
        rest = &rest[character.len_utf8()..];
    }
    shown
}

fn starts_with_www(text: &str) -> bool {
    text.get(..4)
        .is_some_and(|start| start.eq_ignore_ascii_case("www."))
}

/// For a name or a command in a cell of a Markdown table: a code span.
///
/// Nothing within a code span is markup, a link or a mention; a pipe alone still ends the cell, unless it is escaped.
pub fn markdown_code(text: &str) -> String {
    if text.is_empty() {
        return String::new();
    }
    let mut inner = String::with_capacity(text.len());
    for character in visible(text).chars() {
        if character == '|' {
            // A backslash before the pipe would take the escape for itself.
            if inner.ends_with('\\') {
                inner.push(' ');
            }
            inner.push('\\');
        }
        inner.push(character);
    }
    let longest = inner.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let padded = [inner.chars().next(), inner.chars().next_back()]
        .into_iter()
        .flatten()
        .any(|edge| edge == '`' || edge == ' ');
    let pad = if padded { " " } else { "" };
    format!("{fence}{pad}{inner}{pad}{fence}")
}

/// For a message in SARIF: one line, without the links that SARIF knows, `[text](target)`.
///
/// A backslash before a bracket is only written where there could be a link, since some viewers show it.
pub fn sarif(text: &str) -> String {
    let text = visible(text);
    if !text.contains("](") {
        return text.into_owned();
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        if matches!(character, '\\' | '[' | ']') {
            shown.push('\\');
        }
        shown.push(character);
    }
    shown
}

/// For a line of OSCAL's Markdown, which is CommonMark with insertions in double braces and marks for subscript and
/// superscript.
pub fn oscal(text: &str) -> String {
    let text = visible(text);
    let mut shown = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        if matches!(
            character,
            '\\' | '`'
                | '*'
                | '_'
                | '['
                | ']'
                | '<'
                | '>'
                | '&'
                | '~'
                | '^'
                | '{'
                | '}'
                | '!'
                | '#'
                | '|'
        ) {
            shown.push('\\');
        }
        shown.push(character);
    }
    shown
}

/// For the message of a workflow command on GitHub. A line end that is ours is put between two texts as `%0A`.
pub fn workflow_data(text: &str) -> String {
    terminal(text).replace('%', "%25")
}

/// For a property of a workflow command on GitHub, which a comma or a colon would end.
pub fn workflow_property(text: &str) -> String {
    workflow_data(text).replace(':', "%3A").replace(',', "%2C")
}

/// For a field in CSV, as RFC 4180 has it: always in quotes, and nothing that a spreadsheet takes for a formula.
///
/// One line, so that readers which take lines for records, and the logs of pipelines, are not misled.
pub fn csv(text: &str) -> String {
    let mut field = String::with_capacity(text.len() + 3);
    field.push('"');
    // Full-width forms count as well where a spreadsheet is set to Japanese or Chinese.
    if text.trim_start().starts_with([
        '=', '+', '-', '@', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}',
    ]) {
        field.push('\'');
    }
    for character in text.chars() {
        match character {
            '"' => field.push_str("\"\""),
            other => push_visible(&mut field, other),
        }
    }
    field.push('"');
    field
}

/// For JSON within a page's script block, which the block's end or a comment would end: in JSON, these characters are
/// only in strings.
pub fn script_block(json: &str) -> String {
    json.replace('&', "\\u0026")
        .replace('<', "\\u003c")
        .replace('>', "\\u003e")
}

/// For text in HTML and in its quoted attributes: one line.
pub fn html(text: &str) -> String {
    visible(text)
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
}

/// Whether a reference is an address on the web, with nothing in it that a medium could obey.
pub fn is_web_address(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_graphic() && !matches!(c, '<' | '>' | '"' | '\'' | '`' | '\\');
    (text.starts_with("https://") || text.starts_with("http://")) && text.chars().all(plain)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn hidden_characters_are_shown() {
        assert_eq!(visible("plain: ümlaut, 表"), "plain: ümlaut, 表");
        assert_eq!(
            visible("a\u{1b}[31m\0\u{9b}\u{202e}\u{feff}\r\n\tb\u{ffff}"),
            "a\\u{1b}[31m\\u{0}\\u{9b}\\u{202e}\\u{feff}\\r\\n\\tb\\u{ffff}"
        );
    }

    #[test]
    fn workflow_commands_are_not_obeyed() {
        assert_eq!(terminal("::error::x"), "\\u{3a}:error::x");
        assert_eq!(terminal("a ::set-env b"), "a \\u{3a}:set-env b");
        assert_eq!(terminal("a##[error]"), "a#\\u{23}[error]");
        assert_eq!(terminal("##vso[task.x]"), "#\\u{23}vso[task.x]");
        assert_eq!(terminal("arn:aws:s3:::logs"), "arn:aws:s3:::logs");
        assert_eq!(terminal("from ::/0, ::1 and ::"), "from ::/0, ::1 and ::");
    }

    #[test]
    fn cdata_sections_cannot_be_ended() {
        assert_eq!(cdata("a]]>b\nc\u{1b}"), "a]]]]><![CDATA[>b\nc\\u{1b}");
    }

    #[test]
    fn markdown_text_is_inert() {
        assert_eq!(
            markdown("a|b\n<b>*x*</b>\\"),
            "a&#124;b&#92;n&lt;b&gt;\\*x\\*&lt;/b&gt;&#92;"
        );
        assert_eq!(markdown("@octo #1"), "@\u{200b}octo \\#\u{200b}1");
        assert_eq!(
            markdown("[x](https://e.x) WWW.e.x"),
            "\\[x\\](https:\u{200b}//e.x) WWW\u{200b}.e.x"
        );
    }

    #[test]
    fn markdown_code_keeps_its_fence() {
        assert_eq!(markdown_code("a | b"), "`a \\| b`");
        assert_eq!(markdown_code("a\\|b"), "`a\\ \\|b`");
        assert_eq!(markdown_code("`x``"), "``` `x`` ```");
        assert_eq!(markdown_code("one\n"), "`one\\n`");
        assert_eq!(markdown_code(""), "");
    }

    #[test]
    fn sarif_has_no_links() {
        assert_eq!(sarif("trail[0] is off"), "trail[0] is off");
        assert_eq!(sarif("[x](https://e.x)\n"), "\\[x\\](https://e.x)\\\\n");
    }

    #[test]
    fn oscal_has_neither_markup_nor_insertions() {
        assert_eq!(oscal("plain: 1-2 (a), \"b\""), "plain: 1-2 (a), \"b\"");
        assert_eq!(
            oscal("{{ insert: param, x }} <b>`[x](y)\n"),
            "\\{\\{ insert: param, x \\}\\} \\<b\\>\\`\\[x\\](y)\\\\n"
        );
    }

    #[test]
    fn workflow_commands_end_where_they_end() {
        assert_eq!(workflow_data("50%\n::error::x"), "50%25\\n\\u{3a}:error::x");
        assert_eq!(
            workflow_property("a,b: 5%, ::x"),
            "a%2Cb%3A 5%25%2C \\u{3a}%3Ax"
        );
    }

    #[test]
    fn fields_are_no_formulas() {
        assert_eq!(csv("plain, \"quoted\""), "\"plain, \"\"quoted\"\"\"");
        for start in ["=", "+", "-", "@", "\t=", " =", "\u{ff1d}"] {
            let field = csv(&format!("{start}cmd|'/C calc'!A0"));
            assert!(field.starts_with("\"'"), "{field}");
        }
        assert_eq!(csv("one\ntwo\r\0"), "\"one\\ntwo\\r\\u{0}\"");
    }

    #[test]
    fn a_script_block_is_not_ended() {
        let json = script_block("[\"</script><!--&\"]");
        assert_eq!(json, "[\"\\u003c/script\\u003e\\u003c!--\\u0026\"]");
        assert_eq!(
            html("<a href='x'>\"&"),
            "&lt;a href=&#39;x&#39;&gt;&quot;&amp;"
        );
    }

    #[test]
    fn only_the_web_is_linked() {
        assert!(is_web_address("https://docs.aws.amazon.com/a?b=c#d"));
        for other in ["javascript:alert(1)", "https://e.x/<", "https://e.x/ y", ""] {
            assert!(!is_web_address(other), "{other}");
        }
    }

    proptest! {
        #[test]
        fn nothing_hidden_is_left(text in any::<String>()) {
            prop_assert!(!visible(&text).contains(is_hidden));
            prop_assert!(!terminal(&text).contains(is_hidden));
            let section = cdata(&text).replace(['\n', '\t'], "");
            prop_assert!(!section.contains(is_hidden));
            let divided = markdown(&text).replace('\u{200b}', "");
            prop_assert!(!divided.contains(is_hidden));
            prop_assert!(!markdown_code(&text).contains(is_hidden));
        }

        #[test]
        fn no_word_is_a_workflow_command(text in "[ :#a\\[\n]{0,12}") {
            let shown = terminal(&text);
            prop_assert!(!shown.split_whitespace().any(begins_command), "{shown}");
            prop_assert!(!shown.contains("##"), "{shown}");
        }

        #[test]
        fn no_cell_is_ended_from_within(text in "[|\\\\`a ]{0,12}") {
            prop_assert!(!markdown(&text).contains('|'));
            // Each pipe of a code span is escaped by one backslash that no other backslash precedes.
            let code = markdown_code(&text);
            for (at, _) in code.match_indices('|') {
                prop_assert!(code[..at].ends_with('\\') && !code[..at].ends_with("\\\\"), "{code}");
            }
        }
    }
}
