//! JSON whose hidden characters are escapes.
//!
//! JSON itself asks this of the first 32 characters only. A report is also looked at in terminals and reviews, where
//! C1 controls and marks of direction do harm; a parser gets back the same string.

use std::io::{self, Write};

use serde::ser::{Serialize, Serializer};
use serde_json::ser::{CompactFormatter, Formatter, PrettyFormatter};

use super::escape::is_hidden;

/// Writes a document over many lines, and ends the last one.
pub(crate) fn write_pretty<T: Serialize>(out: &mut dyn Write, value: &T) -> io::Result<()> {
    let formatter = Visible(PrettyFormatter::new());
    value.serialize(&mut serde_json::Serializer::with_formatter(
        &mut *out, formatter,
    ))?;
    out.write_all(b"\n")
}

/// Writes a value on one line, and ends it.
pub(super) fn write_line<T: Serialize>(out: &mut dyn Write, value: &T) -> io::Result<()> {
    write_compact(&mut *out, value)?;
    out.write_all(b"\n")
}

/// A value on one line, without the end of the line.
pub(super) fn compact<T: Serialize>(value: &T) -> io::Result<String> {
    let mut bytes = Vec::new();
    write_compact(&mut bytes, value)?;
    String::from_utf8(bytes).map_err(io::Error::other)
}

fn write_compact<T: Serialize>(out: &mut dyn Write, value: &T) -> io::Result<()> {
    let formatter = Visible(CompactFormatter);
    value.serialize(&mut serde_json::Serializer::with_formatter(out, formatter))?;
    Ok(())
}

/// Writes an array, an element a line: it streams, and a reader of lines finds its way.
pub(super) fn write_array<T: Serialize>(
    out: &mut dyn Write,
    elements: impl Iterator<Item = T>,
) -> io::Result<()> {
    let mut between: &[u8] = b"[\n";
    let mut any = false;
    for element in elements {
        out.write_all(between)?;
        write_compact(&mut *out, &element)?;
        between = b",\n";
        any = true;
    }
    out.write_all(if any { b"\n]\n" } else { b"[]\n" })
}

/// A list that is written as it is made.
pub(super) struct Streamed<F>(pub(super) F);

impl<F, I> Serialize for Streamed<F>
where
    F: Fn() -> I,
    I: Iterator<Item: Serialize>,
{
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq((self.0)())
    }
}

/// A formatter whose strings show every character.
struct Visible<F>(F);

impl<F: Formatter> Formatter for Visible<F> {
    fn write_string_fragment<W: ?Sized + Write>(
        &mut self,
        out: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        let mut plain = 0;
        for (at, hidden) in fragment.match_indices(is_hidden) {
            out.write_all(&fragment.as_bytes()[plain..at])?;
            let mut units = [0; 2];
            for character in hidden.chars() {
                for unit in character.encode_utf16(&mut units) {
                    write!(out, "\\u{unit:04x}")?;
                }
            }
            plain = at + hidden.len();
        }
        out.write_all(&fragment.as_bytes()[plain..])
    }

    fn begin_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_array(out)
    }

    fn end_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_array(out)
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_array_value(out, first)
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_array_value(out)
    }

    fn begin_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_object(out)
    }

    fn end_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_object(out)
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_object_key(out, first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_object_value(out)
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_object_value(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(write: impl Fn(&mut dyn Write) -> io::Result<()>) -> String {
        let mut bytes = Vec::new();
        write(&mut bytes).unwrap();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn strings_show_every_character_and_come_back() {
        let text = "a\u{1b}\n\u{202e}\u{e0041}ü\"\\";
        let line = compact(&text).unwrap();
        assert_eq!(line, r#""a\u001b\n\u202e\udb40\udc41ü\"\\""#);
        assert_eq!(serde_json::from_str::<String>(&line).unwrap(), text);
    }

    #[test]
    fn arrays_have_an_element_a_line() {
        assert_eq!(
            written(|out| write_array(out, [1, 2].iter())),
            "[\n1,\n2\n]\n"
        );
        assert_eq!(written(|out| write_array(out, [0; 0].iter())), "[]\n");
    }
}
