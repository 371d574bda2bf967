//! AWS Organizations: whether the account is in one, and, where the account may ask, what its accounts are subject to.
//!
//! Every account may ask for its organization. All else is for the management account and for delegated administrators;
//! others are refused, which is a gap.

use aws_sdk_organizations::types::{self, PolicyType};
use futures::future::join_all;
use serde_json::Value;

use crate::model::gap::GapKind;
use crate::model::item::ConfigurationItem;
use crate::resource::organizations::{
    DelegatedAdministrator, DelegatedService, EnabledServicePrincipal, ORGANIZATION, Organization,
    PolicyTypeSummary, Root,
};

use super::context::{Answer, Context};
use super::convert::{json, time, word};
use super::place::Place;

mod policies;
mod tree;

const DESCRIBE_ORGANIZATION: &str = "organizations:DescribeOrganization";
const LIST_ROOTS: &str = "organizations:ListRoots";
const LIST_SERVICE_ACCESS: &str = "organizations:ListAWSServiceAccessForOrganization";
const LIST_ADMINISTRATORS: &str = "organizations:ListDelegatedAdministrators";
const LIST_DELEGATED_SERVICES: &str = "organizations:ListDelegatedServicesForAccount";

/// All operations, for an account that is in no organization: then there is nothing to ask them for.
const ALL: [&str; 10] = [
    DESCRIBE_ORGANIZATION,
    LIST_ROOTS,
    LIST_SERVICE_ACCESS,
    LIST_ADMINISTRATORS,
    LIST_DELEGATED_SERVICES,
    tree::LIST_ACCOUNTS,
    tree::LIST_UNITS,
    policies::LIST_POLICIES,
    policies::DESCRIBE_POLICY,
    policies::LIST_TARGETS,
];

/// The code that says that the account is in no organization.
const NOT_IN_USE: &str = "AWSOrganizationsNotInUseException";

/// What stands for the region of what has none.
const GLOBAL: &str = "global";

/// Reads the organization, and of it what the plan wants.
pub(super) async fn collect(cx: &Context<'_>) {
    // Each of the types has this before all else.
    if !cx.wants(DESCRIBE_ORGANIZATION) {
        return;
    }
    read(cx).await;
    for action in ALL {
        if cx.wants(action) {
            cx.covered_globally(action);
        }
    }
}

async fn read(cx: &Context<'_>) {
    let client = client(cx);
    let place = Place::global(DESCRIBE_ORGANIZATION);
    let asked = cx
        .ask(&place, &[NOT_IN_USE], client.describe_organization().send())
        .await;
    let item = match asked {
        Answer::Output(output) => output.organization.map(|found| item(cx, &found)),
        Answer::Fact(_) => return,
        Answer::Unknown => None,
    };
    let known = Known::of(cx, item.as_ref());
    let (roots, services, administration, ()) = futures::join!(
        roots(cx, &known),
        service_access(cx, &known),
        administration(cx, &known),
        policies::collect(cx, &known),
    );
    tree::collect(cx, roots.as_deref()).await;
    let Some(mut item) = item else { return };
    let (administrators, delegated) = administration;
    for (name, part) in [
        ("Roots", roots.map(|roots| json(&roots))),
        ("EnabledServicePrincipals", services),
        ("DelegatedAdministrators", administrators),
        ("DelegatedServices", delegated),
    ] {
        if let Some(part) = part {
            item.supplementary_configuration
                .insert(name.to_owned(), part);
        }
    }
    cx.push(item);
}

fn client(cx: &Context<'_>) -> aws_sdk_organizations::Client {
    cx.clients.organizations(cx.global_region())
}

/// What gaps say of the organization, as far as it is known.
struct Known {
    /// Its key. A gap in a part of it names it, so that what another account could read can stand in.
    key: Option<String>,
    /// Who may read more of it than the caller.
    note: Option<String>,
}

impl Known {
    fn of(cx: &Context<'_>, item: Option<&ConfigurationItem>) -> Self {
        let manager = item.and_then(|item| item.configuration.get("ManagementAccountId")?.as_str());
        Self {
            key: item.map(ConfigurationItem::key),
            note: manager
                .filter(|manager| *manager != cx.identity.account)
                .map(|manager| {
                    format!("account {manager} and delegated administrators may read this")
                }),
        }
    }

    /// A call about the organization.
    fn about(&self, action: &'static str) -> Place {
        Place {
            resource: self.key.clone(),
            ..self.place(action)
        }
    }

    /// A call about something else in it.
    fn place(&self, action: &'static str) -> Place {
        Place::global(action).note(self.note.clone())
    }
}

fn item(cx: &Context<'_>, organization: &types::Organization) -> ConfigurationItem {
    let id = organization.id().unwrap_or_default();
    let mut item = cx.item(ORGANIZATION.name, GLOBAL, id);
    item.arn = organization.arn.clone();
    item.configuration = json(&Organization {
        id: id.to_owned(),
        arn: organization.arn.clone(),
        feature_set: word(organization.feature_set()),
        management_account_id: organization.master_account_id.clone(),
        management_account_arn: organization.master_account_arn.clone(),
    });
    item
}

/// The roots, which policies want and which the way down begins at; none where they could not all be read.
async fn roots(cx: &Context<'_>, known: &Known) -> Option<Vec<Root>> {
    if !cx.wants(LIST_ROOTS) {
        return None;
    }
    let client = client(cx);
    let listed = cx
        .pages(
            &known.about(LIST_ROOTS),
            |token| client.list_roots().set_next_token(token).send(),
            |page| page.next_token(),
        )
        .await;
    Some(listed.whole(|page| page.roots())?.map(root).collect())
}

fn root(root: &types::Root) -> Root {
    Root {
        id: root.id.clone().unwrap_or_default(),
        arn: root.arn.clone(),
        name: root.name.clone(),
        policy_types: root
            .policy_types()
            .iter()
            .map(|summary| PolicyTypeSummary {
                r#type: word(summary.r#type.as_ref()),
                status: word(summary.status()),
            })
            .collect(),
    }
}

async fn service_access(cx: &Context<'_>, known: &Known) -> Option<Value> {
    if !cx.wants(LIST_SERVICE_ACCESS) {
        return None;
    }
    let client = client(cx);
    let listed = cx
        .pages(
            &known.about(LIST_SERVICE_ACCESS),
            |token| {
                client
                    .list_aws_service_access_for_organization()
                    .set_next_token(token)
                    .send()
            },
            |page| page.next_token(),
        )
        .await;
    let enabled = listed.whole(|page| page.enabled_service_principals())?;
    let enabled: Vec<_> = enabled
        .map(|service| EnabledServicePrincipal {
            service_principal: service.service_principal.clone(),
            date_enabled: time(service.date_enabled),
        })
        .collect();
    Some(json(&enabled))
}

/// The delegated administrators, and what is delegated to each of them.
async fn administration(cx: &Context<'_>, known: &Known) -> (Option<Value>, Option<Value>) {
    if !cx.wants(LIST_ADMINISTRATORS) {
        return (None, None);
    }
    let client = client(cx);
    let listed = cx
        .pages(
            &known.about(LIST_ADMINISTRATORS),
            |token| {
                client
                    .list_delegated_administrators()
                    .set_next_token(token)
                    .send()
            },
            |page| page.next_token(),
        )
        .await;
    if !listed.complete {
        if cx.wants(LIST_DELEGATED_SERVICES) {
            let why = cx.because(
                "the delegated administrators are not known",
                LIST_ADMINISTRATORS,
            );
            let place = known.about(LIST_DELEGATED_SERVICES);
            cx.gap(&place, GapKind::NotCollected, why);
        }
        return (None, None);
    }
    let administrators: Vec<DelegatedAdministrator> = listed
        .pages
        .iter()
        .flat_map(|page| page.delegated_administrators())
        .map(administrator)
        .collect();
    let services = delegated_services(cx, known, &administrators).await;
    (Some(json(&administrators)), services)
}

fn administrator(administrator: &types::DelegatedAdministrator) -> DelegatedAdministrator {
    DelegatedAdministrator {
        id: administrator.id.clone(),
        arn: administrator.arn.clone(),
        name: administrator.name.clone(),
        state: state(administrator.state.as_ref(), administrator.status.as_ref()),
        delegation_enabled_date: time(administrator.delegation_enabled_date),
    }
}

/// What is delegated to the administrators; none where one of them could not be asked about.
async fn delegated_services(
    cx: &Context<'_>,
    known: &Known,
    administrators: &[DelegatedAdministrator],
) -> Option<Value> {
    if !cx.wants(LIST_DELEGATED_SERVICES) {
        return None;
    }
    let client = client(cx);
    let asked = administrators.iter().filter_map(|administrator| {
        let account = administrator.id.clone()?;
        let place = known
            .about(LIST_DELEGATED_SERVICES)
            .note(Some(format!("of account {account}")));
        let client = &client;
        Some(async move {
            let listed = cx
                .pages(
                    &place,
                    |token| {
                        client
                            .list_delegated_services_for_account()
                            .account_id(&account)
                            .set_next_token(token)
                            .send()
                    },
                    |page| page.next_token(),
                )
                .await;
            let services = listed
                .pages
                .iter()
                .flat_map(|page| page.delegated_services());
            let services: Vec<DelegatedService> = services
                .map(|service| DelegatedService {
                    account_id: account.clone(),
                    service_principal: service.service_principal.clone(),
                    delegation_enabled_date: time(service.delegation_enabled_date),
                })
                .collect();
            listed.complete.then_some(services)
        })
    });
    let services: Option<Vec<Vec<DelegatedService>>> = join_all(asked).await.into_iter().collect();
    services.map(|services| json(&services.concat()))
}

/// An account's state. `Status` is what AWS called it until September 2026.
fn state(
    state: Option<&types::AccountState>,
    status: Option<&types::AccountStatus>,
) -> Option<String> {
    word(state).or_else(|| word(status))
}

/// The kind of policy that is read.
const READ: PolicyType = PolicyType::ServiceControlPolicy;
