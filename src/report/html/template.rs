//! The page with its gaps filled, in one pass: what fills a gap is never looked at for further gaps.

use std::io::{self, Write};

use aws_lc_rs::digest::{SHA256, digest};

pub(super) const PAGE: &str = include_str!("page.html");
pub(crate) const STYLE: &str = include_str!("style.css");
pub(super) const SCRIPT: &str = include_str!("script.js");

/// Writes the report's page; `fill` gives what stands for `{{name}}`.
pub(super) fn write(out: &mut dyn Write, fill: impl Fn(&str) -> String) -> io::Result<()> {
    self::fill(out, PAGE, fill)
}

/// Writes any page; `fill` gives what stands for `{{name}}`.
pub(crate) fn fill(
    out: &mut dyn Write,
    page: &str,
    fill: impl Fn(&str) -> String,
) -> io::Result<()> {
    let mut rest = page;
    while let Some((before, after)) = rest.split_once("{{") {
        out.write_all(before.as_bytes())?;
        let (name, after) = after.split_once("}}").unwrap_or((after, ""));
        out.write_all(fill(name).as_bytes())?;
        rest = after;
    }
    out.write_all(rest.as_bytes())
}

/// What the report's page may do.
pub(super) fn policy() -> String {
    policy_of(STYLE, Some(SCRIPT))
}

/// What a page may do: wear its own style, run its own script where it has one, and nothing else. Nothing is ever fetched.
pub(crate) fn policy_of(style: &str, script: Option<&str>) -> String {
    let script = script.map_or(String::new(), |script| {
        format!("script-src 'sha256-{}'; ", hash(script))
    });
    format!(
        "default-src 'none'; style-src 'sha256-{}'; {script}base-uri 'none'; form-action 'none'",
        hash(style)
    )
}

/// The SHA-256 of a text in Base64.
fn hash(text: &str) -> String {
    base64(digest(&SHA256, text.as_bytes()).as_ref())
}

fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let word = chunk
            .iter()
            .chain([0, 0].iter())
            .take(3)
            .fold(0_usize, |word, byte| word << 8 | usize::from(*byte));
        for at in 0..4 {
            text.push(match at <= chunk.len() {
                true => char::from(ALPHABET[word >> (18 - 6 * at) & 0x3f]),
                false => '=',
            });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_base64() {
        for (bytes, text) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foobar", "Zm9vYmFy"),
            ("\u{ff}~", "w79+"),
        ] {
            assert_eq!(base64(bytes.as_bytes()), text);
        }
        assert_eq!(hash(""), "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
    }

    #[test]
    fn gaps_are_filled_once() {
        let mut bytes = Vec::new();
        write(&mut bytes, |name| format!("<{{{{{name}}}}}>")).unwrap();
        let page = String::from_utf8(bytes).unwrap();
        assert!(page.contains("<title><{{title}}></title>"));
        assert!(page.ends_with("</html>\n"));
        assert_eq!(page.matches("{{").count(), PAGE.matches("{{").count());
    }
}
