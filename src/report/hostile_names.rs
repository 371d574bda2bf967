//! What nobody would choose as a name, in every format: a report of such names has the structure of one with plain names.

use serde_json::Value;

use super::{REPORTERS, Style, escape, sample};

/// A plain name.
const PLAIN: &str = "plain";

/// Names that a browser, a parser, a runner, a spreadsheet, a terminal and a reader's eye would each obey.
const NAMES: &[&str] = &[
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "</script><!--",
    "]]>",
    "<![CDATA[",
    "&lt;&#0;&unknown;",
    "a|b|c",
    "`a``b",
    "line\nline",
    "line\r\n::error::x",
    "::error::x",
    "::set-env name=PATH::x",
    "##[error]x",
    "##vso[task.setvariable variable=x]y",
    "=HYPERLINK(\"https://evil.example\")",
    "+cmd|'/C calc'!A0",
    "-1+1",
    "@SUM(A1)",
    "\t=1",
    "\u{1b}[31mred\u{1b}]8;;https://evil.example\u{7}",
    "\u{9b}31m",
    "nul\0nul",
    "\u{202e}txt.exe",
    "zero\u{200b}width",
    "\u{e0041}tag",
    "\u{feff}mark",
    "{{policy}}{{ insert: param, x }}",
    "[link](javascript:alert(1))",
    "@octocat #1 www.evil.example",
    "$(touch x)`touch x`",
    "'; touch x #",
    "\\",
    "\"",
    "%0A::error::x",
];

/// What stays the same, whatever the names are.
fn structure(format: &str, text: &str) -> Vec<String> {
    match format {
        "json" | "sarif" | "gitlab" | "oscal" => shape(text),
        // Which regions were judged is told of an account that is known, and names may hit upon one.
        "asff" => shape(&text.replace("\"assize/regions\":", "\"assize/status\":")),
        "jsonl" | "ocsf" | "ocsf-1.5" => text.lines().flat_map(shape).collect(),
        "junit" => elements(text),
        "html" => tags(text),
        "csv" => text
            .lines()
            .map(|line| cells(line).len().to_string())
            .collect(),
        // A table's row has as many cells as its head, and a line that is one stays one.
        "markdown" => text
            .lines()
            .map(|line| match line.starts_with('|') {
                true => line
                    .matches('|')
                    .count()
                    .saturating_sub(line.matches("\\|").count()),
                false => 0,
            })
            .map(|cells| cells.to_string())
            .collect(),
        "github" => text
            .lines()
            .map(|line| line.split([' ', ':']).take(3).collect::<Vec<_>>().join(":"))
            .collect(),
        // Wide tables wrap, so the lines are not counted.
        "text" => Vec::new(),
        other => panic!("{other} has no line in this table"),
    }
}

/// The kinds of the values of a document, depth by depth.
fn shape(json: &str) -> Vec<String> {
    fn walk(value: &Value, depth: usize, into: &mut Vec<String>) {
        match value {
            Value::Object(fields) => {
                into.push(format!("{depth} object of {}", fields.len()));
                // Names may be names of fields, and then have another place among them.
                let mut below = Vec::new();
                for value in fields.values() {
                    let mut of_one = Vec::new();
                    walk(value, depth + 1, &mut of_one);
                    below.push(of_one);
                }
                below.sort();
                into.extend(below.concat());
            }
            Value::Array(values) => {
                into.push(format!("{depth} array of {}", values.len()));
                // Some lists are in the order of their names.
                let mut below: Vec<Vec<String>> = values
                    .iter()
                    .map(|value| {
                        let mut of_one = Vec::new();
                        walk(value, depth + 1, &mut of_one);
                        of_one
                    })
                    .collect();
                below.sort();
                into.extend(below.concat());
            }
            _ => into.push(format!("{depth} value")),
        }
    }
    let mut into = Vec::new();
    walk(
        &serde_json::from_str(json).expect("it is JSON"),
        0,
        &mut into,
    );
    into
}

/// The elements of a document in XML.
fn elements(xml: &str) -> Vec<String> {
    use quick_xml::events::Event;
    let mut reader = quick_xml::Reader::from_str(xml);
    let mut into = Vec::new();
    loop {
        match reader.read_event().expect("it is XML") {
            Event::Eof => return into,
            Event::Start(element) | Event::Empty(element) => {
                for attribute in element.attributes() {
                    attribute.expect("attributes are well formed");
                }
                into.push(String::from_utf8_lossy(element.name().as_ref()).into_owned());
            }
            Event::End(_) | Event::Text(_) | Event::CData(_) | Event::Decl(_) => {}
            other => panic!("not expected: {other:?}"),
        }
    }
}

/// The tags of a page.
fn tags(page: &str) -> Vec<String> {
    let tags = page.split('<').skip(1);
    tags.map(|tag| tag.split([' ', '>']).next().unwrap_or_default().to_owned())
        .collect()
}

/// The fields of a record in CSV, which is one line.
fn cells(line: &str) -> Vec<String> {
    let inner = line
        .strip_prefix('"')
        .and_then(|line| line.strip_suffix('"'));
    let inner = inner.expect("each field is in quotes");
    inner.split("\",\"").map(str::to_owned).collect()
}

#[test]
fn names_change_no_format_s_structure() {
    for reporter in REPORTERS {
        let format = reporter.name();
        let render =
            |name: &str| sample::rendered(*reporter, &sample::with_string(name), Style::default());
        let plain = structure(format, &render(PLAIN));
        for name in NAMES {
            let text = render(name);
            assert_eq!(
                structure(format, &text),
                plain,
                "{format}: {name:?}\n{text}"
            );
        }
    }
}

#[test]
fn nothing_hidden_reaches_a_reader() {
    for reporter in REPORTERS {
        for name in NAMES {
            let text = sample::rendered(*reporter, &sample::with_string(name), Style::default());
            // The Markdown format divides links and mentions by a space that nobody sees.
            // Records of CSV end in CRLF.
            let ours = |c: char| match reporter.name() {
                "markdown" => c == '\n' || c == '\u{200b}',
                "csv" => c == '\n' || c == '\r',
                _ => c == '\n',
            };
            let hidden = text.chars().find(|c| escape::is_hidden(*c) && !ours(*c));
            assert_eq!(hidden, None, "{}: {name:?}\n{text}", reporter.name());
        }
    }
}

#[test]
fn no_line_is_a_command_to_a_runner() {
    for reporter in REPORTERS
        .iter()
        .filter(|reporter| reporter.name() != "github")
    {
        for name in NAMES {
            let text = sample::rendered(*reporter, &sample::with_string(name), Style::default());
            let is_command = |line: &&str| {
                let line = line.trim_start();
                line.starts_with("::") || (reporter.name() == "text" && line.contains("##["))
            };
            let command = text.lines().find(is_command);
            assert_eq!(command, None, "{}: {name:?}", reporter.name());
        }
    }
}

#[test]
fn no_cell_is_a_formula() {
    let reporter = super::find("csv").expect("there is one");
    for name in NAMES {
        let text = sample::rendered(reporter, &sample::with_string(name), Style::default());
        for cell in text.lines().flat_map(cells) {
            let start = cell.trim_start().chars().next();
            let is_formula = start.is_some_and(|start| "=+-@\t\r".contains(start));
            assert!(!is_formula, "{name:?}: {cell}");
        }
    }
}
