//! The way to AWS for those who bring something there: the session, clients and errors of the collectors, and nothing of a
//! collection.

use std::error::Error;

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

use super::clients::Clients;
use super::refusal::Refusal;
use super::scope::{self, Identity};
use super::session::Session;
use super::{CollectError, Options};

/// Clients for somebody who is known.
pub(crate) struct Connection {
    clients: Clients,
    identity: Identity,
}

impl Connection {
    /// Connects as the options say, and asks AWS who that is.
    ///
    /// # Errors
    /// Credentials that are of no use, a role that cannot be assumed, an endpoint that does not answer.
    pub async fn open(options: &Options) -> Result<Self, CollectError> {
        let session = Session::connect(options).await;
        let (identity, _) = Box::pin(scope::identify(&session)).await?;
        Ok(Self {
            clients: Clients::new(session),
            identity,
        })
    }

    /// The account that the caller is in.
    pub fn account(&self) -> &str {
        &self.identity.account
    }

    /// The region of calls that belong to none.
    pub fn home(&self) -> &str {
        self.clients.home()
    }

    /// S3 in a region.
    pub fn s3(&self, region: &str) -> aws_sdk_s3::Client {
        self.clients.s3(region)
    }

    /// Security Hub in a region.
    pub fn securityhub(&self, region: &str) -> aws_sdk_securityhub::Client {
        self.clients.securityhub(region)
    }

    /// SNS in a region.
    pub fn sns(&self, region: &str) -> aws_sdk_sns::Client {
        self.clients.sns(region)
    }
}

/// A refusal of AWS, as far as somebody who brings something needs to know.
pub(crate) struct Refused {
    /// AWS's code.
    pub code: Option<String>,
    /// The region that S3 names for a bucket.
    pub bucket_region: Option<String>,
    message: String,
}

impl<E> From<SdkError<E, HttpResponse>> for Refused
where
    E: ProvideErrorMetadata + Error + 'static,
{
    fn from(error: SdkError<E, HttpResponse>) -> Self {
        let refusal = Refusal::of(&error, true);
        Self {
            message: refusal.message.unwrap_or_default(),
            code: refusal.code,
            bucket_region: refusal.bucket_region,
        }
    }
}

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.code {
            Some(code) => write!(f, "{code}: {}", self.message),
            None => f.write_str(&self.message),
        }
    }
}
