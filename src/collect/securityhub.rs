//! Security Hub: the hub of a region, its standards, and what it tells of the organization.
//!
//! Where Security Hub is not enabled every operation answers `InvalidAccessException`, and so do those about the organization
//! in an account that is not told of it. IAM's refusals have another code, so this one states a fact: there is none.

use aws_sdk_securityhub::types;

use crate::model::gap::GapKind;
use crate::resource::securityhub::{
    AdminAccount, ConfigurationKind, HUB, Hub, ORGANIZATION_CONFIGURATION,
    OrganizationConfiguration, STANDARD, Standard, StandardsStatusReason,
};

use super::context::{Answer, Context};
use super::convert::{json, word};
use super::place::Place;

const DESCRIBE_HUB: &str = "securityhub:DescribeHub";
const GET_STANDARDS: &str = "securityhub:GetEnabledStandards";
const DESCRIBE_ORGANIZATION: &str = "securityhub:DescribeOrganizationConfiguration";
const LIST_ADMINS: &str = "securityhub:ListOrganizationAdminAccounts";

/// The code of what an account has not, or is not told.
const INVALID_ACCESS: &str = "InvalidAccessException";

/// Reads what the plan wants of Security Hub in a region.
pub(super) async fn collect(cx: &Context<'_>, region: &str) {
    futures::join!(
        hub(cx, region),
        standards(cx, region),
        organization(cx, region),
    );
}

async fn hub(cx: &Context<'_>, region: &str) {
    if !cx.wants(DESCRIBE_HUB) {
        return;
    }
    let place = Place::regional(DESCRIBE_HUB, region);
    let client = cx.clients.securityhub(region);
    let facts = [INVALID_ACCESS, "ResourceNotFoundException"];
    if let Answer::Output(hub) = cx.ask(&place, &facts, client.describe_hub().send()).await {
        match hub.hub_arn() {
            Some(arn) => {
                let mut item = cx.item(HUB.name, region, "default");
                item.arn = Some(arn.to_owned());
                item.configuration = json(&Hub {
                    hub_arn: hub.hub_arn.clone(),
                    subscribed_at: hub.subscribed_at.clone(),
                    auto_enable_controls: hub.auto_enable_controls,
                    control_finding_generator: word(hub.control_finding_generator()),
                });
                cx.push(item);
            }
            None => cx.gap(&place, GapKind::Failed, "the hub has no ARN"),
        }
    }
    cx.covered(DESCRIBE_HUB, region);
}

async fn standards(cx: &Context<'_>, region: &str) {
    if !cx.wants(GET_STANDARDS) {
        return;
    }
    let place = Place::regional(GET_STANDARDS, region);
    let client = cx.clients.securityhub(region);
    let listed = cx
        .pages_unless(
            &place,
            &[INVALID_ACCESS],
            |token| client.get_enabled_standards().set_next_token(token).send(),
            |page| page.next_token(),
        )
        .await;
    for standard in listed
        .pages
        .iter()
        .flat_map(|page| page.standards_subscriptions())
    {
        let Some(arn) = standard.standards_subscription_arn() else {
            cx.gap(&place, GapKind::Failed, "a standard has no ARN");
            continue;
        };
        let mut item = cx.item(STANDARD.name, region, arn);
        item.arn = Some(arn.to_owned());
        item.configuration = json(&subscription(standard));
        cx.push(item);
    }
    cx.covered(GET_STANDARDS, region);
}

fn subscription(standard: &types::StandardsSubscription) -> Standard {
    Standard {
        standards_subscription_arn: standard.standards_subscription_arn.clone(),
        standards_arn: standard.standards_arn.clone(),
        standards_input: standard
            .standards_input()
            .map(|input| {
                let mut sorted = std::collections::BTreeMap::new();
                sorted.extend(input.clone());
                sorted
            })
            .unwrap_or_default(),
        standards_status: word(standard.standards_status()),
        standards_status_reason: standard.standards_status_reason().map(|reason| {
            StandardsStatusReason {
                status_reason_code: word(reason.status_reason_code()),
            }
        }),
        standards_controls_updatable: word(standard.standards_controls_updatable()),
    }
}

/// Reads how the organization is managed. An account that is told neither how nor by whom has no such resource.
async fn organization(cx: &Context<'_>, region: &str) {
    if !cx.wants(DESCRIBE_ORGANIZATION) {
        return;
    }
    let place = Place::regional(DESCRIBE_ORGANIZATION, region);
    let request = cx
        .clients
        .securityhub(region)
        .describe_organization_configuration();
    let configuration = match cx.ask(&place, &[INVALID_ACCESS], request.send()).await {
        Answer::Output(output) => Some(OrganizationConfiguration {
            auto_enable: output.auto_enable,
            auto_enable_standards: word(output.auto_enable_standards()),
            member_account_limit_reached: output.member_account_limit_reached,
            organization_configuration: output.organization_configuration().map(|kind| {
                ConfigurationKind {
                    configuration_type: word(kind.configuration_type()),
                    status: word(kind.status()),
                    status_message: kind.status_message.clone(),
                }
            }),
        }),
        Answer::Fact(_) | Answer::Unknown => None,
    };
    cx.covered(DESCRIBE_ORGANIZATION, region);
    let admins = if cx.wants(LIST_ADMINS) {
        cx.covered(LIST_ADMINS, region);
        admin_accounts(cx, region).await
    } else {
        None
    };
    if configuration.is_none() && admins.is_none() {
        return;
    }
    let account = cx.identity.account.clone();
    let mut item = cx.item(ORGANIZATION_CONFIGURATION.name, region, account);
    item.configuration = json(&configuration.unwrap_or_default());
    if let Some(admins) = admins {
        item.supplementary_configuration
            .insert("AdminAccounts".to_owned(), json(&admins));
    }
    cx.push(item);
}

/// Who administers Security Hub; none where AWS does not tell, or not all could be read.
async fn admin_accounts(cx: &Context<'_>, region: &str) -> Option<Vec<AdminAccount>> {
    let client = cx.clients.securityhub(region);
    let listed = cx
        .pages_unless(
            &Place::regional(LIST_ADMINS, region),
            &[INVALID_ACCESS],
            |token| {
                client
                    .list_organization_admin_accounts()
                    .set_next_token(token)
                    .send()
            },
            |page| page.next_token(),
        )
        .await;
    let is_told = listed.complete && listed.fact.is_none();
    is_told.then(|| {
        let pages = listed.pages.iter();
        pages
            .flat_map(|page| page.admin_accounts())
            .map(|admin| AdminAccount {
                account_id: admin.account_id.clone(),
                status: word(admin.status()),
            })
            .collect()
    })
}
