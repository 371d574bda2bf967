//! The terms of a rule's statements, as they stand in the file: what a failed test is explained with.

use regorus::unstable as tree;

use super::Engine;
use super::translate::Translate;
use crate::policy::syntax::Position;

/// One body of a rule.
pub(crate) struct BodyTerms {
    /// The value that the body gives the rule, where it is written out.
    pub value: Option<Terms>,
    /// Of each statement.
    pub query: Vec<Terms>,
}

/// What a statement is about.
pub(crate) struct Terms {
    /// The whole text.
    pub text: String,
    /// Where it is.
    pub position: Position,
    /// What may be worth knowing the value of: the sides of a comparison, arguments. The outermost first.
    pub terms: Vec<String>,
    /// Target and value of each `with`.
    pub with: Vec<(String, String)>,
}

impl Engine {
    /// The terms of the rule that begins at a place.
    pub(crate) fn terms(&mut self, file: &str, rule: Position) -> Vec<BodyTerms> {
        let module = self
            .inner
            .get_modules()
            .iter()
            .find(|module| module.package.refr.span().source.file() == file);
        let Some(module) = module else {
            return Vec::new();
        };
        let text = module.package.refr.span().source.contents();
        let translate = Translate { text };
        let spec = module
            .policy
            .iter()
            .find_map(|candidate| match candidate.as_ref() {
                tree::Rule::Spec { span, head, bodies } if translate.position(span) == rule => {
                    Some((head, bodies))
                }
                _ => None,
            });
        let Some((head, bodies)) = spec else {
            return Vec::new();
        };
        let own = match head {
            tree::RuleHead::Compr { assign, .. } | tree::RuleHead::Func { assign, .. } => {
                assign.as_ref()
            }
            tree::RuleHead::Set { .. } => None,
        };
        let value = |assign: Option<&tree::RuleAssign>| {
            assign.map(|assign| translate.terms_of(&assign.value, Vec::new()))
        };
        if bodies.is_empty() {
            return vec![BodyTerms {
                value: value(own),
                query: Vec::new(),
            }];
        }
        bodies
            .iter()
            .map(|body| BodyTerms {
                value: value(if body.is_else {
                    body.assign.as_ref()
                } else {
                    own
                }),
                query: body
                    .query
                    .stmts
                    .iter()
                    .map(|statement| translate.terms_in(statement))
                    .collect(),
            })
            .collect()
    }
}

impl Translate<'_> {
    fn terms_in(&self, statement: &tree::LiteralStmt) -> Terms {
        let with = statement
            .with_mods
            .iter()
            .map(|with| (self.source(with.refr.span()), self.source(with.r#as.span())))
            .collect();
        let mut terms = Vec::new();
        match &statement.literal {
            tree::Literal::SomeVars { .. } => {}
            tree::Literal::SomeIn { collection, .. } => self.add(collection, &mut terms),
            tree::Literal::Every { domain, .. } => self.add(domain, &mut terms),
            tree::Literal::NotExpr { expr, .. } => self.add(expr, &mut terms),
            tree::Literal::Expr { expr, .. } => match expr.as_ref() {
                tree::Expr::BoolExpr { .. }
                | tree::Expr::AssignExpr { .. }
                | tree::Expr::Membership { .. } => self.parts(expr, &mut terms),
                whole => self.add(whole, &mut terms),
            },
        }
        Terms {
            text: self.source(&statement.span),
            position: self.position(&statement.span),
            terms,
            with,
        }
    }

    fn terms_of(&self, expr: &tree::Expr, with: Vec<(String, String)>) -> Terms {
        let mut terms = Vec::new();
        self.parts(expr, &mut terms);
        Terms {
            text: self.source(expr.span()),
            position: self.position(expr.span()),
            terms,
            with,
        }
    }

    /// An expression and what it is made of.
    fn add(&self, expr: &tree::Expr, terms: &mut Vec<String>) {
        if matches!(
            expr,
            tree::Expr::String { .. }
                | tree::Expr::RawString { .. }
                | tree::Expr::Number { .. }
                | tree::Expr::Bool { .. }
                | tree::Expr::Null { .. }
        ) || is_empty_set(expr)
        {
            return;
        }
        let text = self.source(expr.span());
        if !terms.contains(&text) {
            terms.push(text);
        }
        if !matches!(
            expr,
            tree::Expr::Var { .. } | tree::Expr::RefDot { .. } | tree::Expr::RefBrack { .. }
        ) {
            self.parts(expr, terms);
        }
    }

    /// What an expression is made of; the whole, where it has no parts. Comprehensions are scopes of their own.
    fn parts(&self, expr: &tree::Expr, terms: &mut Vec<String>) {
        match expr {
            tree::Expr::BoolExpr { lhs, rhs, .. }
            | tree::Expr::BinExpr { lhs, rhs, .. }
            | tree::Expr::ArithExpr { lhs, rhs, .. } => {
                self.add(lhs, terms);
                self.add(rhs, terms);
            }
            tree::Expr::AssignExpr { rhs, .. } => self.add(rhs, terms),
            tree::Expr::Membership {
                value, collection, ..
            } => {
                self.add(value, terms);
                self.add(collection, terms);
            }
            tree::Expr::Call { params, .. } => {
                for param in params {
                    self.add(param, terms);
                }
            }
            tree::Expr::UnaryExpr { expr, .. } => self.add(expr, terms),
            tree::Expr::Var { .. } | tree::Expr::RefDot { .. } | tree::Expr::RefBrack { .. } => {
                let text = self.source(expr.span());
                if !terms.contains(&text) {
                    terms.push(text);
                }
            }
            _ => {}
        }
    }
}

/// `set()` is its own value.
fn is_empty_set(expr: &tree::Expr) -> bool {
    matches!(expr, tree::Expr::Set { items, .. } if items.is_empty())
}
