//! AWS as the tests script it: an HTTP client that answers without a network and writes down what was asked.

use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use aws_config::identity::IdentityCache;
use aws_config::retry::RetryConfig;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;
use aws_types::sdk_config::TimeSource;
use serde_json::{Value, json};

use crate::collect::session::Session;
use crate::collect::{CollectError, Options, collect_with};
use crate::model::plan::Plan;
use crate::model::snapshot::Snapshot;

/// The account whose credentials the tests have.
pub const ACCOUNT: &str = "111111111111";

/// A request, as far as the tests look at it.
#[derive(Clone, Debug)]
pub struct Request {
    /// The operation, for example `DescribeTrails`.
    pub operation: String,
    /// The region that the request is signed for.
    pub region: String,
    /// The body of a JSON request.
    pub body: Value,
    /// The parameters of a request that is a form.
    pub form: Vec<(String, String)>,
    /// The owner that S3 is to confirm.
    pub expected_owner: Option<String>,
    /// The whole URL.
    pub url: String,
}

/// An answer.
#[derive(Clone, Debug)]
pub enum Reply {
    /// A status, headers and a body.
    Http(u16, Vec<(&'static str, String)>, String),
    /// A body in CBOR, as CloudWatch answers.
    Cbor(Vec<u8>),
    /// The connection breaks.
    Broken,
    /// There is no such host.
    NoHost,
    /// No answer ever comes.
    Silence,
}

impl Reply {
    pub fn json(value: Value) -> Self {
        Self::Http(200, Vec::new(), value.to_string())
    }

    /// An answer of CloudWatch.
    pub fn cbor(value: &Value) -> Self {
        let mut bytes = Vec::new();
        encode(value, &mut bytes);
        Self::Cbor(bytes)
    }

    pub fn text(status: u16, body: &str) -> Self {
        Self::Http(status, Vec::new(), body.to_owned())
    }

    /// A refusal in the JSON protocols.
    pub fn refused(status: u16, code: &str, message: &str) -> Self {
        Self::text(
            status,
            &json!({"__type": code, "message": message}).to_string(),
        )
    }

    /// A refusal of S3.
    pub fn s3_refused(status: u16, code: &str) -> Self {
        Self::text(
            status,
            &format!("<Error><Code>{code}</Code><Message>{code}</Message></Error>"),
        )
    }

    /// A refusal of S3's account-wide settings, which wrap it once more.
    pub fn s3control_refused(status: u16, code: &str) -> Self {
        let error = format!("<Error><Code>{code}</Code><Message>{code}</Message></Error>");
        Self::text(status, &format!("<ErrorResponse>{error}</ErrorResponse>"))
    }

    pub fn with_header(self, name: &'static str, value: &str) -> Self {
        match self {
            Self::Http(status, mut headers, body) => {
                headers.push((name, value.to_owned()));
                Self::Http(status, headers, body)
            }
            other => other,
        }
    }
}

/// JSON as CBOR, RFC 8949.
fn encode(value: &Value, out: &mut Vec<u8>) {
    let head = |kind: u8, length: usize, out: &mut Vec<u8>| {
        let length = u32::try_from(length).expect("a short answer");
        out.push(kind << 5 | 26);
        out.extend(length.to_be_bytes());
    };
    match value {
        Value::Null => out.push(0xf6),
        Value::Bool(value) => out.push(0xf4 + u8::from(*value)),
        Value::Number(number) => match number.as_u64() {
            Some(whole) => head(0, usize::try_from(whole).expect("a small number"), out),
            None => {
                out.push(0xfb);
                out.extend(number.as_f64().unwrap_or_default().to_be_bytes());
            }
        },
        Value::String(text) => {
            head(3, text.len(), out);
            out.extend(text.as_bytes());
        }
        Value::Array(items) => {
            head(4, items.len(), out);
            items.iter().for_each(|item| encode(item, out));
        }
        Value::Object(fields) => {
            head(5, fields.len(), out);
            for (name, field) in fields {
                encode(&Value::from(name.as_str()), out);
                encode(field, out);
            }
        }
    }
}

/// The system's clock: roles that are assumed expire.
#[derive(Debug)]
struct Clock;

impl TimeSource for Clock {
    fn now(&self) -> SystemTime {
        SystemTime::now()
    }
}

type Script = dyn Fn(&Request) -> Option<Reply> + Send + Sync;

/// A scripted AWS.
#[derive(Clone)]
pub struct Fake {
    script: Arc<Script>,
    asked: Arc<Mutex<Vec<Request>>>,
}

impl std::fmt::Debug for Fake {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Fake")
    }
}

impl Fake {
    /// An AWS that answers by a script, and as an empty account where the script says nothing.
    pub fn new(script: impl Fn(&Request) -> Option<Reply> + Send + Sync + 'static) -> Self {
        Self {
            script: Arc::new(script),
            asked: Arc::default(),
        }
    }

    /// All requests so far as "region operation", sorted.
    pub fn asked(&self) -> Vec<String> {
        let mut asked: Vec<String> = self
            .requests()
            .iter()
            .map(|request| format!("{} {}", request.region, request.operation))
            .collect();
        asked.sort();
        asked
    }

    pub fn requests(&self) -> Vec<Request> {
        self.asked
            .lock()
            .expect("no test panics with the lock")
            .clone()
    }

    /// How often an operation was asked for.
    pub fn times(&self, operation: &str) -> usize {
        self.requests()
            .iter()
            .filter(|request| request.operation == operation)
            .count()
    }

    /// The configuration that [`Self::collect`] uses.
    pub fn config(&self) -> SdkConfig {
        let credentials = Credentials::new("AKIDEXAMPLE", "secret", None, None, "tests");
        SdkConfig::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new("us-east-1"))
            .credentials_provider(SharedCredentialsProvider::new(credentials))
            .http_client(self.clone())
            .time_source(Clock)
            .identity_cache(IdentityCache::lazy().build())
            .endpoint_url("http://aws.test")
            .retry_config(
                RetryConfig::standard()
                    .with_max_attempts(3)
                    .with_initial_backoff(Duration::from_millis(1)),
            )
            .build()
    }

    /// Collects, with nobody interrupting.
    pub async fn collect(&self, plan: &Plan, options: Options) -> Result<Snapshot, CollectError> {
        self.collect_until(plan, options, std::future::pending())
            .await
    }

    /// Collects until `cancel` completes.
    pub async fn collect_until(
        &self,
        plan: &Plan,
        options: Options,
        cancel: impl Future<Output = ()>,
    ) -> Result<Snapshot, CollectError> {
        self.collect_over(self.config(), plan, options, cancel)
            .await
    }

    /// Collects over another configuration of the SDK.
    pub async fn collect_over(
        &self,
        config: SdkConfig,
        plan: &Plan,
        mut options: Options,
        cancel: impl Future<Output = ()>,
    ) -> Result<Snapshot, CollectError> {
        options.max_concurrency = 4;
        options.tool = "assize 0.0.0".to_owned();
        options.collected_at = "2026-11-25T00:00:00Z".to_owned();
        let session = async { Ok(Session::over(config, &options).await) };
        collect_with(session, plan, &options, &(), cancel).await
    }
}

/// Options that ask for regions.
pub fn in_regions(regions: &[&str]) -> Options {
    Options {
        regions: regions.iter().map(|region| (*region).to_owned()).collect(),
        ..Options::default()
    }
}

impl HttpClient for Fake {
    fn http_connector(
        &self,
        _: &HttpConnectorSettings,
        _: &RuntimeComponents,
    ) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

impl HttpConnector for Fake {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let request = read(&request);
        self.asked
            .lock()
            .expect("no test panics with the lock")
            .push(request.clone());
        match (self.script)(&request).unwrap_or_else(|| empty_account(&request)) {
            Reply::Http(status, headers, body) => {
                let status = status.try_into().expect("a status");
                let mut response = HttpResponse::new(status, SdkBody::from(body));
                for (name, value) in headers {
                    response.headers_mut().insert(name, value);
                }
                HttpConnectorFuture::ready(Ok(response))
            }
            Reply::Cbor(body) => {
                let status = 200.try_into().expect("a status");
                let mut response = HttpResponse::new(status, SdkBody::from(body));
                let headers = response.headers_mut();
                headers.insert("smithy-protocol", "rpc-v2-cbor");
                headers.insert("content-type", "application/cbor");
                HttpConnectorFuture::ready(Ok(response))
            }
            Reply::Broken => {
                HttpConnectorFuture::ready(Err(ConnectorError::io("connection reset".into())))
            }
            Reply::NoHost => HttpConnectorFuture::ready(Err(ConnectorError::io(
                "dns error: failed to lookup address information: Name or service not known".into(),
            ))),
            Reply::Silence => HttpConnectorFuture::new(std::future::pending()),
        }
    }
}

fn read(request: &HttpRequest) -> Request {
    let headers = request.headers();
    let body = request.body().bytes().unwrap_or_default();
    let url = request.uri().to_owned();
    let path_and_query = url.splitn(4, '/').nth(3).unwrap_or_default().to_owned();
    let (path, query) = path_and_query
        .split_once('?')
        .unwrap_or((&path_and_query, ""));
    let form: Vec<(String, String)> = std::str::from_utf8(body)
        .unwrap_or_default()
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    let operation = match headers.get("x-amz-target") {
        Some(target) => target.rsplit('.').next().unwrap_or_default().to_owned(),
        None if path == "listRegions" => "ListRegions".to_owned(),
        None if path == "v20180820/configuration/publicAccessBlock" => {
            "GetAccountPublicAccessBlock".to_owned()
        }
        None if path == "accounts" => "DescribeHub".to_owned(),
        None if path == "standards/get" => "GetEnabledStandards".to_owned(),
        None if path == "organization/admin" => "ListOrganizationAdminAccounts".to_owned(),
        None if path == "organization/configuration" => {
            "DescribeOrganizationConfiguration".to_owned()
        }
        None if path.contains("/operation/") => {
            path.rsplit('/').next().unwrap_or_default().to_owned()
        }
        None => match form.iter().find(|(name, _)| name == "Action") {
            Some((_, action)) => action.clone(),
            None => s3_operation(request.method(), path, query),
        },
    };
    // Credential=KEY/DATE/REGION/SERVICE/aws4_request
    let region = headers
        .get("authorization")
        .and_then(|value| value.split('/').nth(2))
        .unwrap_or_default()
        .to_owned();
    Request {
        operation,
        region,
        body: serde_json::from_slice(body).unwrap_or_default(),
        form,
        expected_owner: headers
            .get("x-amz-expected-bucket-owner")
            .map(str::to_owned),
        url,
    }
}

fn s3_operation(method: &str, path: &str, query: &str) -> String {
    if path.is_empty() {
        return "ListBuckets".to_owned();
    }
    if method == "HEAD" {
        return "HeadBucket".to_owned();
    }
    let setting = query
        .split(['&', '='])
        .find(|part| !part.starts_with("x-id"))
        .unwrap_or_default();
    format!("Get {setting}")
}

/// What an account answers that has nothing but two regions.
pub fn empty_account(request: &Request) -> Reply {
    match request.operation.as_str() {
        "GetCallerIdentity" => Reply::text(
            200,
            &format!(
                "<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><GetCallerIdentityResult>\
                 <Arn>arn:aws:iam::{ACCOUNT}:user/auditor</Arn><UserId>AID</UserId><Account>{ACCOUNT}</Account>\
                 </GetCallerIdentityResult></GetCallerIdentityResponse>"
            ),
        ),
        "ListRegions" => Reply::json(json!({"Regions": [
            {"RegionName": "us-east-1", "RegionOptStatus": "ENABLED_BY_DEFAULT"},
            {"RegionName": "eu-west-1", "RegionOptStatus": "ENABLED_BY_DEFAULT"},
            {"RegionName": "af-south-1", "RegionOptStatus": "DISABLED"},
        ]})),
        "DescribeTrails" => Reply::json(json!({"trailList": []})),
        "GetTrailStatus" => Reply::json(json!({"IsLogging": true})),
        "GetEventSelectors" => {
            Reply::json(json!({"TrailARN": request.body["TrailName"], "EventSelectors": []}))
        }
        "GetInsightSelectors" => Reply::refused(400, "InsightNotEnabledException", "not enabled"),
        "ListTags" => Reply::json(json!({"ResourceTagList": []})),
        "DescribeConfigurationRecorders" => Reply::json(json!({"ConfigurationRecorders": []})),
        "DescribeConfigurationRecorderStatus" => {
            Reply::json(json!({"ConfigurationRecordersStatus": []}))
        }
        "DescribeDeliveryChannels" => Reply::json(json!({"DeliveryChannels": []})),
        "DescribeDeliveryChannelStatus" => Reply::json(json!({"DeliveryChannelsStatus": []})),
        "DescribeRetentionConfigurations" => Reply::json(json!({"RetentionConfigurations": []})),
        "DescribeConfigurationAggregators" => Reply::json(json!({"ConfigurationAggregators": []})),
        "DescribeAggregationAuthorizations" => {
            Reply::json(json!({"AggregationAuthorizations": []}))
        }
        "DescribeConfigRules" => Reply::json(json!({"ConfigRules": []})),
        "DescribeConformancePacks" => Reply::json(json!({"ConformancePackDetails": []})),
        "SelectResourceConfig" => Reply::json(json!({"Results": []})),
        "ListDiscoveredResources" => Reply::json(json!({"resourceIdentifiers": []})),
        "GetResourceConfigHistory" => {
            Reply::refused(400, "ResourceNotDiscoveredException", "not discovered")
        }
        "ListKeys" => Reply::json(json!({"Keys": [], "Truncated": false})),
        "DescribeMetricFilters" => Reply::json(json!({"metricFilters": []})),
        "DescribeResourcePolicies" => Reply::json(json!({"resourcePolicies": []})),
        "DescribeDestinations" => Reply::json(json!({"destinations": []})),
        "DescribeLogGroups" => Reply::json(json!({"logGroups": []})),
        "DescribeSubscriptionFilters" => Reply::json(json!({"subscriptionFilters": []})),
        "DescribeLogStreams" => Reply::json(json!({"logStreams": []})),
        "GetDataProtectionPolicy" => Reply::json(json!({})),
        "ListEventDataStores" => Reply::json(json!({"EventDataStores": []})),
        "ListChannels" => Reply::json(json!({"Channels": []})),
        "DescribeAlarms" => Reply::cbor(&json!({"CompositeAlarms": [], "MetricAlarms": []})),
        "ListEventBuses" => Reply::json(json!({"EventBuses": []})),
        "HeadBucket" => Reply::text(404, ""),
        "GetAccountAuthorizationDetails" => Reply::text(
            200,
            "<GetAccountAuthorizationDetailsResponse><GetAccountAuthorizationDetailsResult>\
             <IsTruncated>false</IsTruncated>\
             </GetAccountAuthorizationDetailsResult></GetAccountAuthorizationDetailsResponse>",
        ),
        "DescribeHub"
        | "GetEnabledStandards"
        | "DescribeOrganizationConfiguration"
        | "ListOrganizationAdminAccounts" => Reply::refused(
            401,
            "InvalidAccessException",
            &format!("Account {ACCOUNT} is not subscribed to AWS Security Hub"),
        ),
        other => Reply::text(
            500,
            &format!("<html>nothing is scripted for {other}</html>"),
        ),
    }
}
