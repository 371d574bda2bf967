//! A page of Markdown that never grows beyond what GitHub shows: rows are left out at its end, and counted.

/// What GitHub takes for the summary of one step; it shows nothing at all of a longer one.
pub(super) const GITHUB_LIMIT: usize = 1_048_576;
/// Where rows end. Other text of the same step has the rest, and so has the end of this page.
const ROOM: usize = GITHUB_LIMIT - 48_576;
/// What a cell shows at most, in characters, so that one message cannot take the page for itself.
pub(super) const CELL: usize = 1_500;

/// A page that is being written.
pub(crate) struct Page {
    text: String,
    left_out: u64,
}

impl Page {
    pub(crate) fn new() -> Self {
        Self {
            text: String::new(),
            left_out: 0,
        }
    }

    /// A paragraph, without its blank line.
    pub(crate) fn paragraph(&mut self, text: &str) {
        self.text.push_str(text);
        self.text.push_str("\n\n");
    }

    /// A table with what stands before and after it. Once a row did not fit, no later row of the page is shown, so
    /// that what is shown is always what matters most; a table without a row is not begun.
    pub(crate) fn table(
        &mut self,
        before: &str,
        columns: &[&str],
        rows: impl Iterator<Item = Vec<String>>,
        after: &str,
    ) {
        let mut head = String::new();
        if !before.is_empty() {
            head.push_str(before);
            head.push_str("\n\n");
        }
        head.push_str(&format!(
            "| {} |\n|{}\n",
            columns.join(" | "),
            " --- |".repeat(columns.len())
        ));
        let mut begun = false;
        for cells in rows {
            let row = format!("| {} |\n", cells.join(" | "));
            let needed = row.len() + after.len() + if begun { 0 } else { head.len() };
            if self.left_out > 0 || self.text.len() + needed > ROOM {
                self.left_out += 1;
                continue;
            }
            if !begun {
                self.text.push_str(&head);
                begun = true;
            }
            self.text.push_str(&row);
        }
        if begun {
            self.text.push('\n');
            if !after.is_empty() {
                self.paragraph(after);
            }
        }
    }

    /// The page, with a word on what was left out.
    pub(crate) fn finish(mut self) -> String {
        if self.left_out > 0 {
            let rows = super::words::counted(self.left_out, "row");
            let verb = if self.left_out == 1 { "was" } else { "were" };
            self.paragraph(&format!(
                "**{rows} {verb} left out**, to stay below the size that GitHub shows. The report in JSON has them all."
            ));
        }
        self.text.truncate(self.text.trim_end().len());
        self.text.push('\n');
        self.text
    }
}

/// A text that fits into a cell: cut where it is too long, with how much is missing.
pub(crate) fn cell(text: &str, escape: fn(&str) -> String) -> String {
    match text.char_indices().nth(CELL) {
        None => escape(text),
        Some((end, _)) => format!(
            "{} … {} more",
            escape(&text[..end]),
            super::words::counted(text[end..].chars().count() as u64, "character")
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_that_does_not_fit_ends_the_page() {
        let mut page = Page::new();
        let big = "x".repeat(ROOM / 2);
        let rows = [big.clone(), big, "small".to_owned()];
        page.table("", &["A"], rows.into_iter().map(|cell| vec![cell]), "");
        page.table(
            "### Later",
            &["B"],
            std::iter::once(vec!["b".to_owned()]),
            "",
        );
        let text = page.finish();
        assert!(text.len() < GITHUB_LIMIT);
        assert!(!text.contains("small") && !text.contains("Later"));
        assert!(
            text.contains("**3 rows were left out**"),
            "{}",
            &text[text.len() - 200..]
        );
    }

    #[test]
    fn long_cells_say_how_much_is_missing() {
        let text = cell(&"ü".repeat(CELL + 2), str::to_owned);
        assert!(text.ends_with("ü … 2 characters more"), "{text}");
        assert_eq!(cell("short", str::to_owned), "short");
    }
}
