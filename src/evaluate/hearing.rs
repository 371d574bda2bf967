//! Asking: what the controls say of all that they are about, on all processors.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::sync::Arc;

use super::index::{self, Index};
use super::judge::{Answer, Judge};
use super::shown::Shown;
use crate::model::finding::SubjectKind;
use crate::model::item::{ConfigurationItem, ItemSource};
use crate::model::snapshot::{AccountScope, Header, RegionScope};
use crate::parallel;
use crate::policy::needs::TypeReads;

/// How many subjects a thread takes at once: so few that none is left alone with many, and so many that an engine for them
/// pays.
const AT_ONCE: RangeInclusive<usize> = 8..=64;

/// What one control said.
#[derive(Default)]
pub struct Heard {
    resources: Vec<Judged>,
    /// By id.
    accounts: BTreeMap<String, Answer>,
    /// By account and name.
    regions: BTreeMap<(String, String), Answer>,
}

/// A resource as a subject, and what a control said of it.
pub struct Judged {
    /// The resource, as it was seen.
    pub seen: Arc<Seen>,
    /// What was said.
    pub answer: Answer,
}

/// A resource as an account sees it.
pub struct Seen {
    /// The account.
    pub account: String,
    /// The region.
    pub region: String,
    /// The type.
    pub resource_type: String,
    /// The key.
    pub key: String,
    /// Which of two items for one resource counts: the owner's before another account's, the API's before AWS Config's.
    rank: u8,
    /// Whether the item came from AWS Config.
    pub from_config: bool,
}

/// What controls are asked about.
#[derive(Clone, Copy)]
enum Subject<'s> {
    Item(&'s ConfigurationItem),
    Account(&'s AccountScope),
    Region(&'s AccountScope, &'s RegionScope),
}

impl Heard {
    /// What was said of resources, by key; several answers where accounts see one resource and none of them is known to own
    /// it.
    pub fn of_resources(&self) -> BTreeMap<&str, Vec<&Judged>> {
        let mut by_key: BTreeMap<&str, Vec<&Judged>> = BTreeMap::new();
        for judged in &self.resources {
            let rank = judged.seen.rank;
            let known = by_key.entry(&judged.seen.key).or_default();
            if known.iter().all(|known| known.seen.rank <= rank) {
                known.retain(|known| known.seen.rank == rank);
                known.push(judged);
            }
        }
        for known in by_key.values_mut() {
            // The order of lines must not show.
            known.sort_by(|a, b| a.seen.account.cmp(&b.seen.account));
        }
        by_key
    }

    /// What was said of an account.
    pub fn of_account(&self, account: &str) -> Answer {
        let known = self.accounts.get(account);
        known.cloned().unwrap_or_else(unasked)
    }

    /// What was said of a region.
    pub fn of_region(&self, account: &str, region: &str) -> Answer {
        let known = self.regions.get(&(account.to_owned(), region.to_owned()));
        known.cloned().unwrap_or_else(unasked)
    }
}

/// Who was not asked did not pass.
fn unasked() -> Answer {
    Answer::Broken("the policy was not asked".to_owned())
}

impl Seen {
    fn new(item: &ConfigurationItem) -> Self {
        Self {
            account: item.account_id.clone(),
            region: item.aws_region.clone(),
            resource_type: item.resource_type.clone(),
            key: item.key(),
            rank: index::rank(item),
            from_config: item.source == ItemSource::Config,
        }
    }
}

/// Asks the controls that look only at their subject about items.
pub fn of_items(judges: &[Judge<'_>], items: &[ConfigurationItem], heard: &mut [Heard]) {
    let mut by_type: BTreeMap<&str, Vec<&ConfigurationItem>> = BTreeMap::new();
    for item in items {
        by_type.entry(&item.resource_type).or_default().push(item);
    }
    let local = judges.iter().filter(|judge| judge.is_local());
    let asked = local.map(|judge| {
        let types = judge.reads().subject.keys();
        let items = types
            .filter_map(|name| by_type.get(name.as_str()))
            .flatten();
        let wanted = items.filter(|item| is_wanted(item, judge));
        (judge, wanted.copied().map(Subject::Item).collect())
    });
    ask(asked.collect(), heard, |judge, subject| match subject {
        Subject::Item(item) => judge.resource(item),
        Subject::Account(_) | Subject::Region(..) => Vec::new(),
    });
}

/// Asks the other controls about all their subjects.
pub fn of_the_rest<'a>(
    judges: Vec<Judge<'a>>,
    header: &Header,
    shown: &Shown<'a>,
    heard: &mut [Heard],
) {
    let further = judges.into_iter().filter(|judge| !judge.is_local());
    let (mut judges, of_the_world): (Vec<_>, Vec<_>) =
        further.partition(|judge| judge.reads().world.is_empty());
    judges.extend(parallel::map(of_the_world, |mut judge| {
        judge.set_world(shown.index);
        judge
    }));
    let asked = judges
        .iter()
        .map(|judge| (judge, subjects(judge, header, shown.index)));
    ask(asked.collect(), heard, |judge, subject| match subject {
        Subject::Item(item) => judge.resource_with_account(item, header, shown),
        Subject::Account(account) => judge.account(account, shown),
        Subject::Region(account, region) => judge.region(account, region, shown),
    });
}

/// All subjects of controls that look further than at one of them.
fn subjects<'s>(judge: &Judge<'s>, header: &'s Header, index: &'s Index) -> Vec<Subject<'s>> {
    let accounts = header.accounts.iter();
    match judge.subject_kind() {
        SubjectKind::Resource => {
            let types = judge.reads().subject.keys();
            let items = types.flat_map(|name| index.of_type(name).into_values());
            let wanted = items.filter(|item| is_wanted(item, judge));
            wanted.map(Subject::Item).collect()
        }
        SubjectKind::Account | SubjectKind::Organization => {
            accounts.map(Subject::Account).collect()
        }
        SubjectKind::Region => accounts
            .flat_map(|account| {
                let regions = account.regions.iter();
                let asked = regions.filter(|region| region.is_enabled() && region.selected);
                asked.map(move |region| Subject::Region(account, region))
            })
            .collect(),
    }
}

/// Whether an item is among those that controls are about.
fn is_wanted(item: &ConfigurationItem, judge: &Judge<'_>) -> bool {
    let subjects = &judge.reads().subject;
    let is_used = |reads: &TypeReads| index::is_used(item, &reads.used_by);
    subjects.get(&item.resource_type).is_some_and(is_used)
}

fn ask<'a, 's>(
    asked: Vec<(&Judge<'a>, Vec<Subject<'s>>)>,
    heard: &mut [Heard],
    question: impl Fn(&mut Judge<'a>, Subject<'s>) -> Vec<Answer> + Sync,
) {
    let mut work = Vec::new();
    for (judge, subjects) in &asked {
        let share = subjects.len().div_ceil(parallel::threads());
        for some in subjects.chunks(share.clamp(*AT_ONCE.start(), *AT_ONCE.end())) {
            work.push((*judge, some));
        }
    }
    // What takes longest should not come last, when there is nothing left for other threads: a whole account, then many
    // controls about many subjects.
    work.sort_by_key(|(judge, subjects)| {
        let of_accounts = matches!(subjects[0], Subject::Account(_));
        std::cmp::Reverse((of_accounts, judge.weight() * subjects.len()))
    });
    let answers = parallel::map(work, |(judge, subjects)| {
        let mut own = judge.clone();
        let answers = subjects.iter().map(|subject| question(&mut own, *subject));
        (judge, subjects, answers.collect::<Vec<_>>())
    });
    for (judge, subjects, answers) in answers {
        for (subject, answers) in subjects.iter().zip(answers) {
            add(*subject, judge, answers, heard);
        }
    }
}

/// Gives each control what it said.
fn add(subject: Subject<'_>, judge: &Judge<'_>, answers: Vec<Answer>, heard: &mut [Heard]) {
    let controls = judge.members().iter().map(|member| member.index);
    let said = controls.zip(answers);
    match subject {
        Subject::Item(item) => {
            let seen = Arc::new(Seen::new(item));
            for (control, answer) in said {
                let seen = Arc::clone(&seen);
                heard[control].resources.push(Judged { seen, answer });
            }
        }
        Subject::Account(account) => {
            for (control, answer) in said {
                heard[control].accounts.insert(account.id.clone(), answer);
            }
        }
        Subject::Region(account, region) => {
            for (control, answer) in said {
                let place = (account.id.clone(), region.name.clone());
                heard[control].regions.insert(place, answer);
            }
        }
    }
}
