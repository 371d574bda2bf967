//! From the engine's syntax tree to ours.

use regorus::unstable as tree;

use crate::policy::syntax::{
    Body, Comparison, Expr, ExprKind, Import, Literal, Module, Position, Rule, RuleKind, Statement,
};

/// Translates a module that was parsed from `text`.
pub(super) fn module(parsed: &tree::Module, text: &str) -> Module {
    let translate = Translate { text };
    let package: Vec<String> = dotted(&parsed.package.refr);
    Module {
        package,
        package_position: translate.position(parsed.package.refr.span()),
        imports: parsed
            .imports
            .iter()
            .map(|import| {
                let path = dotted(&import.refr);
                let alias = match &import.r#as {
                    Some(alias) => alias.text().to_owned(),
                    None => path.last().cloned().unwrap_or_default(),
                };
                Import {
                    path,
                    alias,
                    position: translate.position(import.refr.span()),
                }
            })
            .collect(),
        rules: parsed
            .policy
            .iter()
            .map(|rule| translate.rule(rule))
            .collect(),
    }
}

/// A reference of constant parts as the list of its parts.
fn dotted(expr: &tree::Expr) -> Vec<String> {
    match expr {
        tree::Expr::Var { value, .. }
        | tree::Expr::String { value, .. }
        | tree::Expr::RawString { value, .. } => {
            vec![text_of(value)]
        }
        tree::Expr::RefDot { refr, field, .. } => {
            let mut parts = dotted(refr);
            parts.push(text_of(&field.1));
            parts
        }
        tree::Expr::RefBrack { refr, index, .. } => {
            let mut parts = dotted(refr);
            parts.extend(dotted(index));
            parts
        }
        _ => Vec::new(),
    }
}

fn text_of(value: &regorus::Value) -> String {
    value
        .as_string()
        .map(|text| text.to_string())
        .unwrap_or_default()
}

pub(super) struct Translate<'a> {
    pub(super) text: &'a str,
}

impl Translate<'_> {
    /// The place of a span. The engine's own columns are off after text that is not ASCII, so they are counted here.
    pub(super) fn position(&self, span: &tree::Span) -> Position {
        let start = span.start as usize;
        let column = match self.text.get(..start) {
            Some(before) => {
                let line_start = before.rfind('\n').map_or(0, |end| end + 1);
                before[line_start..].chars().count() as u32 + 1
            }
            None => span.col,
        };
        Position {
            line: span.line,
            column,
        }
    }

    /// The text of a span. The engine's spans of strings lack the quotes, so that a statement that begins or ends with one does too.
    pub(super) fn source(&self, span: &tree::Span) -> String {
        let mut start = span.start as usize;
        if start > 0 && self.is_quote(start - 1) {
            start -= 1;
        }
        let text = self.text.get(start..self.end(span));
        text.unwrap_or_default().to_owned()
    }

    /// Where a span ends, its quote included.
    fn end(&self, span: &tree::Span) -> usize {
        let end = span.end as usize;
        end + usize::from(self.is_quote(end))
    }

    fn is_quote(&self, index: usize) -> bool {
        let byte = self.text.as_bytes().get(index);
        byte.is_some_and(|byte| matches!(byte, b'"' | b'`'))
    }

    fn rule(&self, rule: &tree::Rule) -> Rule {
        match rule {
            tree::Rule::Default {
                span,
                refr,
                args,
                value,
                ..
            } => {
                let value = self.expr(value);
                Rule {
                    name: dotted(refr).join("."),
                    kind: if !is_name(refr) {
                        RuleKind::Path
                    } else if args.is_empty() {
                        RuleKind::Complete
                    } else {
                        RuleKind::Function(args.iter().map(|arg| self.expr(arg)).collect())
                    },
                    key_text: None,
                    is_default: true,
                    bodies: vec![Body {
                        value: Some(value),
                        query: Vec::new(),
                    }],
                    position: self.position(span),
                }
            }
            tree::Rule::Spec { span, head, bodies } => {
                let (refr, kind, assign) = match head {
                    tree::RuleHead::Compr { refr, assign, .. } => match refr.as_ref() {
                        tree::Expr::RefBrack {
                            refr: base, index, ..
                        } if is_name(base) => {
                            (base, RuleKind::Object(self.expr(index)), assign.as_ref())
                        }
                        _ if is_name(refr) => (refr, RuleKind::Complete, assign.as_ref()),
                        _ => (refr, RuleKind::Path, assign.as_ref()),
                    },
                    tree::RuleHead::Set { refr, key, .. } => match key {
                        Some(key) if is_name(refr) => (refr, RuleKind::Set(self.expr(key)), None),
                        _ => (refr, RuleKind::Path, None),
                    },
                    tree::RuleHead::Func {
                        refr, args, assign, ..
                    } => {
                        let kind = if is_name(refr) {
                            RuleKind::Function(args.iter().map(|arg| self.expr(arg)).collect())
                        } else {
                            RuleKind::Path
                        };
                        (refr, kind, assign.as_ref())
                    }
                };
                let mut translated: Vec<Body> = bodies
                    .iter()
                    .map(|body| {
                        let assign = if body.is_else {
                            body.assign.as_ref()
                        } else {
                            assign
                        };
                        Body {
                            value: assign.map(|assign| self.expr(&assign.value)),
                            query: self.query(&body.query),
                        }
                    })
                    .collect();
                if translated.is_empty() {
                    translated.push(Body {
                        value: assign.map(|assign| self.expr(&assign.value)),
                        query: Vec::new(),
                    });
                }
                let key_text = match head {
                    tree::RuleHead::Set {
                        key: Some(key),
                        refr,
                        ..
                    } => self.key(refr, key),
                    _ => None,
                };
                Rule {
                    name: dotted(refr).join("."),
                    kind,
                    key_text,
                    is_default: false,
                    bodies: translated,
                    position: self.position(span),
                }
            }
        }
    }

    /// The text of a set's key. The engine's span of an object may begin within it, so the text begins after the keyword.
    fn key(&self, refr: &tree::Expr, key: &tree::Expr) -> Option<String> {
        const KEYWORD: &str = "contains";
        let end = self.end(key.span());
        let head = self.text.get(refr.span().end as usize..end)?;
        let (_, key) = head.split_once(KEYWORD)?;
        Some(key.trim().to_owned())
    }

    fn query(&self, query: &tree::Query) -> Vec<Statement> {
        query
            .stmts
            .iter()
            .map(|statement| Statement {
                literal: self.literal(&statement.literal),
                with: statement
                    .with_mods
                    .iter()
                    .map(|with| (self.expr(&with.refr), self.expr(&with.r#as)))
                    .collect(),
                text: self.source(&statement.span),
                position: self.position(&statement.span),
            })
            .collect()
    }

    fn literal(&self, literal: &tree::Literal) -> Literal {
        match literal {
            tree::Literal::SomeVars { vars, .. } => Literal::Some(
                vars.iter()
                    .map(|var| (var.text().to_owned(), self.position(var)))
                    .collect(),
            ),
            tree::Literal::SomeIn {
                key,
                value,
                collection,
                ..
            } => Literal::SomeIn {
                key: key.as_ref().map(|key| self.expr(key)),
                value: self.expr(value),
                collection: self.expr(collection),
            },
            tree::Literal::Expr { expr, .. } => Literal::Expr(self.expr(expr)),
            tree::Literal::NotExpr { expr, .. } => Literal::Not(self.expr(expr)),
            tree::Literal::Every {
                key,
                value,
                domain,
                query,
                ..
            } => Literal::Every {
                key: key.as_ref().map(|key| key.text().to_owned()),
                value: value.text().to_owned(),
                collection: self.expr(domain),
                query: self.query(query),
            },
        }
    }

    fn boxed(&self, expr: &tree::Expr) -> Box<Expr> {
        Box::new(self.expr(expr))
    }

    fn all(&self, exprs: &[tree::Ref<tree::Expr>]) -> Vec<Expr> {
        exprs.iter().map(|expr| self.expr(expr)).collect()
    }

    fn expr(&self, expr: &tree::Expr) -> Expr {
        let kind = match expr {
            tree::Expr::String { value, .. }
            | tree::Expr::RawString { value, .. }
            | tree::Expr::Number { value, .. }
            | tree::Expr::Bool { value, .. }
            | tree::Expr::Null { value, .. } => ExprKind::Scalar(super::value::to_json(value)),
            tree::Expr::Var { value, .. } => ExprKind::Var(text_of(value)),
            tree::Expr::Array { items, .. } => ExprKind::Array(self.all(items)),
            tree::Expr::Set { items, .. } => ExprKind::Set(self.all(items)),
            tree::Expr::Object { fields, .. } => ExprKind::Object(
                fields
                    .iter()
                    .map(|(_, key, value)| (self.expr(key), self.expr(value)))
                    .collect(),
            ),
            tree::Expr::ArrayCompr { term, query, .. } => {
                ExprKind::ArrayCompr(self.boxed(term), self.query(query))
            }
            tree::Expr::SetCompr { term, query, .. } => {
                ExprKind::SetCompr(self.boxed(term), self.query(query))
            }
            tree::Expr::ObjectCompr {
                key, value, query, ..
            } => ExprKind::ObjectCompr(self.boxed(key), self.boxed(value), self.query(query)),
            tree::Expr::Call { fcn, params, .. } => {
                ExprKind::Call(self.boxed(fcn), self.all(params))
            }
            tree::Expr::UnaryExpr { expr, .. } => ExprKind::Combine(vec![self.expr(expr)]),
            tree::Expr::RefDot { refr, field, .. } => ExprKind::Ref(
                self.boxed(refr),
                Box::new(Expr {
                    kind: ExprKind::Scalar(text_of(&field.1).into()),
                    position: self.position(&field.0),
                }),
            ),
            tree::Expr::RefBrack { refr, index, .. } => {
                ExprKind::Ref(self.boxed(refr), self.boxed(index))
            }
            tree::Expr::BinExpr { lhs, rhs, .. } | tree::Expr::ArithExpr { lhs, rhs, .. } => {
                ExprKind::Combine(vec![self.expr(lhs), self.expr(rhs)])
            }
            tree::Expr::BoolExpr { op, lhs, rhs, .. } => {
                let comparison = match op {
                    tree::BoolOp::Eq => Comparison::Equal,
                    tree::BoolOp::Ne => Comparison::Unequal,
                    tree::BoolOp::Lt | tree::BoolOp::Le => Comparison::Below,
                    tree::BoolOp::Ge | tree::BoolOp::Gt => Comparison::Above,
                };
                ExprKind::Compare(comparison, self.boxed(lhs), self.boxed(rhs))
            }
            tree::Expr::AssignExpr { op, lhs, rhs, .. } => match op {
                tree::AssignOp::ColEq => ExprKind::Assign(self.boxed(lhs), self.boxed(rhs)),
                tree::AssignOp::Eq => ExprKind::Unify(self.boxed(lhs), self.boxed(rhs)),
            },
            tree::Expr::Membership {
                key,
                value,
                collection,
                ..
            } => ExprKind::In(
                key.as_ref().map(|key| self.boxed(key)),
                self.boxed(value),
                self.boxed(collection),
            ),
        };
        Expr {
            kind,
            position: self.position(expr.span()),
        }
    }
}

fn is_name(expr: &tree::Expr) -> bool {
    matches!(expr, tree::Expr::Var { .. })
}
