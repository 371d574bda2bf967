//! Findings that Security Hub has of earlier runs.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use aws_sdk_securityhub::Client;
use aws_sdk_securityhub::types::{
    AwsSecurityFinding, AwsSecurityFindingFilters, Resource, StringFilter, StringFilterComparison,
};
use jiff::Timestamp;
use serde_json::{Map, Value, json};

use crate::collect::Refused;
use crate::report::asff::{PREFIX, Place};

/// The most findings of an answer.
const PAGE: i32 = 100;

/// A finding of an earlier run that is active.
pub struct Earlier(AwsSecurityFinding);

/// Reads all of a place, by id.
pub async fn read(client: &Client, place: Place<'_>) -> Result<BTreeMap<String, Earlier>, Refused> {
    let mut all = BTreeMap::new();
    let mut seen = BTreeSet::new();
    let mut token: Option<String> = None;
    loop {
        let get = client
            .get_findings()
            .filters(ours(place))
            .max_results(PAGE)
            .set_next_token(token.clone())
            .send();
        let page = Box::pin(get).await?;
        let found = page.findings.unwrap_or_default().into_iter();
        for finding in found.filter(|finding| is_ours(finding, place)) {
            if let Some(id) = finding.id.clone() {
                all.insert(id, Earlier(finding));
            }
        }
        token = page.next_token.filter(|token| !token.is_empty());
        // A list that names a page twice has no end.
        match &token {
            Some(token) if seen.insert(token.clone()) => {}
            _ => return Ok(all),
        }
    }
}

fn ours(place: Place<'_>) -> AwsSecurityFindingFilters {
    let filter = |value: &str, comparison| {
        StringFilter::builder()
            .value(value)
            .comparison(comparison)
            .build()
    };
    AwsSecurityFindingFilters::builder()
        .product_arn(filter(&place.product_arn(), StringFilterComparison::Equals))
        .aws_account_id(filter(place.account, StringFilterComparison::Equals))
        .generator_id(filter(PREFIX, StringFilterComparison::Prefix))
        .record_state(filter("ACTIVE", StringFilterComparison::Equals))
        .build()
}

/// Whether a finding is this program's, whatever the filters let through: nothing else may be archived.
fn is_ours(finding: &AwsSecurityFinding, place: Place<'_>) -> bool {
    let begins =
        |text: &Option<String>| text.as_deref().is_some_and(|text| text.starts_with(PREFIX));
    finding.product_arn.as_deref() == Some(place.product_arn().as_str())
        && finding.aws_account_id.as_deref() == Some(place.account)
        && begins(&finding.id)
        && begins(&finding.generator_id)
        && finding
            .record_state
            .as_ref()
            .is_none_or(|state| state.as_str() == "ACTIVE")
}

impl Earlier {
    fn field(&self, name: &str) -> &str {
        self.0
            .product_fields()
            .and_then(|fields| fields.get(&format!("{PREFIX}{name}")))
            .map_or("", String::as_str)
    }

    /// The control.
    pub fn control(&self) -> &str {
        self.field("control")
    }

    /// The regions in which the run looked that found it.
    pub fn regions(&self) -> &str {
        self.field("regions")
    }

    /// When it was first found.
    pub fn created_at(&self) -> Option<&str> {
        self.0.created_at()
    }

    /// Whether it is of this time or of a later one: Security Hub would ignore what is said of it now.
    pub fn is_as_of(&self, time: Timestamp) -> bool {
        let updated = self.0.updated_at().unwrap_or_default();
        updated
            .parse::<Timestamp>()
            .is_ok_and(|updated| updated >= time)
    }

    /// The finding as it is to be imported to be archived: what a provider has to say of each finding, and nothing that is
    /// its customer's.
    pub fn archived(&self, time: &str) -> Value {
        let finding = &self.0;
        let provided = finding.finding_provider_fields();
        let severity = provided.and_then(|fields| fields.severity());
        let ours = finding.product_fields().into_iter().flatten();
        let fields: BTreeMap<&String, &String> =
            ours.filter(|(name, _)| name.starts_with(PREFIX)).collect();
        let resources: Vec<Value> = finding.resources().iter().map(resource).collect();
        let archived = json!({
            "SchemaVersion": finding.schema_version().unwrap_or("2018-10-08"),
            "Id": finding.id(),
            "ProductArn": finding.product_arn(),
            "GeneratorId": finding.generator_id(),
            "AwsAccountId": finding.aws_account_id(),
            "CreatedAt": finding.created_at().unwrap_or(time),
            "UpdatedAt": time,
            "Types": finding.types(),
            "FindingProviderFields": {
                "Severity": without_null(json!({
                    "Label": severity.and_then(|severity| severity.label()).map(|label| label.as_str()),
                    "Original": severity.and_then(|severity| severity.original()),
                })),
                "Types": finding.types(),
            },
            "Title": finding.title(),
            "Description": finding.description(),
            "ProductFields": fields,
            "Resources": resources,
            "Compliance": finding
                .compliance()
                .and_then(|compliance| compliance.status())
                .map(|status| json!({"Status": status.as_str()})),
            "RecordState": "ARCHIVED",
        });
        without_null(archived)
    }
}

fn resource(resource: &Resource) -> Value {
    without_null(json!({
        "Type": resource.r#type(),
        "Id": resource.id(),
        "Partition": resource.partition().map(|partition| partition.as_str()),
        "Region": resource.region(),
    }))
}

/// An object without members that say nothing.
fn without_null(value: Value) -> Value {
    match value {
        Value::Object(members) => {
            let some = members.into_iter().filter(|(_, value)| !value.is_null());
            Value::Object(some.collect::<Map<_, _>>())
        }
        other => other,
    }
}

impl fmt::Display for Earlier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {}", self.control(), self.field("subject"))
    }
}
