//! Texts with `*` in them.

/// A text in which `*` stands for any characters, or none; `\*` and `\\` stand for themselves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wildcard {
    /// What stands between the stars, without escapes.
    pieces: Vec<String>,
}

impl Wildcard {
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let mut pieces = vec![String::new()];
        let mut chars = text.chars();
        let mut after_star = false;
        while let Some(char) = chars.next() {
            if char == '*' {
                if after_star {
                    return Err(format!("`{text}` has two `*` in a row"));
                }
                pieces.push(String::new());
            } else {
                let literal = match char {
                    '\\' => chars
                        .next()
                        .filter(|escaped| matches!(escaped, '*' | '\\'))
                        .ok_or_else(|| {
                            format!("`{text}` has a `\\` before neither `*` nor `\\`")
                        })?,
                    _ => char,
                };
                if let Some(piece) = pieces.last_mut() {
                    piece.push(literal);
                }
            }
            after_star = char == '*';
        }
        Ok(Self { pieces })
    }

    /// Whether a text has this form.
    pub fn is_match(&self, text: &str) -> bool {
        let [first, between @ .., last] = self.pieces.as_slice() else {
            return self.pieces.iter().any(|piece| piece == text);
        };
        let Some(rest) = text
            .strip_prefix(first.as_str())
            .and_then(|rest| rest.strip_suffix(last.as_str()))
        else {
            return false;
        };
        // The first place that fits leaves most for the pieces after it.
        between
            .iter()
            .try_fold(rest, |rest, piece| {
                let at = rest.find(piece.as_str())?;
                rest.get(at + piece.len()..)
            })
            .is_some()
    }

    /// A text of this form: the one in which no star stands for anything.
    pub fn shortest(&self) -> String {
        self.pieces.concat()
    }
}
