//! The session: credentials, roles, time-outs, retries and endpoints, before any client is made.

use std::time::Duration;

use aws_config::retry::RetryConfig;
use aws_config::sts::AssumeRoleProvider;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_types::service_config::ServiceConfigKey;

use super::Options;

/// Where calls go that belong to no region, when nothing says otherwise.
const DEFAULT_REGION: &str = "us-east-1";

/// The session name by which CloudTrail shows whose calls these were.
const SESSION_NAME: &str = "assize";

/// How AWS is reached.
#[derive(Clone, Debug)]
pub(super) struct Session {
    /// What all clients have in common.
    pub config: SdkConfig,
    /// The region of calls that belong to none.
    pub region: String,
    /// The profile that was asked for.
    pub profile: Option<String>,
    /// The roles that were to be assumed.
    pub roles: Vec<String>,
}

impl Session {
    /// Prepares the session. Nothing is called yet, except by the default chain to find a region.
    pub async fn connect(options: &Options) -> Self {
        let mut loader = aws_config::defaults(BehaviorVersion::latest())
            .retry_config(retries(options.max_attempts))
            .timeout_config(time_outs());
        if let Some(profile) = &options.profile {
            loader = loader.profile_name(profile);
        }
        if let Some(url) = &options.endpoint_url {
            loader = loader.endpoint_url(url);
        }
        Self::over(loader.load().await, options).await
    }

    /// The session over a configuration, with its chain of roles.
    pub async fn over(config: SdkConfig, options: &Options) -> Self {
        let region = config
            .region()
            .map(|region| region.as_ref().to_owned())
            .or_else(|| options.regions.first().cloned())
            .unwrap_or_else(|| DEFAULT_REGION.to_owned());
        let mut config = config
            .into_builder()
            .region(Region::new(region.clone()))
            .build();
        for role in &options.role_arns {
            let mut provider = AssumeRoleProvider::builder(role)
                .session_name(SESSION_NAME)
                .configure(&config);
            // A role that asks for no external id does not mind one.
            if let Some(external_id) = &options.external_id {
                provider = provider.external_id(external_id);
            }
            let provider = SharedCredentialsProvider::new(provider.build().await);
            config = config.into_builder().credentials_provider(provider).build();
        }
        Self {
            config,
            region,
            profile: options.profile.clone(),
            roles: options.role_arns.clone(),
        }
    }

    /// The endpoint that a service has instead of AWS's own: from the command line, else from the environment or the
    /// profile, for the service before for all.
    pub fn custom_endpoint(&self, service_id: &str) -> Option<String> {
        let for_all = self.config.endpoint_url().map(str::to_owned);
        if self.config.get_origin("endpoint_url").is_client_config() {
            return for_all;
        }
        let key = ServiceConfigKey::builder()
            .service_id(service_id)
            .env("AWS_ENDPOINT_URL")
            .profile("endpoint_url")
            .build()
            .ok()?;
        self.config
            .service_config()
            .and_then(|settings| settings.load_config(key))
            .or(for_all)
    }
}

/// Adaptive retries: a client that was throttled slows down to what AWS lets through, so that an audit does not take an
/// account's rate from those who work in it. That a service which throttles without end then holds up a run for a
/// minute is the price; `AWS_RETRY_MODE=standard` does not pay it.
fn retries(attempts: u32) -> RetryConfig {
    let standard =
        std::env::var("AWS_RETRY_MODE").is_ok_and(|mode| mode.eq_ignore_ascii_case("standard"));
    let config = if standard {
        RetryConfig::standard()
    } else {
        RetryConfig::adaptive()
    };
    config.with_max_attempts(attempts.max(1))
}

/// Generous enough for a slow region, short enough that a run in a pipeline ends.
fn time_outs() -> TimeoutConfig {
    TimeoutConfig::builder()
        .connect_timeout(Duration::from_secs(5))
        .read_timeout(Duration::from_secs(20))
        .operation_attempt_timeout(Duration::from_secs(30))
        .operation_timeout(Duration::from_secs(120))
        .build()
}

/// The command that renews the credentials of a profile.
pub(super) fn sign_in(profile: Option<&str>) -> String {
    match profile {
        Some(profile) => format!("aws sso login --profile {profile}"),
        None => "aws sso login".to_owned(),
    }
}
