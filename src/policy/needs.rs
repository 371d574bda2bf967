//! From what a policy reads to the operations that takes: the bridge between the syntax tree and the collectors.

use std::collections::{BTreeMap, BTreeSet};

use super::mask::Mask;
use super::metadata::Metadata;
use crate::model::finding::SubjectKind;
use crate::model::plan::Plan;
use crate::resource::{self, Inventory, NAMED_APART, USES};

/// One operation without whose answer a policy cannot be judged.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Need {
    /// The IAM action.
    pub action: String,
    /// Whether it must have been asked in each region.
    pub regional: bool,
    /// Whether items from AWS Config answer it too.
    pub in_config: bool,
    /// Whether it must have been asked in every region, whichever the resource is in.
    pub everywhere: bool,
    /// The type that is read.
    pub resource_type: String,
    /// The part of the item that the action fills.
    pub part: String,
}

/// What a policy reads of one type.
#[derive(Clone, Debug, Default)]
pub struct TypeReads {
    /// The part of an item that the policy is shown.
    pub mask: Mask,
    /// The operations that fill it.
    pub needs: Vec<Need>,
    /// Whether the policy looks at deleted resources too.
    pub deleted: bool,
    /// Only resources that resources of these types use; empty means all.
    pub used_by: Vec<String>,
}

impl TypeReads {
    /// Whether another policy that reads like this is shown the same.
    pub fn shows_what(&self, other: &Self) -> bool {
        self.mask == other.mask && self.deleted == other.deleted && self.used_by == other.used_by
    }
}

/// What a policy reads.
#[derive(Clone, Debug, Default)]
pub struct Reads {
    /// Of `input`, apart from resources.
    pub input: Mask,
    /// Of the subject, by type.
    pub subject: BTreeMap<String, TypeReads>,
    /// What finding the subjects takes.
    pub listing: Vec<Need>,
    /// What shows that somebody went after the resources that others name: without it, none there says nothing.
    pub followed: Vec<Need>,
    /// Of the account's resources, by type.
    pub account: BTreeMap<String, TypeReads>,
    /// Of the region's resources, by type.
    pub region: BTreeMap<String, TypeReads>,
    /// Of all resources, by type.
    pub world: BTreeMap<String, TypeReads>,
    /// What knowing the account itself takes, of a resource control that looks at it.
    pub scope: Vec<Need>,
    prerequisites: BTreeSet<String>,
    used_by: BTreeMap<String, BTreeSet<String>>,
    whole: BTreeSet<String>,
    chained: BTreeMap<String, Vec<String>>,
}

impl Reads {
    /// Derives the needs of a policy.
    ///
    /// `input` and `world` are the parts of `input` and of `data.snapshot.resources` that it reads.
    pub fn new(input: &Mask, world: &Mask, metadata: &Metadata) -> Self {
        let mut reads = Self {
            input: input.clone(),
            chained: chained(input, world, metadata),
            ..Self::default()
        };
        let nothing = Mask::default();
        if metadata.subject == SubjectKind::Resource {
            let mask = input.at(["resource"]).unwrap_or(&nothing);
            for name in &metadata.resource_types {
                let type_reads = reads.of_type(name, mask, metadata, None);
                reads.subject.insert(name.clone(), type_reads);
                let needs = reads.inventory(name, metadata, true);
                reads.listing.extend(needs);
                reads.followed.extend(following(name, metadata));
            }
            if input.at(["account", "regions"]).is_some() {
                reads.scope.extend(regions_need(true));
            }
        } else {
            reads.listing.extend(regions_need(true));
        }
        for owner in ["account", "region", ""] {
            let resources = if owner.is_empty() {
                Some(world)
            } else {
                input.at([owner, "resources"])
            };
            let Some(resources) = resources else { continue };
            let mut types = BTreeMap::new();
            for (name, mask) in resources.named() {
                let mask = mask.element().unwrap_or(&nothing);
                types.insert(
                    name.to_owned(),
                    reads.of_type(name, mask, metadata, Some(false)),
                );
            }
            match owner {
                "account" => reads.account = types,
                "region" => reads.region = types,
                _ => reads.world = types,
            }
        }
        reads.listing.sort();
        reads.listing.dedup();
        reads
    }

    /// What it takes to know the resources of a type: all of them, or those that others use.
    fn inventory(&mut self, name: &str, metadata: &Metadata, files_will_do: bool) -> Vec<Need> {
        if !is_referenced(name) {
            return listing(name, files_will_do);
        }
        if metadata.used_by.is_empty() {
            self.whole.insert(name.to_owned());
            return listing(name, files_will_do);
        }
        let users = self.users(name, metadata).to_vec();
        self.used_by
            .entry(name.to_owned())
            .or_default()
            .extend(users.iter().cloned());
        // Users that others name in their turn are known with those.
        let listed: Vec<String> = users
            .iter()
            .filter(|user| !is_referenced(user))
            .cloned()
            .collect();
        let mut needs = Vec::new();
        for user in &listed {
            needs.extend(listing(user, files_will_do));
            needs.extend(named_apart(user));
            let known = resource::find(user).map_or(&[][..], |known| known.prerequisites);
            self.prerequisites
                .extend(known.iter().map(|action| (*action).to_owned()));
        }
        needs
    }

    /// Whose resources of a type count: those of the subjects that name them, else those of `used_by`.
    fn users<'m>(&'m self, name: &str, metadata: &'m Metadata) -> &'m [String] {
        self.chained.get(name).unwrap_or(&metadata.used_by)
    }

    /// What is read of a type; with the inventory where the policy goes through its resources itself.
    fn of_type(
        &mut self,
        name: &str,
        mask: &Mask,
        metadata: &Metadata,
        inventory: Option<bool>,
    ) -> TypeReads {
        let mut needs = match inventory {
            Some(files_will_do) => self.inventory(name, metadata, files_will_do),
            None => Vec::new(),
        };
        let of_config_alone: &[&str] = match resource::find(name) {
            None => &["tags", "relationships"],
            // IAM itself tells of no relationships, so that none there would say nothing.
            Some(_) if resource::iam::TYPES.contains(&name) => &["relationships"],
            Some(_) => &[],
        };
        for part in of_config_alone {
            if mask.field(part).is_some() {
                needs.push(Need {
                    action: QUERY.to_owned(),
                    regional: true,
                    in_config: true,
                    everywhere: false,
                    resource_type: name.to_owned(),
                    part: (*part).to_owned(),
                });
            }
        }
        if let Some(known) = resource::find(name) {
            self.prerequisites.extend(
                known
                    .prerequisites
                    .iter()
                    .map(|action| (*action).to_owned()),
            );
            // What a bucket writes to or notifies is not known without these, whatever the policy reads.
            let follows = metadata.used_by.iter().any(|user| user == name);
            let is_followed = self
                .chained
                .values()
                .any(|users| users.iter().any(|user| user == name));
            for part in known.parts {
                let names_others = (follows && resource::s3::DESTINATIONS.contains(&part.path))
                    || (is_followed && resource::s3::NOTIFICATIONS == part.path);
                if mask.at(part.path.split('.')).is_some() || names_others {
                    let before = part.prerequisites.iter();
                    self.prerequisites
                        .extend(before.map(|action| (*action).to_owned()));
                    needs.push(Need {
                        action: part.action.to_owned(),
                        regional: part.regional,
                        in_config: part.in_config,
                        everywhere: part.everywhere,
                        resource_type: name.to_owned(),
                        part: part.path.to_owned(),
                    });
                }
            }
        }
        needs.sort();
        needs.dedup();
        TypeReads {
            mask: mask.clone(),
            needs,
            deleted: mask.field("configurationItemStatus").is_some(),
            used_by: if is_referenced(name) {
                self.users(name, metadata).to_vec()
            } else {
                Vec::new()
            },
        }
    }

    /// All needs, those of finding the subjects among them.
    pub fn needs(&self) -> impl Iterator<Item = &Need> {
        [&self.subject, &self.account, &self.region, &self.world]
            .into_iter()
            .flat_map(|types| types.values())
            .flat_map(|reads| &reads.needs)
            .chain(&self.listing)
            .chain(&self.scope)
    }

    /// Whether a resource can be judged without any other, and without its account.
    pub fn is_local(&self) -> bool {
        self.input.field("account").is_none()
            && self.account.is_empty()
            && self.region.is_empty()
            && self.world.is_empty()
    }

    /// The types of which anything is read.
    pub fn types(&self) -> BTreeSet<&str> {
        [&self.subject, &self.account, &self.region, &self.world]
            .into_iter()
            .flat_map(BTreeMap::keys)
            .map(String::as_str)
            .collect()
    }

    /// The types of which an index is needed.
    pub fn indexed_types(&self) -> BTreeSet<&str> {
        let further = [&self.account, &self.region, &self.world]
            .into_iter()
            .flat_map(|types| types.keys());
        let own = self.subject.keys().filter(|_| !self.is_local());
        further.chain(own).map(String::as_str).collect()
    }

    /// The IAM actions, sorted.
    pub fn actions(&self) -> Vec<String> {
        let mut actions = self.prerequisites.clone();
        for need in self.needs() {
            if need.action == CONFIG {
                actions.extend(
                    resource::CONFIG_ACTIONS
                        .iter()
                        .map(|action| (*action).to_owned()),
                );
                // Whether "none" means none depends on what the recorder records.
                actions.insert("config:DescribeConfigurationRecorders".to_owned());
            } else {
                actions.insert(need.action.clone());
            }
        }
        actions.into_iter().collect()
    }

    /// What is read, as `TYPE path`.
    pub fn describe(&self) -> Vec<String> {
        let mut lines = BTreeSet::new();
        for (name, reads) in [&self.subject, &self.account, &self.region, &self.world]
            .into_iter()
            .flatten()
        {
            let paths = reads.mask.paths();
            if paths.is_empty() {
                lines.insert(name.clone());
            }
            lines.extend(paths.into_iter().map(|path| format!("{name} {path}")));
        }
        lines.into_iter().collect()
    }

    /// Adds what this policy needs to a plan.
    pub fn add_to(&self, plan: &mut Plan) {
        plan.actions.extend(self.actions());
        plan.whole.extend(self.whole.iter().cloned());
        plan.types
            .extend(self.types().into_iter().map(str::to_owned));
        for (name, users) in &self.used_by {
            plan.referenced
                .entry(name.clone())
                .or_default()
                .extend(users.iter().cloned());
        }
        for need in self.needs().filter(|need| need.action == CONFIG) {
            plan.config_types.insert(need.resource_type.clone());
        }
        for need in self.needs().filter(|need| !need.part.is_empty()) {
            plan.parts
                .entry(need.resource_type.clone())
                .or_default()
                .insert(need.part.clone());
        }
    }
}

/// Stands for whichever operation brings the items of a type that only AWS Config knows.
pub const CONFIG: &str = "config:BatchGetResourceConfig";

/// The one operation that gives the tags and relationships of such items, and the relationships of those of IAM; files that AWS Config delivered hold them too.
pub const QUERY: &str = "config:SelectResourceConfig";

/// Whether resources of a type may be read only as far as others use them.
pub fn is_referenced(name: &str) -> bool {
    resource::find(name).is_some_and(|known| matches!(known.inventory, Inventory::Referenced(_)))
}

/// The types whose resources are those that the subjects name, and what those name in their turn: the keys of the topics that
/// a control is about, by their users. `used_by` says which subjects; what stands beside them follows.
fn chained(input: &Mask, world: &Mask, metadata: &Metadata) -> BTreeMap<String, Vec<String>> {
    let mut chained = BTreeMap::new();
    if metadata.users_of_subjects().is_empty() {
        return chained;
    }
    let mut known: BTreeSet<&str> = metadata.resource_types.iter().map(String::as_str).collect();
    let beside: BTreeSet<&str> = read_beside(input, world)
        .filter(|name| is_referenced(name) && !known.contains(name))
        .collect();
    while let Some(name) = beside
        .iter()
        .copied()
        .find(|name| !known.contains(name) && known.iter().any(|user| uses(user, name)))
    {
        known.insert(name);
    }
    for name in beside.into_iter().filter(|name| known.contains(name)) {
        let users = known.iter().filter(|user| uses(user, name));
        chained.insert(
            name.to_owned(),
            users.map(|user| (*user).to_owned()).collect(),
        );
    }
    chained
}

/// The types that a policy reads beside its subject.
fn read_beside<'m>(input: &'m Mask, world: &'m Mask) -> impl Iterator<Item = &'m str> {
    ["account", "region"]
        .into_iter()
        .filter_map(|owner| input.at([owner, "resources"]))
        .chain([world])
        .flat_map(|resources| resources.named().map(|(name, _)| name))
}

fn uses(user: &str, used: &str) -> bool {
    USES.contains(&(user, used))
}

/// What `used_by` says to no effect: a type of which no user names a resource, and a user that names none of the types that
/// the policy goes through. The policy would see nothing of them, and nothing would say so.
pub fn idle_uses(input: &Mask, world: &Mask, metadata: &Metadata) -> Vec<String> {
    if metadata.used_by.is_empty() {
        return Vec::new();
    }
    let chained = chained(input, world, metadata);
    let read: BTreeSet<&str> = read_beside(input, world)
        .chain(metadata.resource_types.iter().map(String::as_str))
        .filter(|used| is_referenced(used) && !chained.contains_key(*used))
        .collect();
    let users: BTreeSet<&str> = metadata.used_by.iter().map(String::as_str).collect();
    // Nobody reads a user that others have to name themselves, but for one among the resources that it names.
    let names = |user: &str, used: &str| uses(user, used) && (!is_referenced(user) || user == used);
    let unused = read
        .iter()
        .filter(|used| !users.iter().any(|user| names(user, used)))
        .map(|used| format!("`used_by`: none of these types names any `{used}`"));
    let idle = users
        .iter()
        .filter(|user| !read.iter().any(|used| names(user, used)))
        .map(|user| format!("`used_by`: `{user}` names nothing that the control is about"));
    unused.chain(idle).collect()
}

/// What it takes to know all resources of a type.
///
/// `files_will_do` tells whether the regions of which AWS Config delivered files are all that is asked about; a control about
/// the account as a whole must know of every region.
fn listing(name: &str, files_will_do: bool) -> Vec<Need> {
    let need = |action: &str, regional: bool, in_config: bool| Need {
        action: action.to_owned(),
        regional,
        in_config,
        everywhere: false,
        resource_type: name.to_owned(),
        part: String::new(),
    };
    let Some(known) = resource::find(name) else {
        let mut needs = vec![need(CONFIG, true, true)];
        needs.extend(regions_need(files_will_do));
        return needs;
    };
    let in_config = known
        .parts
        .iter()
        .any(|part| part.path == "configuration" && part.in_config);
    match known.inventory {
        Inventory::Regional(action) => {
            let mut needs = vec![need(action, true, in_config)];
            needs.extend(regions_need(files_will_do));
            needs
        }
        Inventory::Global(action) | Inventory::Referenced(action) => {
            vec![need(action, false, in_config)]
        }
    }
}

/// What is asked of every resource of a type for the names of others that it holds, besides what lists it.
fn named_apart(user: &str) -> impl Iterator<Item = Need> {
    let parts = resource::find(user).map_or(&[][..], |known| known.parts);
    parts
        .iter()
        .filter(move |part| NAMED_APART.contains(&(user, part.path)))
        .map(move |part| Need {
            action: part.action.to_owned(),
            regional: part.regional,
            in_config: part.in_config,
            everywhere: part.everywhere,
            resource_type: user.to_owned(),
            part: part.path.to_owned(),
        })
}

/// What is asked of every resource of a type that others name.
fn following(name: &str, metadata: &Metadata) -> Vec<Need> {
    let known = resource::find(name)
        .filter(|known| matches!(known.inventory, Inventory::Referenced(_)))
        .filter(|_| !metadata.used_by.is_empty());
    known
        .into_iter()
        .flat_map(|known| known.prerequisites)
        .map(|action| Need {
            action: (*action).to_owned(),
            regional: false,
            in_config: true,
            everywhere: false,
            resource_type: name.to_owned(),
            part: String::new(),
        })
        .collect()
}

/// Which regions there are must be known before "in all regions" means anything.
fn regions_need(in_config: bool) -> Option<Need> {
    Some(Need {
        action: REGIONS.to_owned(),
        regional: false,
        in_config,
        everywhere: false,
        resource_type: String::new(),
        part: String::new(),
    })
}

/// The operation that tells which regions are enabled.
pub const REGIONS: &str = "account:ListRegions";
