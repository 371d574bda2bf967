//! The context of a collection: how one call is made, bounded, counted and recorded.
//!
//! Collectors call AWS only through [`Context::call`] and its relations. A failure is written down as a gap here and
//! nowhere else, so that no collector has an error to hand on.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::pin::Pin;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use aws_types::request_id::RequestId;
use serde_json::Value;
use tokio::sync::{Notify, Semaphore};

use crate::model::call::Call;
use crate::model::gap::{Coverage, Gap, GapKind};
use crate::model::item::{ConfigurationItem, ItemSource, ItemStatus, Relationship};
use crate::model::plan::Plan;
use crate::model::snapshot::RegionScope;

use super::clients::Clients;
use super::place::Place;
use super::refusal::Refusal;
use super::scope::{self, Identity, Introduced};
use super::session::Session;
use super::timing::{Timer, Timing};
use super::{CollectError, Options, standing};

/// No list that AWS keeps is so long; an answer that always names another page is.
const MOST_PAGES: usize = 10_000;

/// What the collection has so far.
#[derive(Default)]
pub(super) struct Gathered {
    /// The resources.
    pub items: Vec<ConfigurationItem>,
    /// What could not be read.
    pub gaps: Vec<Gap>,
    /// What was asked for; made from the ledger at the end.
    pub coverage: Vec<Coverage>,
    /// The calls that were made.
    pub calls: Vec<Call>,
}

/// Where calls are counted: the action, the region and the type.
type LedgerKey = (String, Option<String>, Option<String>);

/// What was called how often, and what is done.
#[derive(Default)]
struct Ledger {
    calls: BTreeMap<LedgerKey, u64>,
    covered: BTreeSet<LedgerKey>,
}

/// The answer to a question to which "there is none" is an answer.
pub(super) enum Answer<T> {
    /// AWS answered.
    Output(T),
    /// AWS answered with one of the codes that state a fact.
    Fact(Refusal),
    /// Nobody knows; a gap was recorded.
    Unknown,
}

/// The pages of a list.
pub(super) struct Pages<T> {
    /// What was read, also when the list broke off.
    pub pages: Vec<T>,
    /// False when some pages are missing; a gap was recorded.
    pub complete: bool,
    /// The refusal by which AWS said that there is no such list, where it did.
    pub fact: Option<Refusal>,
}

impl<T> Pages<T> {
    /// What all pages list; none where some are missing, since a list that broke off would hide what is not in it.
    pub fn whole<'a, I>(
        &'a self,
        listed: impl FnMut(&'a T) -> I,
    ) -> Option<impl Iterator<Item = I::Item>>
    where
        I: IntoIterator,
    {
        self.complete.then(|| self.pages.iter().flat_map(listed))
    }
}

/// One collection.
pub(super) struct Context<'a> {
    /// What is wanted.
    pub plan: &'a Plan,
    /// Who is asking.
    pub identity: Identity,
    /// The clients.
    pub clients: Clients,
    captured_at: String,
    profile: Option<String>,
    regions: OnceLock<Vec<RegionScope>>,
    gathered: Mutex<Gathered>,
    ledger: Mutex<Ledger>,
    whole_run: Semaphore,
    by_service: BTreeMap<&'static str, Semaphore>,
    end: Mutex<Option<CollectError>>,
    ended: Notify,
}

/// The services as IAM spells them; each has its own bound on calls in flight.
const SERVICES: &[&str] = &[
    "account",
    "cloudtrail",
    "cloudwatch",
    "config",
    "events",
    "iam",
    "kms",
    "logs",
    "organizations",
    "s3",
    "securityhub",
    "sns",
    "sts",
];

impl<'a> Context<'a> {
    /// A collection that has read nothing yet.
    pub fn new(
        plan: &'a Plan,
        options: &Options,
        session: Session,
        (identity, introduced): (Identity, Introduced),
    ) -> Self {
        let whole = options.max_concurrency.max(1);
        // A slow service must not hold every place of the run, nor be asked by all of it at once.
        let each = (whole / 2).max(1);
        let cx = Self {
            plan,
            clients: Clients::new(session),
            captured_at: options.collected_at.clone(),
            profile: options.profile.clone(),
            regions: OnceLock::new(),
            gathered: Mutex::default(),
            ledger: Mutex::default(),
            whole_run: Semaphore::new(whole),
            by_service: SERVICES
                .iter()
                .map(|service| (*service, Semaphore::new(each)))
                .collect(),
            end: Mutex::default(),
            ended: Notify::new(),
            identity,
        };
        // The session has asked already who is calling: without that there is no context.
        let place = Place::global("sts:GetCallerIdentity");
        cx.count(&place);
        cx.made(&place, introduced.timing, None, introduced.request_id);
        cx.covered_globally(place.action);
        cx
    }

    /// The account's regions, once they are known.
    pub fn regions(&self) -> &[RegionScope] {
        self.regions.get().map_or(&[], Vec::as_slice)
    }

    /// The region through which calls are made that are the account's: one that is to be judged, since an organization
    /// may forbid the others; the session's own where that is among them.
    pub fn global_region(&self) -> &str {
        let own = self.clients.home();
        let usable = |region: &&RegionScope| region.selected && region.is_enabled();
        match standing(self.regions(), own).filter(usable) {
            Some(region) => &region.name,
            None => self
                .regions()
                .iter()
                .find(usable)
                .map_or(own, |region| &region.name),
        }
    }

    /// Says which regions there are.
    pub fn set_regions(&self, regions: Vec<RegionScope>) {
        // They are listed once; a second list would be a mistake that must not change the scope.
        let _ = self.regions.set(regions);
    }

    /// Whether the plan wants an action.
    pub fn wants(&self, action: &str) -> bool {
        self.plan.wants(action)
    }

    /// Makes a call; a failure is recorded as a gap.
    pub fn call<T, E>(
        &self,
        place: &Place,
        future: impl Future<Output = Result<T, SdkError<E, HttpResponse>>>,
    ) -> impl Future<Output = Option<T>>
    where
        T: RequestId,
        E: ProvideErrorMetadata + Error + 'static,
    {
        let answer = self.ask(place, &[], future);
        async move {
            match answer.await {
                Answer::Output(output) => Some(output),
                Answer::Fact(_) | Answer::Unknown => None,
            }
        }
    }

    /// Makes a call to which some error codes are answers; any other failure is recorded as a gap.
    pub fn ask<T, E>(
        &self,
        place: &Place,
        facts: &[&str],
        future: impl Future<Output = Result<T, SdkError<E, HttpResponse>>>,
    ) -> impl Future<Output = Answer<T>>
    where
        T: RequestId,
        E: ProvideErrorMetadata + Error + 'static,
    {
        let attempt = self.attempt(place, future);
        async move {
            match attempt.await {
                Ok(output) => Answer::Output(output),
                Err(refusal) if refusal.has_code(facts) => Answer::Fact(refusal),
                Err(refusal) => {
                    self.refused(place, &refusal);
                    Answer::Unknown
                }
            }
        }
    }

    /// Makes a call and leaves it to the caller what a failure means.
    ///
    /// Credentials that have expired end the run: then this never returns.
    pub fn attempt<T, E>(
        &self,
        place: &Place,
        future: impl Future<Output = Result<T, SdkError<E, HttpResponse>>>,
    ) -> impl Future<Output = Result<T, Refusal>>
    where
        T: RequestId,
        E: ProvideErrorMetadata + Error + 'static,
    {
        // The SDK's futures are large. On the heap from the start, they are not copied into each future around them.
        self.attempt_boxed(place, Box::pin(future))
    }

    async fn attempt_boxed<T, E>(
        &self,
        place: &Place,
        future: Pin<Box<impl Future<Output = Result<T, SdkError<E, HttpResponse>>>>>,
    ) -> Result<T, Refusal>
    where
        T: RequestId,
        E: ProvideErrorMetadata + Error + 'static,
    {
        let service = place.action.split(':').next().unwrap_or_default();
        // The service's place is taken first: whoever waits for it must not hold one of the run's.
        let _service = match self.by_service.get(service) {
            Some(semaphore) => semaphore.acquire().await.ok(),
            None => None,
        };
        let _run = self.whole_run.acquire().await.ok();
        self.count(place);
        let timer = Timer::start();
        let answer = future.await;
        let timing = timer.stop();
        let request_id = answer.request_id().map(str::to_owned);
        let refusal = match answer {
            Ok(output) => {
                self.made(place, timing, None, request_id);
                tracing::debug!(
                    action = place.action,
                    region = place.region,
                    resource = place.resource,
                    "called"
                );
                return Ok(output);
            }
            Err(error) => Refusal::of(&error, self.is_enabled(place.region.as_deref())),
        };
        self.made(place, timing, Some(&refusal), request_id);
        tracing::debug!(
            action = place.action,
            region = place.region,
            resource = place.resource,
            kind = ?refusal.kind,
            code = refusal.code,
            "refused"
        );
        if refusal.is_final {
            self.end_with(&refusal);
            std::future::pending::<()>().await;
        }
        Err(refusal)
    }

    /// Reads a list to its end. A token that comes a second time is a list without end, and a gap.
    pub fn pages<T, E, F>(
        &self,
        place: &Place,
        fetch: impl FnMut(Option<String>) -> F,
        next: impl Fn(&T) -> Option<&str>,
    ) -> impl Future<Output = Pages<T>>
    where
        F: Future<Output = Result<T, SdkError<E, HttpResponse>>>,
        T: RequestId,
        E: ProvideErrorMetadata + Error + 'static,
    {
        self.pages_unless(place, &[], fetch, next)
    }

    /// Reads a list to its end, where some error codes say that there is no such list.
    pub async fn pages_unless<T, E, F>(
        &self,
        place: &Place,
        facts: &[&str],
        mut fetch: impl FnMut(Option<String>) -> F,
        next: impl Fn(&T) -> Option<&str>,
    ) -> Pages<T>
    where
        F: Future<Output = Result<T, SdkError<E, HttpResponse>>>,
        T: RequestId,
        E: ProvideErrorMetadata + Error + 'static,
    {
        let mut read = Pages {
            pages: Vec::new(),
            complete: false,
            fact: None,
        };
        let mut seen = BTreeSet::new();
        let mut token: Option<String> = None;
        loop {
            let page = match self.ask(place, facts, fetch(token.clone())).await {
                Answer::Output(page) => page,
                Answer::Fact(refusal) => {
                    read.complete = true;
                    read.fact = Some(refusal);
                    return read;
                }
                Answer::Unknown => return read,
            };
            token = next(&page)
                .filter(|token| !token.is_empty())
                .map(str::to_owned);
            read.pages.push(page);
            let Some(token) = &token else {
                read.complete = true;
                return read;
            };
            let number = read.pages.len();
            let why = if !seen.insert(token.clone()) {
                "names as the next page one that was read already"
            } else if number >= MOST_PAGES {
                "is more than any list has"
            } else {
                continue;
            };
            self.gap(
                place,
                GapKind::Failed,
                format!("the list has no end: page {number} {why}"),
            );
            return read;
        }
    }

    /// Records that something is not known.
    pub fn gap(&self, place: &Place, kind: GapKind, message: impl Into<String>) {
        let gap = place.gap(&self.identity.account, kind, None, Some(message.into()));
        self.gathered().gaps.push(gap);
    }

    /// Why something could not be asked for, with how the action went wrong that had to come before.
    pub fn because(&self, why: &str, before: &str) -> String {
        let gathered = self.gathered();
        let wrong = gathered.gaps.iter().rev().find(|gap| gap.action == before);
        match wrong {
            Some(gap) => format!("{why}: {before}: {}", gap.kind.as_words()),
            None => why.to_owned(),
        }
    }

    /// Records a refusal as a gap.
    pub fn refused(&self, place: &Place, refusal: &Refusal) {
        let gap = place.gap(
            &self.identity.account,
            refusal.kind,
            refusal.code.clone(),
            refusal.message.clone(),
        );
        self.gathered().gaps.push(gap);
    }

    /// A resource of the caller's account, with nothing in it yet.
    pub fn item(
        &self,
        resource_type: &str,
        region: &str,
        id: impl Into<String>,
    ) -> ConfigurationItem {
        ConfigurationItem {
            resource_type: resource_type.to_owned(),
            account_id: self.identity.account.clone(),
            aws_region: region.to_owned(),
            resource_id: id.into(),
            resource_name: None,
            arn: None,
            configuration_item_capture_time: Some(self.captured_at.clone()),
            configuration_item_status: ItemStatus::Ok,
            source: ItemSource::Api,
            configuration: Value::Object(serde_json::Map::new()),
            supplementary_configuration: serde_json::Map::new(),
            tags: serde_json::Map::new(),
            relationships: Vec::new(),
        }
    }

    /// Adds a resource.
    pub fn push(&self, item: ConfigurationItem) {
        self.gathered().items.push(item);
    }

    /// Adds users to a resource that was read before they were known.
    pub fn add_users(&self, resource_type: &str, id: &str, users: BTreeSet<Relationship>) {
        for item in &mut self.gathered().items {
            if item.resource_type == resource_type && item.resource_id == id {
                item.relationships.extend(users.iter().cloned());
                item.relationships.sort();
            }
        }
    }

    /// Adds a part to resources of a type that were read before it, by their keys.
    pub fn add_part(&self, resource_type: &str, name: &str, mut parts: BTreeMap<String, Value>) {
        for item in &mut self.gathered().items {
            if item.resource_type == resource_type
                && let Some(part) = parts.remove(&item.key())
            {
                item.supplementary_configuration
                    .insert(name.to_owned(), part);
            }
        }
    }

    /// When the collection began, RFC 3339 in UTC.
    pub fn captured_at(&self) -> &str {
        &self.captured_at
    }

    /// Runs something over the resources of a type that were read so far.
    pub fn each_item(&self, resource_type: &str, mut visit: impl FnMut(&ConfigurationItem)) {
        for item in &self.gathered().items {
            if item.resource_type == resource_type {
                visit(item);
            }
        }
    }

    /// Records that an operation was called in a region for everything that needed it there.
    pub fn covered(&self, action: &str, region: &str) {
        self.cover(action, Some(region), None);
    }

    /// Records that an operation was called in a region for everything of a type.
    pub fn covered_type(&self, action: &str, region: &str, resource_type: &str) {
        self.cover(action, Some(region), Some(resource_type));
    }

    /// Records that an operation was called for everything in the account that needed it.
    pub fn covered_globally(&self, action: &str) {
        self.cover(action, None, None);
    }

    /// Records that an operation was called for everything of a type in the account.
    pub fn covered_type_globally(&self, action: &str, resource_type: &str) {
        self.cover(action, None, Some(resource_type));
    }

    fn cover(&self, action: &str, region: Option<&str>, resource_type: Option<&str>) {
        lock(&self.ledger).covered.insert((
            action.to_owned(),
            region.map(str::to_owned),
            resource_type.map(str::to_owned),
        ));
    }

    fn count(&self, place: &Place) {
        let key = (
            place.action.to_owned(),
            place.region.clone(),
            place.resource_type.clone(),
        );
        *lock(&self.ledger).calls.entry(key).or_default() += 1;
    }

    /// Records a call.
    fn made(
        &self,
        place: &Place,
        timing: Timing,
        refusal: Option<&Refusal>,
        request_id: Option<String>,
    ) {
        let error = refusal.map(|refusal| match &refusal.code {
            Some(code) => code.clone(),
            None => refusal.kind.as_words().to_owned(),
        });
        let call = Call {
            action: place.action.to_owned(),
            account_id: self.identity.account.clone(),
            region: place.region.clone(),
            resource_type: place.resource_type.clone(),
            resource: place.resource.clone(),
            started_at: timing.started_at,
            milliseconds: timing.milliseconds,
            error,
            request_id,
        };
        self.gathered().calls.push(call);
    }

    /// True when AWS lists the region as enabled or no account can be without it; for a call without a region there is
    /// nothing to enable.
    fn is_enabled(&self, region: Option<&str>) -> bool {
        region.is_none_or(|name| match standing(self.regions(), name) {
            Some(region) if region.opt_in_status.is_some() => region.is_enabled(),
            _ => scope::is_always_enabled(name),
        })
    }

    fn end_with(&self, refusal: &Refusal) {
        let message = refusal.message.clone().unwrap_or_default();
        let mut end = lock(&self.end);
        if end.is_none() {
            let help = super::session::sign_in(self.profile.as_deref());
            *end = Some(CollectError::ExpiredCredentials { message, help });
        }
        self.ended.notify_one();
    }

    /// Waits for what ends the run.
    pub async fn ended(&self) -> CollectError {
        loop {
            self.ended.notified().await;
            if let Some(error) = lock(&self.end).take() {
                return error;
            }
        }
    }

    fn gathered(&self) -> MutexGuard<'_, Gathered> {
        lock(&self.gathered)
    }

    /// What the collection has read, with the ledger as coverage.
    pub fn into_gathered(self) -> Gathered {
        let account = self.identity.account;
        let ledger = self
            .ledger
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner);
        let mut gathered = self
            .gathered
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner);
        gathered.coverage = ledger
            .covered
            .into_iter()
            .map(|key| {
                let calls = ledger.calls.get(&key).copied().unwrap_or(0);
                let (action, region, resource_type) = key;
                Coverage {
                    action,
                    account_id: account.clone(),
                    region,
                    resource_type,
                    calls,
                }
            })
            .collect();
        gathered
    }
}

/// A lock that a panic elsewhere does not poison for us: nothing is held across a panic in half a state.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
