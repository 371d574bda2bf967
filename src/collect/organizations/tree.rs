//! The accounts and organizational units, from the root downwards.
//!
//! To ask each account for its parent takes as many calls as there are accounts. Asking each parent for its children takes a
//! page for twenty of them, and the units of a level are asked at the same time.

use aws_sdk_organizations::types;
use futures::future::join_all;

use crate::collect::context::Context;
use crate::collect::convert::{json, time, word};
use crate::collect::place::Place;
use crate::model::gap::GapKind;
use crate::resource::organizations::{
    ACCOUNT, Account, ORGANIZATIONAL_UNIT, OrganizationalUnit, Root,
};

use super::{GLOBAL, LIST_ROOTS, client, state};

pub(super) const LIST_ACCOUNTS: &str = "organizations:ListAccountsForParent";
pub(super) const LIST_UNITS: &str = "organizations:ListOrganizationalUnitsForParent";

/// AWS nests organizational units five deep; an answer that goes on and on is none of AWS.
const MOST_LEVELS: usize = 20;

/// A root or organizational unit.
struct Parent {
    id: String,
    /// Its path from the organization on, with a slash at the end.
    path: String,
}

/// Reads all accounts and organizational units, if the roots are known.
pub(super) async fn collect(cx: &Context<'_>, roots: Option<&[Root]>) {
    if !cx.wants(LIST_UNITS) {
        return;
    }
    let Some(roots) = roots else {
        let why = cx.because("the root is not known", LIST_ROOTS);
        unknown(cx, &[LIST_UNITS, LIST_ACCOUNTS], &why);
        return;
    };
    let mut level: Vec<Parent> = roots.iter().map(top).collect();
    for _ in 0..MOST_LEVELS {
        if level.is_empty() {
            return;
        }
        let below = join_all(level.iter().map(|parent| children(cx, parent))).await;
        level = below.into_iter().flatten().collect();
    }
    if !level.is_empty() {
        unknown(
            cx,
            &[LIST_UNITS, LIST_ACCOUNTS],
            "the organizational units have no end",
        );
    }
}

fn top(root: &Root) -> Parent {
    // arn:aws:organizations::111122223333:root/o-exampleorgid/r-examplerootid
    let arn = root.arn.as_deref().unwrap_or_default();
    let path = match arn.split_once(":root/") {
        Some((_, path)) => path,
        None => &root.id,
    };
    Parent {
        id: root.id.clone(),
        path: format!("{path}/"),
    }
}

/// Says that something below is not known because something above is not.
fn unknown(cx: &Context<'_>, actions: &[&'static str], why: &str) {
    for action in actions {
        if cx.wants(action) {
            cx.gap(&Place::global(action), GapKind::NotCollected, why);
        }
    }
}

/// Reads what is directly below a parent, and answers the parents among it.
async fn children(cx: &Context<'_>, parent: &Parent) -> Vec<Parent> {
    let (units, ()) = futures::join!(units(cx, parent), accounts(cx, parent));
    units
}

async fn units(cx: &Context<'_>, parent: &Parent) -> Vec<Parent> {
    let client = client(cx);
    let listed = cx
        .pages(
            &place(LIST_UNITS, parent),
            |token| {
                client
                    .list_organizational_units_for_parent()
                    .parent_id(&parent.id)
                    .set_next_token(token)
                    .send()
            },
            |page| page.next_token(),
        )
        .await;
    if !listed.complete {
        let why = format!("the organizational units in {} are not known", parent.id);
        let why = cx.because(&why, LIST_UNITS);
        unknown(cx, &[LIST_ACCOUNTS], &why);
    }
    let units = listed
        .pages
        .iter()
        .flat_map(|page| page.organizational_units());
    units.map(|unit| push_unit(cx, unit, parent)).collect()
}

fn push_unit(cx: &Context<'_>, unit: &types::OrganizationalUnit, parent: &Parent) -> Parent {
    let id = unit.id().unwrap_or_default();
    let path = format!("{}{id}/", parent.path);
    let mut item = cx.item(ORGANIZATIONAL_UNIT.name, GLOBAL, id);
    item.resource_name = unit.name.clone();
    item.arn = unit.arn.clone();
    item.configuration = json(&OrganizationalUnit {
        id: id.to_owned(),
        arn: unit.arn.clone(),
        name: unit.name.clone(),
        parent_id: parent.id.clone(),
        path: path.clone(),
    });
    cx.push(item);
    Parent {
        id: id.to_owned(),
        path,
    }
}

async fn accounts(cx: &Context<'_>, parent: &Parent) {
    if !cx.wants(LIST_ACCOUNTS) {
        return;
    }
    let client = client(cx);
    let listed = cx
        .pages(
            &place(LIST_ACCOUNTS, parent),
            |token| {
                client
                    .list_accounts_for_parent()
                    .parent_id(&parent.id)
                    .set_next_token(token)
                    .send()
            },
            |page| page.next_token(),
        )
        .await;
    for account in listed.pages.iter().flat_map(|page| page.accounts()) {
        push_account(cx, account, parent);
    }
}

fn push_account(cx: &Context<'_>, account: &types::Account, parent: &Parent) {
    let id = account.id().unwrap_or_default();
    let mut item = cx.item(ACCOUNT.name, GLOBAL, id);
    item.resource_name = account.name.clone();
    item.arn = account.arn.clone();
    item.configuration = json(&Account {
        account_id: id.to_owned(),
        arn: account.arn.clone(),
        account_name: account.name.clone(),
        state: state(account.state.as_ref(), account.status.as_ref()),
        joined_method: word(account.joined_method()),
        joined_timestamp: time(account.joined_timestamp),
        parent_id: parent.id.clone(),
        path: parent.path.clone(),
    });
    cx.push(item);
}

fn place(action: &'static str, parent: &Parent) -> Place {
    Place::global(action).note(Some(format!("in {}", parent.id)))
}
