//! What an error of the SDK means: which kind of gap it leaves, or that the run has ended.

use std::error::Error;

use aws_credential_types::provider::error::CredentialsError;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

use crate::model::gap::GapKind;

/// Codes that say that the credentials are past their time.
const EXPIRED: [&str; 2] = ["ExpiredToken", "ExpiredTokenException"];

/// Throttling codes that do not contain the word.
const THROTTLED: [&str; 7] = [
    "TooManyRequestsException",
    "RequestLimitExceeded",
    "SlowDown",
    "LimitExceededException",
    "PriorRequestNotComplete",
    "BandwidthLimitExceeded",
    "ProvisionedThroughputExceededException",
];

/// Codes with which a region answers credentials that it does not know.
const UNKNOWN_CALLER: [&str; 2] = ["UnrecognizedClientException", "InvalidClientTokenId"];

/// Codes of refusals that do not begin with `AccessDenied`.
const DENIED: [&str; 2] = ["UnauthorizedOperation", "InvalidAccessException"];

/// Codes of operations that the endpoint does not have.
const UNSUPPORTED: [&str; 6] = [
    "UnknownOperationException",
    "UnknownOperation",
    "InvalidAction",
    "NotImplemented",
    "UnsupportedOperation",
    "UnsupportedOperationException",
];

/// What resolvers say of a host that does not exist, such as the endpoint of a service in a region that lacks it; no code
/// comes with it.
const NO_SUCH_HOST: [&str; 4] = [
    "Name or service not known",
    "Name does not resolve",
    "nodename nor servname provided",
    "No such host is known",
];

/// The one phrase that is looked for in a message of AWS: it has no code that tells a service control policy's refusal from any other.
const SERVICE_CONTROL_POLICY: &str = "with an explicit deny in a service control policy";

/// A message longer than this is cut: an HTML page tells nothing after its first lines.
const LONGEST_MESSAGE: usize = 600;

/// Why a call did not give what it was made for.
#[derive(Clone, Debug)]
pub(super) struct Refusal {
    /// The kind of gap that it leaves.
    pub kind: GapKind,
    /// AWS's error code.
    pub code: Option<String>,
    /// AWS's message, or what is known of the failure.
    pub message: Option<String>,
    /// The HTTP status, where there was an answer.
    pub status: Option<u16>,
    /// The region that S3 names for a bucket, also when it refuses.
    pub bucket_region: Option<String>,
    /// Whether each further call would fail in the same way.
    pub is_final: bool,
}

impl Refusal {
    /// What the error means, in a region that is known to be enabled or not.
    pub fn of<E>(error: &SdkError<E, HttpResponse>, region_is_enabled: bool) -> Self
    where
        E: ProvideErrorMetadata + Error + 'static,
    {
        let code = error.code().map(str::to_owned);
        let raw = error.raw_response();
        let status = raw.map(|response| response.status().as_u16());
        let message = error
            .message()
            .map_or_else(|| describe(error, status), str::to_owned);
        let kind = kind(error, code.as_deref(), status, &message, region_is_enabled);
        let expired = code.as_deref().is_some_and(|code| EXPIRED.contains(&code));
        Self {
            kind,
            is_final: expired || credentials_error(error).is_some(),
            code,
            message: Some(shorten(message)),
            status,
            bucket_region: raw
                .and_then(|response| response.headers().get("x-amz-bucket-region"))
                .map(str::to_owned),
        }
    }

    /// True when AWS says that it knows of no such thing.
    pub fn has_code(&self, codes: &[&str]) -> bool {
        self.code
            .as_deref()
            .is_some_and(|code| codes.contains(&code))
    }
}

fn kind<E>(
    error: &SdkError<E, HttpResponse>,
    code: Option<&str>,
    status: Option<u16>,
    message: &str,
    region_is_enabled: bool,
) -> GapKind {
    // A successful status under an error means that the answer itself is broken, whatever it says.
    if matches!(error, SdkError::ResponseError(_)) && status.is_some_and(|status| status < 300) {
        return GapKind::Failed;
    }
    let code = code.unwrap_or_default();
    if code.contains("Throttl") || THROTTLED.contains(&code) || status == Some(429) {
        return GapKind::Throttled;
    }
    // A region that AWS lists as enabled and that does not know the caller refuses these credentials, not the account.
    if code == "OptInRequired" || (UNKNOWN_CALLER.contains(&code) && !region_is_enabled) {
        return GapKind::RegionDisabled;
    }
    let no_such_host = || NO_SUCH_HOST.iter().any(|said| message.contains(said));
    if matches!(error, SdkError::DispatchFailure(_)) && no_such_host() {
        return GapKind::Unsupported;
    }
    if UNSUPPORTED.contains(&code)
        || status == Some(501)
        || (status == Some(404) && code.is_empty())
    {
        return GapKind::Unsupported;
    }
    if code.starts_with("AccessDenied") || DENIED.contains(&code) || status == Some(403) {
        return if message.contains(SERVICE_CONTROL_POLICY) {
            GapKind::ScpDenied
        } else {
            GapKind::AccessDenied
        };
    }
    GapKind::Failed
}

/// What is known of a failure to which AWS gave no message.
fn describe(error: &(dyn Error + 'static), status: Option<u16>) -> String {
    match status {
        // The SDK's words for this are the debugging form of an empty structure.
        Some(status) if status >= 300 => format!("HTTP status {status}"),
        _ => chain(error),
    }
}

/// The failure of the credential chain, where that is what stopped a call.
pub(super) fn credentials_error<'a>(
    error: &'a (dyn Error + 'static),
) -> Option<&'a CredentialsError> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref::<CredentialsError>() {
            return Some(found);
        }
        next = error.source();
    }
    None
}

/// An error and what caused it, in one line, each thing said once.
pub(super) fn chain(error: &(dyn Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(error) = next {
        let said = error.to_string();
        if !text.contains(&said) {
            text.push_str(": ");
            text.push_str(&said);
        }
        next = error.source();
    }
    text
}

fn shorten(mut message: String) -> String {
    if message.len() > LONGEST_MESSAGE {
        let mut end = LONGEST_MESSAGE;
        while !message.is_char_boundary(end) {
            end -= 1;
        }
        message.truncate(end);
        message.push('…');
    }
    message
}
