//! Modules in one package.
//!
//! The interpreter builds the path of a function anew at each call, and looks for what is imported in every module that it
//! has. Where each name stands for one thing, neither is needed: so controls that ship with assize, and the libraries that
//! they reach, are put into one package with a short name, each rule with the number of its module behind its name.
//!
//! Only names change, and all stay in their lines. That a name has one meaning in the whole of a module is what `resolve`
//! demands: no variable hides a rule or an import.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// The package of linked modules.
pub const PACKAGE: &str = "a";

/// What stands between a name and a number. No text that is linked has it.
const MARK: &str = "__";

/// The field of `input` with the parameters of a linked control: several are asked with one input.
pub fn parameters(number: usize) -> String {
    format!("parameters{MARK}{number}")
}

/// The path of a rule in an engine of linked modules.
pub fn path(number: usize, rule: &str) -> String {
    format!("data.{PACKAGE}.{}", name(number, rule))
}

/// A rule's name in the package of linked modules.
pub fn name(number: usize, rule: &str) -> String {
    format!("{rule}{MARK}{number}")
}

/// Modules that are linked with each other.
#[derive(Default)]
pub struct Linker<'a> {
    packages: BTreeMap<&'a str, Package<'a>>,
}

struct Package<'a> {
    number: usize,
    is_control: bool,
    rules: BTreeSet<&'a str>,
}

impl<'a> Linker<'a> {
    /// Adds a library.
    pub fn add_library(&mut self, package: &'a str, text: &'a str) {
        self.add(package, text, false);
    }

    /// Adds a control, or more of one.
    pub fn add_control(&mut self, package: &'a str, text: &'a str) {
        self.add(package, text, true);
    }

    fn add(&mut self, package: &'a str, text: &'a str, is_control: bool) {
        let number = self.packages.len();
        let package = self.packages.entry(package).or_insert(Package {
            number,
            is_control,
            rules: BTreeSet::new(),
        });
        package.rules.extend(rules(text));
    }

    /// The number of a module.
    pub fn number(&self, package: &str) -> Option<usize> {
        Some(self.packages.get(package)?.number)
    }

    /// A module's text with the names that things have here; none where it has something of which that cannot be told.
    pub fn link(&self, package: &str, text: &str) -> Option<String> {
        let own = self.packages.get(package)?;
        let mut imports: BTreeMap<&str, &Package<'a>> = BTreeMap::new();
        let mut linked = String::with_capacity(text.len() + text.len() / 8);
        let mut tokens = Tokens::new(text);
        while let Some(token) = tokens.next() {
            match token.kind {
                Kind::Name if token.text.contains(MARK) => return None,
                Kind::Name if token.starts_line && token.text == "package" => {
                    tokens.line();
                    let _ = write!(linked, "package {PACKAGE}");
                }
                Kind::Name if token.starts_line && token.text == "import" => {
                    let import = tokens.line();
                    let path = import.strip_prefix("data.");
                    match path.map(|path| path.split_once(" as ").unwrap_or((path, path))) {
                        Some((path, alias)) => {
                            let package = self.packages.get(path)?;
                            imports.insert(alias.rsplit('.').next()?, package);
                        }
                        None => (import == "rego.v1").then_some(())?,
                    }
                }
                Kind::Name if token.is_field => linked.push_str(token.text),
                Kind::Name if token.text == "data" => {
                    let mut path = tokens.field()?.to_owned();
                    if path == "snapshot" {
                        // The resources of all accounts.
                        linked.push_str("data.snapshot");
                        continue;
                    }
                    let package = loop {
                        match self.packages.get(path.as_str()) {
                            Some(package) => break package,
                            None => path = format!("{path}.{}", tokens.field()?),
                        }
                    };
                    let rule = tokens.field()?;
                    package.rules.get(rule)?;
                    linked.push_str(&name(package.number, rule));
                }
                Kind::Name if token.text == "input" => {
                    let field = tokens.field()?;
                    let _ = write!(linked, "input.{field}");
                    if field == "parameters" {
                        // A library has none: what it would mean are those of whoever asks.
                        own.is_control.then_some(())?;
                        let _ = write!(linked, "{MARK}{}", own.number);
                    }
                }
                Kind::Name => match imports.get(token.text) {
                    Some(package) => {
                        let rule = tokens.field()?;
                        package.rules.get(rule)?;
                        linked.push_str(&name(package.number, rule));
                    }
                    None if own.rules.contains(token.text) => {
                        linked.push_str(&name(own.number, token.text));
                    }
                    None => linked.push_str(token.text),
                },
                Kind::Other => linked.push_str(token.text),
            }
        }
        Some(linked)
    }

    /// An expression in a module with this head: its package and its imports, each in a line.
    pub fn link_expression(&self, package: &str, head: &str, expression: &str) -> Option<String> {
        let linked = self.link(package, &format!("{head}{expression}"))?;
        let lines: Vec<&str> = linked.lines().skip(head.lines().count()).collect();
        Some(lines.join("\n"))
    }
}

/// The names of a module's rules: what stands at the beginning of a line, or behind `default` there.
fn rules(text: &str) -> BTreeSet<&str> {
    let mut names = BTreeSet::new();
    let mut tokens = Tokens::new(text);
    let mut is_default = false;
    while let Some(token) = tokens.next() {
        if !matches!(token.kind, Kind::Name) || !(token.starts_line || is_default) {
            continue;
        }
        is_default = token.text == "default";
        if !matches!(token.text, "package" | "import" | "default" | "else") {
            names.insert(token.text);
        }
    }
    names
}

/// A piece of a text.
struct Token<'a> {
    text: &'a str,
    kind: Kind,
    /// Whether nothing is before it in its line.
    starts_line: bool,
    /// Whether a dot is before it.
    is_field: bool,
}

#[derive(Clone, Copy)]
enum Kind {
    Name,
    /// Strings, numbers, spaces, signs, and line by line the comments.
    Other,
}

/// A text, piece by piece: all of it, but for comments.
struct Tokens<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Tokens<'a> {
    fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    fn next(&mut self) -> Option<Token<'a>> {
        let bytes = self.text.as_bytes();
        let first = loop {
            match *bytes.get(self.at)? {
                b'#' => self.at += self.until(|byte| byte == b'\n'),
                first => break first,
            }
        };
        let from = self.at;
        let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
        let kind = if is_word(first) {
            self.at += self.until(|byte| !is_word(byte));
            // A number is no name, nor is what is written behind it.
            match first.is_ascii_digit() {
                true => Kind::Other,
                false => Kind::Name,
            }
        } else {
            self.at += match first {
                b'"' => self.quoted(),
                b'`' => {
                    2 + self.text[from + 1..]
                        .bytes()
                        .take_while(|byte| *byte != b'`')
                        .count()
                }
                // What is nothing by itself goes together.
                _ => {
                    1 + bytes[from + 1..]
                        .iter()
                        .take_while(|byte| {
                            !is_word(**byte) && !matches!(byte, b'"' | b'`' | b'#' | b'.')
                        })
                        .count()
                }
            };
            self.at = self.at.min(bytes.len());
            Kind::Other
        };
        Some(Token {
            text: &self.text[from..self.at],
            kind,
            starts_line: from == 0 || bytes[from - 1] == b'\n',
            is_field: from > 0 && bytes[from - 1] == b'.',
        })
    }

    /// How far it is from here to such a byte, or to the end.
    fn until(&self, is_end: impl Fn(u8) -> bool) -> usize {
        let rest = &self.text.as_bytes()[self.at..];
        rest.iter()
            .position(|byte| is_end(*byte))
            .unwrap_or(rest.len())
    }

    /// The length of the string in quotes that begins here.
    fn quoted(&self) -> usize {
        let rest = &self.text.as_bytes()[self.at..];
        let mut length = 1;
        while let Some(byte) = rest.get(length) {
            length += match byte {
                b'\\' => 2,
                b'"' => return length + 1,
                _ => 1,
            };
        }
        length
    }

    /// What is left of the line.
    fn line(&mut self) -> &'a str {
        let from = self.at;
        self.at += self.until(|byte| byte == b'\n');
        self.text[from..self.at].trim()
    }

    /// The name behind the dot that comes next.
    fn field(&mut self) -> Option<&'a str> {
        let dot = self.next()?;
        let name = self.next()?;
        (dot.text == "." && matches!(name.kind, Kind::Name)).then_some(name.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::engine::{Engine, Value};
    use crate::policy::source::{self, package};

    const LIBRARY: &str = "package o.lib.numbers # why\n\nimport rego.v1\n\ndefault large := 3\n\n\
                           double(x) := x * 2\n\nlarge := double(4) if input.large\n";
    const CONTROL: &str = "# METADATA\n# title: double\npackage o.s.c\n\nimport rego.v1\n\nimport data.o.lib.numbers\n\n\
                           deny contains {\"message\": message, \"double\": double} if { # double\n\
                           \tsome double in input.double.large\n\tdouble > numbers.large\n\
                           \tmessage := `numbers.large \"` # \"deny\n}\n\n\
                           deny contains {\"message\": \"deny \\\"deny\"} if every_one\n\n\
                           every_one if numbers.double(input.deny) == 1e1\n";

    fn linker<'a>(modules: &[(&'a str, &'a str)]) -> Linker<'a> {
        let mut linker = Linker::default();
        for (package, text) in modules {
            linker.add(package, text, !package.contains(".lib."));
        }
        linker
    }

    fn linked(text: &str) -> Option<String> {
        linker(&[("o.lib.numbers", LIBRARY), ("o.s.c", text)]).link("o.s.c", text)
    }

    #[test]
    fn only_names_change_and_all_stay_in_their_lines() {
        let linker = linker(&[("o.lib.numbers", LIBRARY), ("o.s.c", CONTROL)]);
        assert_eq!(
            linker.link("o.lib.numbers", LIBRARY).unwrap(),
            "package a\n\n\n\ndefault large__0 := 3\n\ndouble__0(x) := x * 2\n\n\
             large__0 := double__0(4) if input.large\n"
        );
        assert_eq!(
            linker.link("o.s.c", CONTROL).unwrap(),
            "\n\npackage a\n\n\n\n\n\n\
             deny__1 contains {\"message\": message, \"double\": double} if { \n\
             \tsome double in input.double.large\n\tdouble > large__0\n\
             \tmessage := `numbers.large \"` \n}\n\n\
             deny__1 contains {\"message\": \"deny \\\"deny\"} if every_one__1\n\n\
             every_one__1 if double__0(input.deny) == 1e1\n"
        );
        assert_eq!(linker.number("o.s.c"), Some(1));
        assert_eq!(path(1, "deny"), "data.a.deny__1");
    }

    #[test]
    fn a_second_text_of_a_package_knows_the_first() {
        let witness =
            "package o.s.c\nimport data.o.lib.numbers as n\n\nfound := [every_one, n.large]\n";
        let linker = linker(&[
            ("o.lib.numbers", LIBRARY),
            ("o.s.c", CONTROL),
            ("o.s.c", witness),
        ]);
        assert_eq!(
            linker.link("o.s.c", witness).unwrap(),
            "package a\n\n\nfound__1 := [every_one__1, large__0]\n"
        );
    }

    #[test]
    fn parameters_are_those_of_the_control() {
        let control = "package o.s.c\n\nx := input.parameters.large + input.resource.parameters\n";
        assert_eq!(
            linked(control).unwrap(),
            "package a\n\nx__1 := input.parameters__1.large + input.resource.parameters\n"
        );
        assert_eq!(parameters(1), "parameters__1");
        let library = "package o.lib.numbers\n\nx := input.parameters.large\n";
        let linker = linker(&[("o.lib.numbers", library)]);
        assert_eq!(linker.link("o.lib.numbers", library), None);
    }

    #[test]
    fn an_expression_is_linked_as_in_its_module() {
        let linker = linker(&[("o.lib.numbers", LIBRARY), ("o.s.c", CONTROL)]);
        let head = "package o.s.c\n\nimport rego.v1\nimport data.o.lib.numbers as n\n";
        let linked =
            linker.link_expression("o.s.c", head, "[deny,\n\t[n.large |\n\t\tinput.x\n\t],\n]");
        assert_eq!(
            linked.unwrap(),
            "[deny__1,\n\t[large__0 |\n\t\tinput.x\n\t],\n]"
        );
    }

    #[test]
    fn what_cannot_be_told_is_not_linked() {
        let with = |line: &str| {
            linked(&format!(
                "package o.s.c\nimport rego.v1\nimport data.o.lib.numbers\n{line}\n"
            ))
        };
        assert!(with("x := numbers.large").is_some());
        assert!(with("x := data.snapshot.resources").is_some());
        let by_path = with("x := data.o.lib.numbers.large + 1").unwrap();
        assert!(by_path.ends_with("\nx__1 := large__0 + 1\n"), "{by_path}");
        for line in [
            "x := numbers",
            "x := numbers[\"large\"]",
            "x := numbers.small",
            "x := data.o.lib.numbers.small",
            "x := data.o.lib.letters.large",
            "x := data",
            "x__1 := 2",
            "x := 1 if { some y__0 in [1] }",
            "import data.o.lib.letters",
            "import input.x",
            "x := input",
            "x := input[\"parameters\"]",
        ] {
            assert_eq!(with(line), None, "{line}");
        }
        assert_eq!(linker(&[]).link("o.s.c", CONTROL), None);
    }

    #[test]
    fn a_message_names_the_line_and_no_column() {
        let text = "package o.s.c\n\nx := 1 / input.y\n";
        let message = |mut engine: Engine, text: &str, rule: &str| {
            engine.parse("c.rego", text).unwrap();
            engine.set_input(Value::from_json_str("{\"y\": 0}").unwrap());
            engine.eval(rule).unwrap_err()
        };
        let written = message(Engine::default(), text, "data.o.s.c.x");
        assert_eq!(written, "c.rego:3:8: divide by zero");
        let linked = linked(text).unwrap();
        let linked = message(Engine::linked(), &linked, &path(1, "x"));
        assert_eq!(linked, "c.rego:3: divide by zero");
    }

    #[test]
    fn text_of_any_kind_is_gone_through() {
        for text in [
            "\"", "\"\\", "\"\\ä", "`", "`ä", "#", "ä", ".", "1", "x.", "import", "package",
        ] {
            linked(text);
            let longer = format!("package o.s.c\n{text}");
            linked(&longer);
        }
    }

    /// What is linked is built into assize, so that it can be is shown here for all of it.
    #[test]
    fn all_that_ships_is_linked_with_the_rules_that_its_syntax_tree_has() {
        let sources = source::builtin();
        let mut linker = Linker::default();
        let modules = || {
            let sources = sources.iter().filter(|source| !source.is_test());
            sources.map(|source| (&source.file, package(&source.text).unwrap(), &source.text))
        };
        for (_, package, text) in modules() {
            linker.add(package, text, !package.contains(".lib."));
        }
        for (file, package, text) in modules() {
            let module = Engine::default().add(file, text).unwrap();
            let names: BTreeSet<&str> =
                module.rules.iter().map(|rule| rule.name.as_str()).collect();
            assert_eq!(rules(text), names, "{file}");
            let linked = linker.link(package, text).expect(file);
            let linked = Engine::default().add(file, &linked).unwrap();
            let number = linker.number(package).unwrap();
            let renamed: Vec<String> = module
                .rules
                .iter()
                .map(|rule| format!("{}{MARK}{number}", rule.name))
                .collect();
            let names: Vec<&str> = linked.rules.iter().map(|rule| rule.name.as_str()).collect();
            assert_eq!(names, renamed, "{file}");
            let lines = |module: &crate::policy::syntax::Module| -> Vec<u32> {
                let rules = module.rules.iter();
                rules.map(|rule| rule.position.line).collect()
            };
            assert_eq!(lines(&module), lines(&linked), "{file}");
        }
    }
}
