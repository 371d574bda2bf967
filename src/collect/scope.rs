//! Who is asking, and which regions there are to ask about.

use aws_credential_types::provider::error::CredentialsError;
use aws_sdk_account::types::RegionOptStatus;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use aws_types::request_id::RequestId;

use crate::model::gap::GapKind;
use crate::model::snapshot::{OptInStatus, RegionScope};

use super::CollectError;
use super::clients;
use super::context::Context;
use super::place::Place;
use super::refusal::{Refusal, chain, credentials_error};
use super::session::{Session, sign_in};
use super::timing::{Timer, Timing};

/// Regions that each account of a partition has, by partition. What an account has besides, only AWS can say.
const ALWAYS_ENABLED: [(&str, &[&str]); 3] = [
    (
        "aws",
        &[
            "ap-northeast-1",
            "ap-northeast-2",
            "ap-northeast-3",
            "ap-south-1",
            "ap-southeast-1",
            "ap-southeast-2",
            "ca-central-1",
            "eu-central-1",
            "eu-north-1",
            "eu-west-1",
            "eu-west-2",
            "eu-west-3",
            "sa-east-1",
            "us-east-1",
            "us-east-2",
            "us-west-1",
            "us-west-2",
        ],
    ),
    ("aws-cn", &["cn-north-1", "cn-northwest-1"]),
    ("aws-us-gov", &["us-gov-east-1", "us-gov-west-1"]),
];

/// The most regions that one page of `ListRegions` holds.
const REGIONS_A_PAGE: i32 = 50;

/// Who is asking.
#[derive(Clone, Debug)]
pub(super) struct Identity {
    /// The 12-digit account.
    pub account: String,
    /// The caller's ARN.
    pub arn: String,
    /// The partition that the ARN names.
    pub partition: String,
}

/// The call that told who is asking, made before there is a context to record it.
pub(super) struct Introduced {
    /// When it was made.
    pub timing: Timing,
    /// AWS's id of the request.
    pub request_id: Option<String>,
}

/// Asks AWS who is asking: the first call, and the one that shows whether any other can succeed.
pub(super) async fn identify(session: &Session) -> Result<(Identity, Introduced), CollectError> {
    let timer = Timer::start();
    let output = match clients::sts(session).get_caller_identity().send().await {
        Ok(output) => output,
        Err(error) => return Err(no_identity(session, &error)),
    };
    let introduced = Introduced {
        timing: timer.stop(),
        request_id: output.request_id().map(str::to_owned),
    };
    match (output.account, output.arn) {
        (Some(account), Some(arn)) => {
            let partition = arn
                .split(':')
                .nth(1)
                .filter(|name| !name.is_empty())
                .unwrap_or("aws")
                .to_owned();
            let identity = Identity {
                account,
                arn,
                partition,
            };
            Ok((identity, introduced))
        }
        _ => Err(CollectError::NoIdentity {
            message: "the answer names no account".to_owned(),
        }),
    }
}

fn no_identity<E>(session: &Session, error: &SdkError<E, HttpResponse>) -> CollectError
where
    E: ProvideErrorMetadata + std::error::Error + 'static,
{
    let refusal = Refusal::of(error, true);
    let message = refusal.message.clone().unwrap_or_default();
    let profile = session.profile.as_deref();
    if let Some(cause) = credentials_error(error) {
        return no_credentials(session, cause);
    }
    if refusal.is_final {
        return CollectError::ExpiredCredentials {
            message,
            help: sign_in(profile),
        };
    }
    match error {
        SdkError::DispatchFailure(_) | SdkError::TimeoutError(_) => CollectError::Unreachable {
            endpoint: session
                .custom_endpoint("STS")
                .unwrap_or_else(|| format!("the STS endpoint of {}", session.region)),
            message,
        },
        _ if refusal.has_code(&[
            "InvalidClientTokenId",
            "SignatureDoesNotMatch",
            "UnrecognizedClientException",
        ]) =>
        {
            CollectError::NoCredentials {
                message,
                help: configure(profile),
            }
        }
        _ => CollectError::NoIdentity {
            message: match refusal.code {
                Some(code) => format!("{code}: {message}"),
                None => message,
            },
        },
    }
}

fn no_credentials(session: &Session, cause: &CredentialsError) -> CollectError {
    let message = chain(cause);
    let profile = session.profile.as_deref();
    match cause {
        CredentialsError::CredentialsNotLoaded(_) | CredentialsError::InvalidConfiguration(_) => {
            CollectError::NoCredentials {
                message,
                help: configure(profile),
            }
        }
        _ if !session.roles.is_empty() => CollectError::Role {
            roles: session.roles.clone(),
            message,
        },
        // The SDK has no type of its own for a sign-on that has run out; whatever a provider says, signing in is
        // what mends it or shows why not.
        _ => CollectError::ExpiredCredentials {
            message,
            help: sign_in(profile),
        },
    }
}

/// The command that sets up credentials.
fn configure(profile: Option<&str>) -> String {
    match profile {
        Some(profile) => format!("aws configure --profile {profile}"),
        None => "aws configure, or --profile NAME".to_owned(),
    }
}

/// Finds out which regions the account has, and which of them are to be judged.
///
/// # Errors
/// A region was asked for that does not exist.
pub(super) async fn list_regions(cx: &Context<'_>, wanted: &[String]) -> Result<(), CollectError> {
    let place = Place::global("account:ListRegions");
    let client = cx.clients.account();
    let listed = cx
        .pages(
            &place,
            |token| {
                client
                    .list_regions()
                    .max_results(REGIONS_A_PAGE)
                    .set_next_token(token)
                    .send()
            },
            |page| page.next_token(),
        )
        .await;
    cx.covered_globally(place.action);
    let mut regions = Vec::new();
    for region in listed.pages.iter().flat_map(|page| page.regions()) {
        if let Some(name) = region.region_name() {
            regions.push(RegionScope {
                name: name.to_owned(),
                opt_in_status: region.region_opt_status().and_then(opt_in_status),
                selected: false,
            });
        }
    }
    if listed.complete && regions.is_empty() {
        cx.gap(&place, GapKind::Failed, "the list of regions is empty");
    }
    let known = listed.complete && !regions.is_empty();
    if !known {
        assume(&mut regions, &cx.identity.partition);
    }
    regions.sort_by(|a, b| a.name.cmp(&b.name));
    regions.dedup_by(|a, b| a.name == b.name);
    select(&mut regions, wanted, known)?;
    cx.set_regions(regions);
    Ok(())
}

/// What no account of the partition is without.
fn assume(regions: &mut Vec<RegionScope>, partition: &str) {
    for (name, always) in ALWAYS_ENABLED {
        if name == partition {
            for region in always {
                if super::standing(regions, region).is_none() {
                    regions.push(RegionScope {
                        name: (*region).to_owned(),
                        opt_in_status: None,
                        selected: false,
                    });
                }
            }
        }
    }
}

/// Marks the regions that are to be judged: those asked for, or all that are enabled.
fn select(
    regions: &mut Vec<RegionScope>,
    wanted: &[String],
    known: bool,
) -> Result<(), CollectError> {
    if wanted.is_empty() {
        for region in regions.iter_mut() {
            region.selected = region.is_enabled();
        }
        return Ok(());
    }
    for name in wanted {
        if let Some(region) = regions.iter_mut().find(|region| region.name == *name) {
            region.selected = true;
        } else if !known && looks_like_a_region(name) {
            regions.push(RegionScope {
                name: name.clone(),
                opt_in_status: None,
                selected: true,
            });
        } else {
            let names = regions.iter().map(|region| region.name.as_str());
            return Err(CollectError::UnknownRegion {
                name: name.clone(),
                suggestion: nearest(name, names),
            });
        }
    }
    regions.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(())
}

/// The most letters that a typing error changes.
const NEAR: usize = 3;

fn nearest<'a>(name: &str, names: impl Iterator<Item = &'a str>) -> Option<String> {
    names
        .map(|known| (strsim::damerau_levenshtein(name, known), known))
        .filter(|(distance, _)| *distance <= NEAR)
        .min()
        .map(|(_, known)| known.to_owned())
}

/// True for names such as `eu-west-1` and `us-gov-east-1`: all that can be checked while nobody lists the regions.
fn looks_like_a_region(name: &str) -> bool {
    let parts: Vec<&str> = name.split('-').collect();
    let letters =
        |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase());
    match parts.split_last() {
        Some((number, words)) => {
            (2..=3).contains(&words.len())
                && words.iter().all(letters)
                && !number.is_empty()
                && number.bytes().all(|byte| byte.is_ascii_digit())
        }
        None => false,
    }
}

/// True for a region that cannot be disabled.
pub(super) fn is_always_enabled(region: &str) -> bool {
    ALWAYS_ENABLED
        .iter()
        .any(|(_, regions)| regions.contains(&region))
}

fn opt_in_status(status: &RegionOptStatus) -> Option<OptInStatus> {
    match status {
        RegionOptStatus::Enabled => Some(OptInStatus::Enabled),
        RegionOptStatus::Enabling => Some(OptInStatus::Enabling),
        RegionOptStatus::Disabling => Some(OptInStatus::Disabling),
        RegionOptStatus::Disabled => Some(OptInStatus::Disabled),
        RegionOptStatus::EnabledByDefault => Some(OptInStatus::EnabledByDefault),
        _ => None,
    }
}
