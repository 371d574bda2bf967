//! One client for each region and service, made when it is first needed.
//!
//! The SDK's retry budget and its knowledge of throttling belong to a client, so each is made once and cloned.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use aws_config::Region;
use aws_sdk_s3control::config::endpoint::{Endpoint, EndpointFuture, Params, ResolveEndpoint};

use super::session::Session;
use super::whole_answer::WholeAnswer;

/// The clients of one session.
pub(super) struct Clients {
    session: Session,
    cloudtrail: Cache<aws_sdk_cloudtrail::Client>,
    cloudwatch: Cache<aws_sdk_cloudwatch::Client>,
    config: Cache<aws_sdk_config::Client>,
    events: Cache<aws_sdk_eventbridge::Client>,
    iam: Cache<aws_sdk_iam::Client>,
    kms: Cache<aws_sdk_kms::Client>,
    logs: Cache<aws_sdk_cloudwatchlogs::Client>,
    organizations: Cache<aws_sdk_organizations::Client>,
    s3: Cache<aws_sdk_s3::Client>,
    securityhub: Cache<aws_sdk_securityhub::Client>,
    sns: Cache<aws_sdk_sns::Client>,
}

/// Clients by region.
struct Cache<C>(Mutex<BTreeMap<String, C>>);

impl<C: Clone> Cache<C> {
    fn new() -> Self {
        Self(Mutex::new(BTreeMap::new()))
    }

    fn get(&self, region: &str, make: impl FnOnce(Region) -> C) -> C {
        let mut clients = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(client) = clients.get(region) {
            return client.clone();
        }
        let client = make(Region::new(region.to_owned()));
        clients.insert(region.to_owned(), client.clone());
        client
    }
}

impl Clients {
    /// No clients yet.
    pub fn new(session: Session) -> Self {
        Self {
            session,
            cloudtrail: Cache::new(),
            cloudwatch: Cache::new(),
            config: Cache::new(),
            events: Cache::new(),
            iam: Cache::new(),
            kms: Cache::new(),
            logs: Cache::new(),
            organizations: Cache::new(),
            s3: Cache::new(),
            securityhub: Cache::new(),
            sns: Cache::new(),
        }
    }

    /// The region of calls that belong to none.
    pub fn home(&self) -> &str {
        &self.session.region
    }

    /// CloudTrail in a region.
    pub fn cloudtrail(&self, region: &str) -> aws_sdk_cloudtrail::Client {
        self.cloudtrail.get(region, |region| {
            let config = aws_sdk_cloudtrail::config::Builder::from(&self.session.config)
                .region(region)
                .interceptor(WholeAnswer)
                .build();
            aws_sdk_cloudtrail::Client::from_conf(config)
        })
    }

    /// CloudWatch in a region.
    pub fn cloudwatch(&self, region: &str) -> aws_sdk_cloudwatch::Client {
        self.cloudwatch.get(region, |region| {
            let config = aws_sdk_cloudwatch::config::Builder::from(&self.session.config)
                .region(region)
                .interceptor(WholeAnswer)
                .build();
            aws_sdk_cloudwatch::Client::from_conf(config)
        })
    }

    /// AWS Config in a region.
    pub fn config(&self, region: &str) -> aws_sdk_config::Client {
        self.config.get(region, |region| {
            let config = aws_sdk_config::config::Builder::from(&self.session.config)
                .region(region)
                .interceptor(WholeAnswer)
                .build();
            aws_sdk_config::Client::from_conf(config)
        })
    }

    /// EventBridge in a region.
    pub fn events(&self, region: &str) -> aws_sdk_eventbridge::Client {
        self.events.get(region, |region| {
            let config = aws_sdk_eventbridge::config::Builder::from(&self.session.config)
                .region(region)
                .interceptor(WholeAnswer)
                .build();
            aws_sdk_eventbridge::Client::from_conf(config)
        })
    }

    /// IAM, by way of a region.
    pub fn iam(&self, region: &str) -> aws_sdk_iam::Client {
        self.iam.get(region, |region| {
            let config = aws_sdk_iam::config::Builder::from(&self.session.config)
                .region(region)
                .interceptor(WholeAnswer)
                .build();
            aws_sdk_iam::Client::from_conf(config)
        })
    }

    /// KMS in a region.
    pub fn kms(&self, region: &str) -> aws_sdk_kms::Client {
        self.kms.get(region, |region| {
            let config = aws_sdk_kms::config::Builder::from(&self.session.config)
                .region(region)
                .interceptor(WholeAnswer)
                .build();
            aws_sdk_kms::Client::from_conf(config)
        })
    }

    /// CloudWatch Logs in a region.
    pub fn logs(&self, region: &str) -> aws_sdk_cloudwatchlogs::Client {
        self.logs.get(region, |region| {
            let config = aws_sdk_cloudwatchlogs::config::Builder::from(&self.session.config)
                .region(region)
                .interceptor(WholeAnswer)
                .build();
            aws_sdk_cloudwatchlogs::Client::from_conf(config)
        })
    }

    /// AWS Organizations, which has one endpoint in a partition: the SDK finds it from any region.
    pub fn organizations(&self, region: &str) -> aws_sdk_organizations::Client {
        self.organizations.get(region, |region| {
            let config = aws_sdk_organizations::config::Builder::from(&self.session.config)
                .region(region)
                .interceptor(WholeAnswer)
                .build();
            aws_sdk_organizations::Client::from_conf(config)
        })
    }

    /// S3 in a region.
    pub fn s3(&self, region: &str) -> aws_sdk_s3::Client {
        self.s3.get(region, |region| {
            let config = aws_sdk_s3::config::Builder::from(&self.session.config)
                .region(region)
                // A bucket's name in front of the host resolves on AWS's own endpoints only.
                .force_path_style(self.session.custom_endpoint("S3").is_some())
                .interceptor(WholeAnswer)
                .build();
            aws_sdk_s3::Client::from_conf(config)
        })
    }

    /// Security Hub in a region.
    pub fn securityhub(&self, region: &str) -> aws_sdk_securityhub::Client {
        self.securityhub.get(region, |region| {
            let config = aws_sdk_securityhub::config::Builder::from(&self.session.config)
                .region(region)
                .interceptor(WholeAnswer)
                .build();
            aws_sdk_securityhub::Client::from_conf(config)
        })
    }

    /// SNS in a region.
    pub fn sns(&self, region: &str) -> aws_sdk_sns::Client {
        self.sns.get(region, |region| {
            let config = aws_sdk_sns::config::Builder::from(&self.session.config)
                .region(region)
                .interceptor(WholeAnswer)
                .build();
            aws_sdk_sns::Client::from_conf(config)
        })
    }

    /// S3's account-wide settings, by way of a region.
    pub fn s3control(&self, region: &str) -> aws_sdk_s3control::Client {
        let mut config = aws_sdk_s3control::config::Builder::from(&self.session.config)
            .region(Region::new(region.to_owned()))
            .interceptor(WholeAnswer);
        // The account id that the SDK puts in front of the host is of no use before an address, a container's name or
        // a host of somebody else's; the request names the account in a header too.
        if let Some(url) = self
            .session
            .custom_endpoint("S3 Control")
            .filter(|url| !is_amazon(url))
        {
            config = config.endpoint_resolver(FixedEndpoint(url));
        }
        aws_sdk_s3control::Client::from_conf(config.build())
    }

    /// The account's own settings.
    pub fn account(&self) -> aws_sdk_account::Client {
        let config = aws_sdk_account::config::Builder::from(&self.session.config)
            .interceptor(WholeAnswer)
            .build();
        aws_sdk_account::Client::from_conf(config)
    }
}

/// STS, before there is anything else.
pub(super) fn sts(session: &Session) -> aws_sdk_sts::Client {
    let config = aws_sdk_sts::config::Builder::from(&session.config)
        .interceptor(WholeAnswer)
        .build();
    aws_sdk_sts::Client::from_conf(config)
}

/// True for AWS's own hosts, interface endpoints among them.
fn is_amazon(url: &str) -> bool {
    let host = url.split("://").last().unwrap_or_default();
    let host = host.split(['/', ':']).next().unwrap_or_default();
    host.ends_with(".amazonaws.com") || host.ends_with(".amazonaws.com.cn")
}

/// An endpoint that is used as it was given.
#[derive(Debug)]
struct FixedEndpoint(String);

impl ResolveEndpoint for FixedEndpoint {
    fn resolve_endpoint<'a>(&'a self, _params: &'a Params) -> EndpointFuture<'a> {
        EndpointFuture::ready(Ok(Endpoint::builder().url(self.0.clone()).build()))
    }
}

#[cfg(test)]
mod tests {
    use super::is_amazon;

    #[test]
    fn only_hosts_of_aws_take_an_account_id_in_front() {
        for amazon in [
            "https://s3-control.eu-west-1.amazonaws.com",
            "https://control.vpce-1a2b.s3.us-east-1.vpce.amazonaws.com/",
            "https://s3-control.cn-north-1.amazonaws.com.cn",
        ] {
            assert!(is_amazon(amazon), "{amazon}");
        }
        for other in [
            "http://127.0.0.1:5000",
            "http://localhost:4566/",
            "http://localstack:4566",
            "https://example.com/s3.amazonaws.com",
        ] {
            assert!(!is_amazon(other), "{other}");
        }
    }
}
