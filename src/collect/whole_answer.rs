//! How an answer that is cut off or garbled is told from one that says "nothing there".
//!
//! The SDK reads an empty body as an empty object, skips members that it does not know, and takes the end of a body for
//! the end of an XML document. A trail list that never arrived would be an account without trails. So each successful
//! answer is looked at once more as the bytes that came: it must be a whole document, and it must have the member in
//! which AWS answers the question, empty or not.

use std::collections::BTreeMap;

use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::Intercept;
use aws_smithy_runtime_api::client::interceptors::context::AfterDeserializationInterceptorContextRef;
use aws_smithy_runtime_api::client::interceptors::dyn_dispatch_hint;
use aws_smithy_runtime_api::client::orchestrator::Metadata;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::config_bag::ConfigBag;
use serde_json::value::RawValue;

/// The member of each JSON answer that AWS always writes.
const MEMBERS: &[(&str, &str)] = &[
    ("BatchGetResourceConfig", "baseConfigurationItems"),
    ("BatchImportFindings", "SuccessCount"),
    (
        "DescribeAggregationAuthorizations",
        "AggregationAuthorizations",
    ),
    ("DescribeComplianceByConfigRule", "ComplianceByConfigRules"),
    (
        "DescribeConfigRuleEvaluationStatus",
        "ConfigRulesEvaluationStatus",
    ),
    ("DescribeConfigRules", "ConfigRules"),
    (
        "DescribeConfigurationAggregatorSourcesStatus",
        "AggregatedSourceStatusList",
    ),
    (
        "DescribeConfigurationAggregators",
        "ConfigurationAggregators",
    ),
    (
        "DescribeConfigurationRecorderStatus",
        "ConfigurationRecordersStatus",
    ),
    ("DescribeConfigurationRecorders", "ConfigurationRecorders"),
    (
        "DescribeConformancePackStatus",
        "ConformancePackStatusDetails",
    ),
    ("DescribeConformancePacks", "ConformancePackDetails"),
    ("DescribeDeliveryChannelStatus", "DeliveryChannelsStatus"),
    ("DescribeDeliveryChannels", "DeliveryChannels"),
    ("DescribeDestinations", "destinations"),
    ("DescribeHub", "HubArn"),
    ("DescribeKey", "KeyMetadata"),
    ("DescribeLogGroups", "logGroups"),
    ("DescribeLogStreams", "logStreams"),
    ("DescribeMetricFilters", "metricFilters"),
    ("DescribeOrganization", "Organization"),
    ("DescribePolicy", "Policy"),
    ("DescribeOrganizationConfiguration", "AutoEnable"),
    ("DescribeResourcePolicies", "resourcePolicies"),
    ("DescribeRetentionConfigurations", "RetentionConfigurations"),
    ("DescribeSubscriptionFilters", "subscriptionFilters"),
    ("DescribeTrails", "trailList"),
    ("GetChannel", "ChannelArn"),
    (
        "GetConformancePackComplianceSummary",
        "ConformancePackComplianceSummaryList",
    ),
    ("GetDiscoveredResourceCounts", "resourceCounts"),
    ("GetEnabledStandards", "StandardsSubscriptions"),
    ("GetEventDataStore", "EventDataStoreArn"),
    ("GetEventSelectors", "TrailARN"),
    ("GetFindings", "Findings"),
    ("GetInsightSelectors", "InsightSelectors"),
    ("GetKeyPolicy", "Policy"),
    ("GetKeyRotationStatus", "KeyRotationEnabled"),
    ("GetResourceConfigHistory", "configurationItems"),
    ("GetResourcePolicy", "ResourceArn"),
    ("GetTrailStatus", "IsLogging"),
    (
        "ListAWSServiceAccessForOrganization",
        "EnabledServicePrincipals",
    ),
    ("ListAccountsForParent", "Accounts"),
    ("ListChannels", "Channels"),
    ("ListDelegatedAdministrators", "DelegatedAdministrators"),
    ("ListDelegatedServicesForAccount", "DelegatedServices"),
    ("ListDiscoveredResources", "resourceIdentifiers"),
    ("ListEventBuses", "EventBuses"),
    ("ListEventDataStores", "EventDataStores"),
    ("ListKeys", "Keys"),
    ("ListOrganizationalUnitsForParent", "OrganizationalUnits"),
    ("ListPolicies", "Policies"),
    ("ListOrganizationAdminAccounts", "AdminAccounts"),
    ("ListRegions", "Regions"),
    ("ListRoots", "Roots"),
    ("ListRules", "Rules"),
    ("ListTargetsByRule", "Targets"),
    ("ListTargetsForPolicy", "Targets"),
    ("SelectResourceConfig", "Results"),
];

/// `ListTags` is an operation of many services; the one that is meant is CloudTrail's.
const CLOUDTRAIL_TAGS: &str = "ResourceTagList";

/// Turns a successful answer that is not whole into an error.
#[derive(Debug)]
pub(super) struct WholeAnswer;

#[dyn_dispatch_hint]
impl Intercept for WholeAnswer {
    fn name(&self) -> &'static str {
        "WholeAnswer"
    }

    fn read_after_deserialization(
        &self,
        context: &AfterDeserializationInterceptorContextRef<'_>,
        _components: &RuntimeComponents,
        cfg: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let response = context.response();
        if context.output_or_error().is_err() || !response.status().is_success() {
            return Ok(());
        }
        let (Some(metadata), Some(body)) = (cfg.load::<Metadata>(), response.body().bytes()) else {
            return Ok(());
        };
        check(metadata.service(), metadata.name(), body).map_err(BoxError::from)
    }
}

/// Whether a body is a whole answer of the operation.
fn check(service: &str, operation: &str, body: &[u8]) -> Result<(), String> {
    match operation {
        // The answer is in the headers.
        "HeadBucket" | "PutObject" => Ok(()),
        "GetBucketPolicy" => object(operation, body).map(|_| ()),
        _ => match service {
            "S3" | "S3 Control" | "SNS" | "STS" => xml(operation, body),
            "IAM" => iam(operation, body),
            "CloudWatch" => cbor(operation, body),
            _ => json(operation, body),
        },
    }
}

fn json(operation: &str, body: &[u8]) -> Result<(), String> {
    let members = object(operation, body)?;
    let expected = match operation {
        "ListTags" => Some(CLOUDTRAIL_TAGS),
        _ => MEMBERS
            .iter()
            .find(|(name, _)| *name == operation)
            .map(|(_, member)| *member),
    };
    match expected {
        Some(member)
            if members
                .get(member)
                .is_none_or(|value| value.get() == "null") =>
        {
            Err(format!("the answer to {operation} has no {member}"))
        }
        _ => Ok(()),
    }
}

/// IAM's lists: XML that always says whether there is more.
fn iam(operation: &str, body: &[u8]) -> Result<(), String> {
    const MORE: &[u8] = b"<IsTruncated>";
    xml(operation, body)?;
    if body.windows(MORE.len()).any(|part| part == MORE) {
        Ok(())
    } else {
        Err(format!("the answer to {operation} has no IsTruncated"))
    }
}

/// CBOR: the SDK's reader takes an answer that breaks off for an error, but an empty body, or a map without the list, for
/// an empty list. AWS writes the name of the list whether there is anything in it or not.
fn cbor(operation: &str, body: &[u8]) -> Result<(), String> {
    const LIST: &[u8] = b"MetricAlarms";
    if operation == "DescribeAlarms" && !body.windows(LIST.len()).any(|part| part == LIST) {
        return Err(format!("the answer to {operation} has no MetricAlarms"));
    }
    Ok(())
}

fn object<'a>(operation: &str, body: &'a [u8]) -> Result<BTreeMap<String, &'a RawValue>, String> {
    if body.is_empty() {
        return Err(format!("the answer to {operation} is empty"));
    }
    serde_json::from_slice(body)
        .map_err(|error| format!("the answer to {operation} is not a whole JSON object: {error}"))
}

fn xml(operation: &str, body: &[u8]) -> Result<(), String> {
    let text =
        std::str::from_utf8(body).map_err(|_| format!("the answer to {operation} is not UTF-8"))?;
    if is_closed(text) {
        Ok(())
    } else {
        Err(format!(
            "the answer to {operation} is not a whole XML document"
        ))
    }
}

/// True when the document's first element is closed at its end. What is between is the SDK's to check.
fn is_closed(document: &str) -> bool {
    let mut rest = document.trim_start_matches('\u{feff}').trim();
    loop {
        let end = if rest.starts_with("<?") {
            "?>"
        } else if rest.starts_with("<!--") {
            "-->"
        } else if rest.starts_with("<!") {
            ">"
        } else {
            break;
        };
        match rest.split_once(end) {
            Some((_, after)) => rest = after.trim_start(),
            None => return false,
        }
    }
    let Some((tag, _)) = rest.strip_prefix('<').and_then(|rest| rest.split_once('>')) else {
        return false;
    };
    if tag.ends_with('/') {
        return rest.len() == tag.len() + 2;
    }
    let name = tag.split_whitespace().next().unwrap_or_default();
    !name.is_empty()
        && rest
            .strip_suffix('>')
            .and_then(|rest| rest.trim_end().strip_suffix(name))
            .is_some_and(|rest| rest.ends_with("</"))
}

#[cfg(test)]
mod tests {
    use super::{check, is_closed};

    #[test]
    fn an_empty_list_is_an_answer_and_an_empty_body_is_none() {
        assert_eq!(
            check("CloudTrail", "DescribeTrails", br#"{"trailList":[]}"#),
            Ok(())
        );
        for broken in [
            &b""[..],
            b"{}",
            b"[]",
            b"null",
            br#"{"trailList":null}"#,
            br#"{"trailList":["#,
            br#"{"trailList":[]"#,
            br#"{"trailList":[]} {"#,
            b"<html><body>Bad gateway</body></html>",
        ] {
            let text = String::from_utf8_lossy(broken);
            assert!(
                check("CloudTrail", "DescribeTrails", broken).is_err(),
                "{text}"
            );
        }
    }

    #[test]
    fn tags_are_those_of_cloudtrail() {
        assert_eq!(
            check("CloudTrail", "ListTags", br#"{"ResourceTagList":[]}"#),
            Ok(())
        );
        assert!(check("CloudTrail", "ListTags", br#"{"Tags":[]}"#).is_err());
    }

    #[test]
    fn a_list_of_iam_says_whether_there_is_more() {
        let answer = |inner: &str| {
            let text = format!(
                "<R><GetAccountAuthorizationDetailsResult>{inner}</GetAccountAuthorizationDetailsResult></R>"
            );
            check("IAM", "GetAccountAuthorizationDetails", text.as_bytes())
        };
        assert_eq!(answer("<IsTruncated>false</IsTruncated>"), Ok(()));
        assert!(answer("").is_err());
        assert!(check("IAM", "GetAccountAuthorizationDetails", b"<R><IsTruncated>").is_err());
    }

    #[test]
    fn a_closed_root_makes_a_whole_document() {
        for whole in [
            "<a/>",
            "<a></a>",
            "<?xml version=\"1.0\"?>\n<a xmlns=\"http://x/\"><b/></a>\n",
            "<!-- c --><a>1</a >",
            "\u{feff}<a b=\"c\"/>",
        ] {
            assert!(is_closed(whole), "{whole}");
        }
        for broken in [
            "",
            "a",
            "<a>",
            "<a><b></b>",
            "<a></b>",
            "<a/><b>",
            "<?xml",
            "<a></xa>",
            "{}",
        ] {
            assert!(!is_closed(broken), "{broken}");
        }
    }

    #[test]
    fn a_policy_document_is_json_in_a_service_of_xml() {
        assert_eq!(
            check("S3", "GetBucketPolicy", br#"{"Statement":[]}"#),
            Ok(())
        );
        assert!(check("S3", "GetBucketPolicy", b"").is_err());
        assert!(check("S3", "GetBucketPolicy", b"<Policy/>").is_err());
        assert!(check("S3", "GetBucketVersioning", br#"{"Status":"Enabled"}"#).is_err());
        assert_eq!(check("S3", "HeadBucket", b""), Ok(()));
    }
}
