//! Brings a report to where others look for it: Security Hub, a bucket, a topic.
//!
//! Beside the collectors this is the one part that talks to AWS, and the only one that changes anything there. It takes
//! a report that is finished and judges nothing. Each target is tried, whatever became of the others; what did not reach
//! its place is said, thing by thing.

mod permissions;
mod s3;
mod security_hub;
mod sns;
mod target;

use std::collections::BTreeMap;

use crate::collect::{CollectError, Connection, Options};
use crate::model::report::Report;

pub use permissions::{Permission, permission};
pub use target::{Target, TargetError};

/// What stands in a role's ARN for the account that findings are about.
pub const ACCOUNT: &str = "{account}";

/// What is to be brought.
pub struct Parcel<'r> {
    /// The report.
    pub report: &'r Report,
    /// The files in which it was written.
    pub files: Vec<File>,
}

/// A file of a report.
pub struct File {
    /// Its name, without folders.
    pub name: String,
    /// What is in it.
    pub bytes: Vec<u8>,
}

/// What became of a target.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Delivery {
    /// What was done, or would be: a line each. There may be names from the cloud in it.
    pub done: Vec<String>,
    /// What did not reach its place, and why.
    pub failures: Vec<String>,
}

/// Brings a report to its targets; the deliveries are in their order.
///
/// A dry run looks at what is there, says what it would do, and changes nothing.
///
/// # Errors
/// Nobody is there to ask: no usable credentials, a role that cannot be assumed, an endpoint that does not answer.
pub async fn push(
    parcel: &Parcel<'_>,
    targets: &[Target],
    options: &Options,
    dry_run: bool,
) -> Result<Vec<Delivery>, CollectError> {
    let doors = Doors::open(options).await?;
    let mut deliveries = Vec::new();
    for target in targets {
        deliveries.push(match target {
            Target::SecurityHub { region } => {
                security_hub::push(&doors, parcel.report, region.as_deref(), dry_run).await
            }
            Target::S3 { bucket, prefix } => {
                s3::push(&doors.base, parcel, bucket, prefix, dry_run).await
            }
            Target::Sns { arn } => sns::push(&doors.base, parcel.report, arn, dry_run).await,
        });
    }
    Ok(deliveries)
}

/// The ways into accounts.
struct Doors<'o> {
    options: &'o Options,
    /// Who asks, before any role that depends on the account.
    base: Connection,
}

impl<'o> Doors<'o> {
    async fn open(options: &'o Options) -> Result<Self, CollectError> {
        let fixed = options
            .role_arns
            .iter()
            .take_while(|role| !role.contains(ACCOUNT));
        let base = Options {
            role_arns: fixed.cloned().collect(),
            ..options.clone()
        };
        Ok(Self {
            base: Connection::open(&base).await?,
            options,
        })
    }

    /// The ways into these accounts: by the role that names the account, or else the one way that there is.
    async fn ways_into<'a>(
        &self,
        accounts: impl Iterator<Item = &'a str>,
    ) -> BTreeMap<&'a str, Result<Connection, String>> {
        let mut ways = BTreeMap::new();
        let roles = &self.options.role_arns;
        for account in accounts {
            if !roles.iter().any(|role| role.contains(ACCOUNT)) {
                let own = self.base.account();
                if account != own {
                    let why = format!(
                        "Security Hub takes findings from their own account only, and this is {own}"
                    );
                    ways.insert(account, Err(why));
                    continue;
                }
            }
            let options = Options {
                role_arns: roles
                    .iter()
                    .map(|role| role.replace(ACCOUNT, account))
                    .collect(),
                ..self.options.clone()
            };
            let way = match Connection::open(&options).await {
                Ok(way) if way.account() != account => Err(format!(
                    "the role leads to account {} instead",
                    way.account()
                )),
                Ok(way) => Ok(way),
                Err(error) => Err(error.to_string()),
            };
            ways.insert(account, way);
        }
        ways
    }
}

/// A number with its noun.
fn counted(number: usize, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{plural}")
}
