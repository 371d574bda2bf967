//! Source text as far as the rules need it: without comments and strings, as a set of paths.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::support::path;

/// A source file.
pub struct Source {
    /// Its path below `src`.
    pub file: String,
    /// The path of its module.
    pub module: Vec<String>,
    /// Its text without comments and literals.
    pub code: String,
    /// How many lines it has.
    pub lines: usize,
}

/// All files of `src`.
pub fn sources() -> Vec<Source> {
    let root = path("src");
    let mut files = Vec::new();
    walk(&root, &mut files);
    let rust = files
        .iter()
        .filter(|file| file.extension().is_some_and(|extension| extension == "rs"));
    let sources: Vec<Source> = rust
        .map(|file| {
            let text = fs::read_to_string(file).unwrap();
            Source::new(file.strip_prefix(&root).unwrap(), &text)
        })
        .collect();
    assert!(sources.len() > 50);
    sources
}

/// All files below a folder, in order.
pub fn walk(folder: &Path, files: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    entries.sort();
    for entry in entries {
        if entry.is_dir() {
            walk(&entry, files);
        } else {
            files.push(entry);
        }
    }
}

impl Source {
    /// Reads a file.
    pub fn new(file: &Path, text: &str) -> Self {
        Self {
            file: file.to_str().unwrap().replace('\\', "/"),
            module: file
                .with_extension("")
                .iter()
                .map(|part| part.to_str().unwrap().to_owned())
                .collect(),
            code: code(text),
            lines: text.lines().count(),
        }
    }

    /// Whether the file is a module's, or one's below it.
    pub fn is_below(&self, place: &str) -> bool {
        let place: Vec<&str> = place.split('/').collect();
        self.module.len() >= place.len() && place.iter().zip(&self.module).all(|(a, b)| a == b)
    }

    /// Every path in the file, with groups of imports taken apart.
    pub fn paths(&self) -> BTreeSet<Vec<String>> {
        let tokens = tokens(&self.code);
        let mut paths = BTreeSet::new();
        let mut at = 0;
        while at < tokens.len() {
            if is_word(&tokens[at]) {
                at = read_path(&tokens, at, &[], &mut paths);
            } else {
                at += 1;
            }
        }
        paths
    }

    /// The paths that lead into the crate, from its root.
    ///
    /// Within a `mod { … }` of the file `super` is taken for one level more than it is; what that leads to is no module's name.
    pub fn crate_paths(&self) -> BTreeSet<Vec<String>> {
        let resolve = |path: Vec<String>| -> Option<Vec<String>> {
            let rooted = match path[0].as_str() {
                "crate" => path[1..].to_vec(),
                "super" => {
                    let up = path.iter().take_while(|part| *part == "super").count();
                    let kept = self.module.len().checked_sub(up)?;
                    let mut rooted = self.module[..kept].to_vec();
                    rooted.extend_from_slice(&path[up..]);
                    rooted
                }
                _ => return None,
            };
            (!rooted.is_empty()).then_some(rooted)
        };
        self.paths().into_iter().filter_map(resolve).collect()
    }
}

/// Reads the path that begins at a token, and gives the place after it.
fn read_path(
    tokens: &[String],
    mut at: usize,
    before: &[String],
    paths: &mut BTreeSet<Vec<String>>,
) -> usize {
    let mut path = before.to_vec();
    loop {
        path.push(tokens[at].clone());
        at += 1;
        if tokens.get(at).is_none_or(|token| token != "::") {
            paths.insert(path);
            return at;
        }
        at += 1;
        match tokens.get(at).map(String::as_str) {
            Some("{") => {
                at += 1;
                while let Some(token) = tokens.get(at) {
                    match token.as_str() {
                        "}" => return at + 1,
                        word if is_word(word) => at = read_path(tokens, at, &path, paths),
                        _ => at += 1,
                    }
                }
                return at;
            }
            Some(word) if is_word(word) => {}
            // A turbofish, or the end.
            _ => {
                paths.insert(path);
                return at;
            }
        }
    }
}

/// Whether a token is a name; `*` ends a path as one does.
fn is_word(token: &str) -> bool {
    token == "*" || token.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
}

fn tokens(code: &str) -> Vec<String> {
    let mut tokens: Vec<String> = Vec::new();
    let mut characters = code.chars().peekable();
    while let Some(first) = characters.next() {
        if first.is_whitespace() {
            continue;
        }
        let mut token = String::from(first);
        if first.is_alphanumeric() || first == '_' {
            while let Some(next) = characters.next_if(|next| next.is_alphanumeric() || *next == '_')
            {
                token.push(next);
            }
        } else if first == ':' && characters.next_if_eq(&':').is_some() {
            token.push(':');
        }
        tokens.push(token);
    }
    tokens
}

/// The text without comments, strings and characters.
fn code(text: &str) -> String {
    let mut code = String::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let skipped = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else if first == '"' {
            string(rest)
        } else if let Some(length) = raw_string(rest).filter(|_| !code.ends_with(is_part_of_word)) {
            length
        } else if first == '\'' {
            character(rest)
        } else {
            0
        };
        if skipped == 0 {
            code.push(first);
            rest = &rest[first.len_utf8()..];
        } else {
            code.push(' ');
            rest = &rest[skipped..];
        }
    }
    code
}

fn is_part_of_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

/// The length of the string at the start.
fn string(text: &str) -> usize {
    let mut escaped = false;
    for (at, character) in text.char_indices().skip(1) {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// The length of the raw string at the start, if one is there.
fn raw_string(text: &str) -> Option<usize> {
    let after = text.strip_prefix('r').or_else(|| text.strip_prefix("br"))?;
    let hashes = after.len() - after.trim_start_matches('#').len();
    let body = after[hashes..].strip_prefix('"')?;
    let end = format!("\"{}", "#".repeat(hashes));
    let length = body.find(&end).map_or(body.len(), |at| at + end.len());
    Some(text.len() - body.len() + length)
}

/// The length of the character literal at the start; nothing where it is a lifetime.
fn character(text: &str) -> usize {
    let mut characters = text.char_indices().skip(1);
    match characters.next() {
        Some((_, '\\')) => text[3..].find('\'').map_or(text.len(), |at| at + 4),
        Some(_) => match characters.next() {
            Some((at, '\'')) => at + 1,
            _ => 0,
        },
        None => 0,
    }
}
