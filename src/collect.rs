//! The collectors: from a plan to a snapshot, through the APIs of AWS.
//!
//! This is the one part of the crate that reads from AWS; beside it only `push` names the SDK. It reads what the
//! [`Plan`] wants and nothing else, and each operation once for each thing that it is about.
//!
//! A collector cannot fail. Whatever could not be read becomes a [`Gap`](crate::model::gap::Gap) and the collection goes
//! on, so that one refused trail does not spoil the next. Only what makes every further call pointless ends a run: that
//! is a [`CollectError`]. What was asked for is recorded too, as [`Coverage`](crate::model::gap::Coverage).
//!
//! | module | what it knows |
//! |---|---|
//! | `session` | credentials, roles, time-outs, retries, endpoints |
//! | `clients` | one client for each region and service |
//! | `whole_answer` | how an answer that is cut off or garbled is told from an empty one |
//! | `context` | how one call is made, bounded, counted and recorded |
//! | `timing` | when a call was made, and how long it took |
//! | `connection` | the same way to AWS for `push`, which collects nothing |
//! | `place` | where a call is made, and for what |
//! | `convert` | what the SDK's types become in ours |
//! | `refusal` | what an error of the SDK means |
//! | `scope` | who is asking, and which regions there are |
//! | `arn` | where a resource lives and whose it is, from its ARN |
//! | `cloudtrail`, `lake`, `cloudwatch`, `logs`, `config`, `events`, `iam`, `kms` and the others | one service each |
//! | `uses` | which buckets, keys, log groups and topics the resources that were read name |

mod arn;
mod clients;
mod cloudtrail;
mod cloudwatch;
mod config;
mod connection;
mod context;
mod convert;
mod events;
mod iam;
mod kms;
mod lake;
mod logs;
mod organizations;
mod place;
mod refusal;
mod s3;
mod scope;
mod securityhub;
mod session;
mod sns;
mod timing;
mod uses;
mod whole_answer;

#[cfg(test)]
mod tests;

use std::sync::atomic::{AtomicUsize, Ordering};

use aws_types::SdkConfig;
use futures::future::join_all;

use crate::model::plan::Plan;
use crate::model::snapshot::{AccountScope, Header, RegionScope, SCHEMA_VERSION, Snapshot};

use context::Context;
use session::Session;

pub(crate) use connection::{Connection, Refused};

/// How to reach AWS, and what to look at there.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The profile of the shared configuration files; none means the default credential chain.
    pub profile: Option<String>,
    /// The regions to judge; empty means all that are enabled.
    pub regions: Vec<String>,
    /// Roles to assume, each with the credentials of the one before it.
    pub role_arns: Vec<String>,
    /// The external id that the roles ask for.
    pub external_id: Option<String>,
    /// An endpoint instead of AWS's own, for every service.
    pub endpoint_url: Option<String>,
    /// How many calls may be in flight at once; 0 counts as 1.
    pub max_concurrency: usize,
    /// How often a call is tried before its failure counts; 0 counts as 1.
    pub max_attempts: u32,
    /// Accounts besides the caller's that may own buckets, to be confirmed by S3.
    pub bucket_owners: Vec<String>,
    /// The name and version of the program, for the snapshot's header.
    pub tool: String,
    /// When the collection began, RFC 3339 in UTC. The collectors have no clock of their own.
    pub collected_at: String,
}

/// Who wants to know how far a collection is.
pub trait Progress: Sync {
    /// So many of the regions have been read.
    fn regions(&self, done: usize, total: usize);
}

/// Nobody wants to know.
impl Progress for () {
    fn regions(&self, _done: usize, _total: usize) {}
}

/// What ends a collection before it has anything to say.
#[derive(Debug, thiserror::Error)]
pub enum CollectError {
    /// No credentials were found, or they are of no use.
    #[error("no usable AWS credentials: {message}")]
    NoCredentials {
        /// What the credential chain says.
        message: String,
        /// The command that mends it.
        help: String,
    },
    /// The credentials are past their time, at the start or in the middle of the run.
    #[error("the AWS credentials have expired: {message}")]
    ExpiredCredentials {
        /// What AWS says.
        message: String,
        /// The command that mends it.
        help: String,
    },
    /// A role could not be assumed.
    #[error("the role {} could not be assumed: {message}", roles.join(" or "))]
    Role {
        /// The roles of the chain.
        roles: Vec<String>,
        /// What AWS says.
        message: String,
    },
    /// Nobody answered the first call.
    #[error("{endpoint} could not be reached: {message}")]
    Unreachable {
        /// What was called.
        endpoint: String,
        /// What went wrong.
        message: String,
    },
    /// The first call was answered with an error.
    #[error("the caller could not be identified: {message}")]
    NoIdentity {
        /// What AWS says.
        message: String,
    },
    /// A region was asked for that there is not.
    #[error("no region is called \"{name}\"{}", did_you_mean(suggestion.as_deref()))]
    UnknownRegion {
        /// What was asked for.
        name: String,
        /// The region that was probably meant.
        suggestion: Option<String>,
    },
    /// The run was interrupted before anything was known.
    #[error("interrupted before anything was read")]
    Interrupted,
}

impl CollectError {
    /// The command that mends it, where one does.
    pub fn help(&self) -> Option<&str> {
        match self {
            Self::NoCredentials { help, .. } | Self::ExpiredCredentials { help, .. } => Some(help),
            _ => None,
        }
    }
}

fn did_you_mean(suggestion: Option<&str>) -> String {
    suggestion.map_or_else(String::new, |name| format!("; did you mean {name}?"))
}

/// Collects what the plan wants.
///
/// When `cancel` completes, the collection ends: what was read until then is returned as an incomplete snapshot.
///
/// # Errors
/// Only what leaves nothing to say: no credentials or expired ones, a role that cannot be assumed, an endpoint that does
/// not answer the first call, a region that does not exist. All else is a gap in the snapshot.
pub async fn collect(
    plan: &Plan,
    options: &Options,
    progress: &dyn Progress,
    cancel: impl Future<Output = ()>,
) -> Result<Snapshot, CollectError> {
    let connecting = async { Ok(Session::connect(options).await) };
    collect_with(connecting, plan, options, progress, cancel).await
}

/// [`collect`] with an AWS configuration of the caller's own: its credentials, endpoint, retries and time-outs.
///
/// For programs that have a configuration already. The options' profile, endpoint and attempts have no say; their roles
/// are assumed with the configuration's credentials.
///
/// # Errors
/// As [`collect`].
pub async fn collect_using(
    config: SdkConfig,
    plan: &Plan,
    options: &Options,
    progress: &dyn Progress,
    cancel: impl Future<Output = ()>,
) -> Result<Snapshot, CollectError> {
    let connecting = async { Ok(Session::over(config, options).await) };
    collect_with(connecting, plan, options, progress, cancel).await
}

/// [`collect`] over a session that somebody else makes: the tests put their own HTTP client in it.
async fn collect_with(
    session: impl Future<Output = Result<Session, CollectError>>,
    plan: &Plan,
    options: &Options,
    progress: &dyn Progress,
    cancel: impl Future<Output = ()>,
) -> Result<Snapshot, CollectError> {
    let mut cancel = std::pin::pin!(cancel);
    let introduction = async {
        let session = session.await?;
        let introduction = Box::pin(scope::identify(&session)).await?;
        Ok(Context::new(plan, options, session, introduction))
    };
    let cx = tokio::select! {
        biased;
        () = &mut cancel => return Err(CollectError::Interrupted),
        cx = introduction => cx?,
    };

    let complete = tokio::select! {
        biased;
        error = cx.ended() => return Err(error),
        () = &mut cancel => false,
        done = Box::pin(run(&cx, options, progress)) => {
            done?;
            true
        }
    };
    Ok(snapshot(cx, options, complete))
}

/// Everything after the caller is known.
async fn run(
    cx: &Context<'_>,
    options: &Options,
    progress: &dyn Progress,
) -> Result<(), CollectError> {
    scope::list_regions(cx, &options.regions).await?;
    let regions: Vec<&str> = cx
        .regions()
        .iter()
        .filter(|region| region.selected && region.is_enabled())
        .map(|region| region.name.as_str())
        .collect();

    let total = regions.len();
    let done = AtomicUsize::new(0);
    progress.regions(0, total);
    let described = join_all(regions.iter().map(|region| {
        let done = &done;
        async move {
            let (trails, ..) = futures::join!(
                cloudtrail::describe(cx, region),
                cloudwatch::collect(cx, region),
                config::collect(cx, region),
                events::collect(cx, region),
                lake::collect(cx, region),
                logs::collect(cx, region),
                securityhub::collect(cx, region),
            );
            progress.regions(done.fetch_add(1, Ordering::Relaxed) + 1, total);
            ((*region).to_owned(), trails)
        }
    }))
    .await;
    cloudtrail::complete(cx, described).await;

    // Only now is it known which buckets and log groups the others name, then which topics those and buckets do, then which
    // keys.
    let told = async {
        s3::collect(cx, &options.bucket_owners).await;
        sns::collect(cx, &regions).await;
    };
    futures::join!(
        told,
        iam::collect(cx),
        logs::log_groups(cx, &regions),
        organizations::collect(cx)
    );
    kms::collect(cx, &regions).await;
    // What AWS Config recorded of all these is asked for by their ids.
    config::collect_recorded(cx, &regions).await;
    Ok(())
}

fn snapshot(cx: Context<'_>, options: &Options, complete: bool) -> Snapshot {
    let account = AccountScope {
        id: cx.identity.account.clone(),
        partition: cx.identity.partition.clone(),
        regions: cx.regions().to_vec(),
    };
    let header = Header {
        schema_version: SCHEMA_VERSION,
        collected_at: options.collected_at.clone(),
        tool: options.tool.clone(),
        caller: Some(cx.identity.arn.clone()),
        accounts: vec![account],
    };
    let gathered = cx.into_gathered();
    let mut snapshot = Snapshot {
        header,
        items: gathered.items,
        gaps: gathered.gaps,
        coverage: gathered.coverage,
        calls: gathered.calls,
        complete,
    };
    snapshot.sort();
    // AWS Config tells of a resource that belongs to no region in each region that records it: the latest item stays.
    snapshot.items.dedup_by(|next, kept| {
        let same = next.resource_type == kept.resource_type
            && next.account_id == kept.account_id
            && next.aws_region == kept.aws_region
            && next.key() == kept.key();
        if same && next.configuration_item_capture_time > kept.configuration_item_capture_time {
            std::mem::swap(next, kept);
        }
        same
    });
    snapshot
}

/// What AWS says of a region: enabled, disabled, or nothing when the list could not be read.
fn standing<'a>(regions: &'a [RegionScope], name: &str) -> Option<&'a RegionScope> {
    regions.iter().find(|region| region.name == name)
}
