//! From text to a pattern, by recursive descent.

use super::print::is_plain;
use super::{
    Expression, FilterPattern, LONGEST, Operand, Operator, RegularExpression, Selector, Step,
    SyntaxError, Term, TermKind, TermText, Test,
};

/// The deepest nesting of parentheses.
const DEEPEST: usize = 64;

type Parsed<T> = Result<T, SyntaxError>;

pub(super) fn pattern(text: &str) -> Parsed<FilterPattern> {
    if text.chars().count() > LONGEST {
        return Err(SyntaxError {
            offset: 0,
            message: format!("a pattern has at most {LONGEST} characters"),
        });
    }
    let mut parser = Parser { text, offset: 0 };
    parser.skip_space();
    match parser.peek() {
        Some('{') => parser.json(),
        Some('[') => parser.space_delimited(),
        _ => parser.terms(),
    }
}

struct Parser<'a> {
    text: &'a str,
    offset: usize,
}

impl<'a> Parser<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.offset..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn skip_space(&mut self) {
        self.take_while(char::is_whitespace);
    }

    fn take_while(&mut self, holds: impl Fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        let end = rest.find(|char| !holds(char)).unwrap_or(rest.len());
        self.offset += end;
        &rest[..end]
    }

    fn eat(&mut self, wanted: &str) -> bool {
        let is_there = self.rest().starts_with(wanted);
        if is_there {
            self.offset += wanted.len();
        }
        is_there
    }

    fn error<T>(&self, message: impl Into<String>) -> Parsed<T> {
        Err(SyntaxError {
            offset: self.offset,
            message: message.into(),
        })
    }

    /// What comes next, for a message.
    fn next_thing(&self) -> String {
        self.peek()
            .map_or_else(|| "the end".to_owned(), |char| format!("`{char}`"))
    }

    fn json(&mut self) -> Parsed<FilterPattern> {
        self.eat("{");
        let expression = self.any(0)?;
        if !self.eat("}") {
            return self.error(format!(
                "expected `&&`, `||` or `}}`, found {}",
                self.next_thing()
            ));
        }
        self.skip_space();
        if self.offset < self.text.len() {
            return self.error("something follows the closing brace");
        }
        Ok(FilterPattern::Json(expression))
    }

    fn any(&mut self, depth: usize) -> Parsed<Expression> {
        let mut parts = vec![self.all(depth)?];
        while self.eat("||") {
            parts.push(self.all(depth)?);
        }
        Ok(one_or(parts, Expression::Any))
    }

    fn all(&mut self, depth: usize) -> Parsed<Expression> {
        let mut parts = vec![self.part(depth)?];
        while self.eat("&&") {
            parts.push(self.part(depth)?);
        }
        Ok(one_or(parts, Expression::All))
    }

    /// A test or a group, and the space around it.
    fn part(&mut self, depth: usize) -> Parsed<Expression> {
        self.skip_space();
        let part = match self.peek() {
            Some('(') if depth == DEEPEST => {
                return self.error(format!("parentheses nest at most {DEEPEST} deep"));
            }
            Some('(') => {
                let open = self.offset;
                self.eat("(");
                let inner = self.any(depth + 1)?;
                if !self.eat(")") {
                    return self.error(format!(
                        "expected `&&`, `||` or the `)` for the one at offset {open}, found {}",
                        self.next_thing()
                    ));
                }
                inner
            }
            Some('$') => {
                let selector = self.selector()?;
                self.skip_space();
                Expression::Test(selector, self.test()?)
            }
            _ => {
                return self.error(format!(
                    "expected a selector such as `$.eventName`, found {}",
                    self.next_thing()
                ));
            }
        };
        self.skip_space();
        Ok(part)
    }

    fn selector(&mut self) -> Parsed<Selector> {
        self.eat("$");
        let mut steps = Vec::new();
        loop {
            if self.eat(".") {
                if self.peek() == Some('[') {
                    steps.push(self.bracket()?);
                } else if self.eat("*") {
                    steps.push(Step::Any);
                } else {
                    let name = self.take_while(is_plain);
                    if name.is_empty() {
                        return self.error(format!(
                            "expected a property's name, found {}",
                            self.next_thing()
                        ));
                    }
                    steps.push(Step::Property(name.to_owned()));
                }
            } else if self.peek() == Some('[') {
                steps.push(self.bracket()?);
            } else if steps.is_empty() {
                return self.error("a selector starts with `$.`");
            } else {
                return Ok(Selector(steps));
            }
        }
    }

    fn bracket(&mut self) -> Parsed<Step> {
        self.eat("[");
        let step = match self.peek() {
            Some('*') => {
                self.eat("*");
                Step::Any
            }
            Some(quote @ ('\'' | '"')) => {
                self.offset += quote.len_utf8();
                let name = self.take_while(|char| char != quote);
                if self.peek().is_none() {
                    return self.error("the quote around the property's name is not closed");
                }
                self.offset += quote.len_utf8();
                Step::Property(name.to_owned())
            }
            _ => {
                let digits = self.take_while(|char| char.is_ascii_digit());
                match digits.parse() {
                    Ok(index) => Step::Element(index),
                    Err(_) => {
                        return self.error("expected an element's number, `*` or a quoted name");
                    }
                }
            }
        };
        if !self.eat("]") {
            return self.error(format!("expected `]`, found {}", self.next_thing()));
        }
        Ok(step)
    }

    fn test(&mut self) -> Parsed<Test> {
        let start = self.offset;
        let word = self.take_while(char::is_alphabetic).to_ascii_uppercase();
        match word.as_str() {
            "" => {}
            "NOT" => {
                self.skip_space();
                let word = self.take_while(char::is_alphabetic);
                if word.eq_ignore_ascii_case("EXISTS") {
                    return Ok(Test::NotExists);
                }
                return self.error("expected `EXISTS` after `NOT`");
            }
            "IS" => {
                self.skip_space();
                let start = self.offset;
                let word = self.take_while(char::is_alphabetic).to_ascii_uppercase();
                return match word.as_str() {
                    "NULL" => Ok(Test::IsNull),
                    "TRUE" => Ok(Test::IsTrue),
                    "FALSE" => Ok(Test::IsFalse),
                    _ => {
                        self.offset = start;
                        self.error("expected `NULL`, `TRUE` or `FALSE` after `IS`")
                    }
                };
            }
            "EXISTS" => {
                self.offset = start;
                return self.error(
                    "`EXISTS` is not supported; a field that exists is `= *`, one that does not is `NOT EXISTS`",
                );
            }
            _ => {
                self.offset = start;
                return self.error(format!("expected an operator, found `{word}`"));
            }
        }
        let operator = self.operator()?;
        self.skip_space();
        let start = self.offset;
        let operand = self.operand()?;
        let orders = !matches!(operator, Operator::Equal | Operator::NotEqual);
        if orders && !matches!(operand, Operand::Number(_)) {
            self.offset = start;
            return self.error("only numbers have an order");
        }
        Ok(Test::Compare(operator, operand))
    }

    fn operator(&mut self) -> Parsed<Operator> {
        for (text, operator) in [
            ("!=", Operator::NotEqual),
            ("<=", Operator::LessOrEqual),
            (">=", Operator::GreaterOrEqual),
            ("<", Operator::Less),
            (">", Operator::Greater),
            ("=", Operator::Equal),
        ] {
            if self.eat(text) {
                return Ok(operator);
            }
        }
        self.error(format!("expected an operator, found {}", self.next_thing()))
    }

    fn operand(&mut self) -> Parsed<Operand> {
        match self.peek() {
            Some('"') => Ok(Operand::Text(self.quoted()?)),
            Some('%') => Ok(Operand::Regex(self.regex()?)),
            _ => {
                let bare = self.take_while(is_bare);
                if bare.is_empty() {
                    return self.error(format!("expected a value, found {}", self.next_thing()));
                }
                if matches!(self.peek(), Some('"' | '\'')) {
                    return self.error("a quote within a value that does not start with one");
                }
                Ok(if is_number(bare) {
                    Operand::Number(bare.to_owned())
                } else {
                    Operand::Text(bare.to_owned())
                })
            }
        }
    }

    /// Text in quotes, in which a backslash keeps a quote or a backslash from being one.
    fn quoted(&mut self) -> Parsed<String> {
        let open = self.offset;
        self.eat("\"");
        let mut text = String::new();
        let mut chars = self.rest().char_indices();
        while let Some((index, char)) = chars.next() {
            match char {
                '"' => {
                    self.offset += index + 1;
                    return Ok(text);
                }
                '\\' => match chars.clone().next() {
                    Some((_, escaped @ ('"' | '\\'))) => {
                        chars.next();
                        text.push(escaped);
                    }
                    _ => text.push('\\'),
                },
                _ => text.push(char),
            }
        }
        self.offset = open;
        self.error("the quote is not closed")
    }

    fn regex(&mut self) -> Parsed<RegularExpression> {
        let open = self.offset;
        self.eat("%");
        let start = self.offset;
        let source = self.take_while(|char| char != '%');
        if !self.eat("%") {
            self.offset = open;
            return self.error("the `%` is not closed");
        }
        RegularExpression::new(source).map_err(|(offset, message)| SyntaxError {
            offset: start + offset,
            message,
        })
    }

    fn space_delimited(&mut self) -> Parsed<FilterPattern> {
        self.eat("[");
        let rest = self.rest().trim_end();
        match rest.strip_suffix(']') {
            Some(inside) => Ok(FilterPattern::SpaceDelimited(inside.to_owned())),
            None => {
                self.offset = self.text.len();
                self.error("a space-delimited pattern ends with `]`")
            }
        }
    }

    fn terms(&mut self) -> Parsed<FilterPattern> {
        let mut terms = Vec::new();
        loop {
            self.skip_space();
            if self.peek().is_none() {
                return Ok(FilterPattern::Terms(terms));
            }
            let kind = if self.eat("?") {
                TermKind::Optional
            } else if self.eat("-") {
                TermKind::Excluded
            } else {
                TermKind::Required
            };
            let what = match self.peek() {
                Some('"') => TermText::Text(self.quoted()?),
                Some('%') => TermText::Regex(self.regex()?),
                _ => {
                    let term = self.take_while(|char| !char.is_whitespace() && char != '"');
                    if term.is_empty() {
                        return self.error(format!("expected a term, found {}", self.next_thing()));
                    }
                    TermText::Text(term.to_owned())
                }
            };
            terms.push(Term { kind, what });
        }
    }
}

fn one_or(mut parts: Vec<Expression>, many: fn(Vec<Expression>) -> Expression) -> Expression {
    match parts.pop() {
        Some(only) if parts.is_empty() => only,
        Some(last) => {
            parts.push(last);
            many(parts)
        }
        None => many(parts),
    }
}

/// Whether a character may stand in a value that is not in quotes.
fn is_bare(char: char) -> bool {
    !char.is_whitespace()
        && !matches!(
            char,
            '"' | '\''
                | '('
                | ')'
                | '{'
                | '}'
                | '['
                | ']'
                | '='
                | '<'
                | '>'
                | '!'
                | '&'
                | '|'
                | '%'
                | '$'
        )
}

/// Whether a value is a number as the documentation describes one: a sign, digits with a point, an exponent.
fn is_number(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let unsigned = |text: &str| text.strip_prefix(['+', '-']).unwrap_or(text).to_owned();
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (text, None),
    };
    let mantissa = unsigned(mantissa);
    let whole = match mantissa.split_once('.') {
        Some((whole, part)) => digits(whole) && digits(part),
        None => digits(&mantissa),
    };
    whole && exponent.is_none_or(|exponent| digits(&unsigned(exponent)))
}
