//! Patterns as text, in one spelling for each meaning. What is printed reads back as the same pattern.

use std::fmt::{Formatter, Result, Write};

use super::{Expression, FilterPattern, Operand, Operator, Selector, Step, Test};
use super::{TermKind, TermText};

pub(super) fn pattern(pattern: &FilterPattern, out: &mut Formatter<'_>) -> Result {
    match pattern {
        FilterPattern::Json(expression) => {
            out.write_str("{ ")?;
            top(expression, out)?;
            out.write_str(" }")
        }
        FilterPattern::Terms(terms) => {
            for (index, term) in terms.iter().enumerate() {
                if index > 0 {
                    out.write_char(' ')?;
                }
                match term.kind {
                    TermKind::Required => {}
                    TermKind::Optional => out.write_char('?')?,
                    TermKind::Excluded => out.write_char('-')?,
                }
                match &term.what {
                    TermText::Text(text) => quoted(text, out)?,
                    TermText::Regex(regex) => write!(out, "%{}%", regex.source())?,
                }
            }
            Ok(())
        }
        FilterPattern::SpaceDelimited(inside) => write!(out, "[{inside}]"),
    }
}

fn top(expression: &Expression, out: &mut Formatter<'_>) -> Result {
    // `&&` binds tighter than `||`. No more parentheses than that needs, so that nothing printed nests deeper than what
    // was read.
    match expression {
        Expression::All(parts) => joined(parts, " && ", out, |part| {
            !matches!(part, Expression::Test(..))
        }),
        Expression::Any(parts) => joined(parts, " || ", out, |part| {
            matches!(part, Expression::Any(_))
        }),
        Expression::Test(tested, test) => {
            selector(tested, out)?;
            self::test(test, out)
        }
    }
}

fn joined(
    parts: &[Expression],
    between: &str,
    out: &mut Formatter<'_>,
    needs_parentheses: impl Fn(&Expression) -> bool,
) -> Result {
    for (index, part) in parts.iter().enumerate() {
        if index > 0 {
            out.write_str(between)?;
        }
        if needs_parentheses(part) {
            out.write_char('(')?;
            top(part, out)?;
            out.write_char(')')?;
        } else {
            top(part, out)?;
        }
    }
    Ok(())
}

/// A selector as it stands in a pattern.
pub(super) fn selector(selector: &Selector, out: &mut Formatter<'_>) -> Result {
    out.write_char('$')?;
    for step in &selector.0 {
        match step {
            Step::Property(name) if !name.is_empty() && name.chars().all(is_plain) => {
                write!(out, ".{name}")?;
            }
            Step::Property(name) if name.contains('\'') => write!(out, ".[\"{name}\"]")?,
            Step::Property(name) => write!(out, ".['{name}']")?,
            Step::Element(index) => write!(out, "[{index}]")?,
            Step::Any => out.write_str("[*]")?,
        }
    }
    Ok(())
}

/// Whether a character may stand in a property's name that is not in brackets.
pub(super) fn is_plain(char: char) -> bool {
    char.is_alphanumeric() || matches!(char, '_' | '-')
}

/// A test without its selector, with a space before it.
pub(super) fn test(test: &Test, out: &mut Formatter<'_>) -> Result {
    match test {
        Test::NotExists => out.write_str(" NOT EXISTS"),
        Test::IsNull => out.write_str(" IS NULL"),
        Test::IsTrue => out.write_str(" IS TRUE"),
        Test::IsFalse => out.write_str(" IS FALSE"),
        Test::Compare(operator, operand) => {
            let operator = match operator {
                Operator::Equal => "=",
                Operator::NotEqual => "!=",
                Operator::Less => "<",
                Operator::LessOrEqual => "<=",
                Operator::Greater => ">",
                Operator::GreaterOrEqual => ">=",
            };
            write!(out, " {operator} ")?;
            match operand {
                Operand::Text(text) => quoted(text, out),
                Operand::Number(text) => out.write_str(text),
                Operand::Regex(regex) => write!(out, "%{}%", regex.source()),
            }
        }
    }
}

fn quoted(text: &str, out: &mut Formatter<'_>) -> Result {
    out.write_char('"')?;
    for char in text.chars() {
        if matches!(char, '"' | '\\') {
            out.write_char('\\')?;
        }
        out.write_char(char)?;
    }
    out.write_char('"')
}
