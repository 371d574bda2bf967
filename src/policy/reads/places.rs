//! Places in the input: a step further, whether the step exists, and what of a place is read.

use super::Analysis;
use crate::policy::diagnostic::did_you_mean;
use crate::policy::flow::{Abstract, Place, Root};
use crate::policy::mask::Step;
use crate::policy::shape;
use crate::policy::shape::Shape;
use crate::policy::syntax::{Module, Position};
use crate::resource::{self, published};

impl<'a> Analysis<'a> {
    /// The path of a place within its item, if a field on it may be absent.
    pub(super) fn optional_path(&mut self, place: &Place) -> Option<String> {
        // What is gone through is there; only fields after the last step through a collection can be absent.
        let last_each = place
            .path
            .iter()
            .rposition(|step| *step == Step::Each)
            .map_or(0, |index| index + 1);
        let mut optional = false;
        for end in last_each..place.path.len() {
            let parent = Place {
                root: place.root,
                path: place.path[..end].to_vec(),
            };
            optional |= match (self.shape(&parent), &place.path[end]) {
                (Shape::Object(fields), Step::Field(name)) => {
                    fields.get(name).is_some_and(|field| field.optional)
                }
                // Every type is there, with or without resources.
                (Shape::Any, Step::Field(_)) => !is_resources(&parent),
                (Shape::Map(_), Step::Field(_)) => true,
                _ => false,
            };
        }
        optional.then(|| within_item(place))
    }

    pub(super) fn each(
        &mut self,
        value: &Abstract,
        module: &Module,
        position: Position,
    ) -> Abstract {
        let element = self.index(value, &Step::Each, module, position);
        self.touch(&element, module, position);
        element
    }

    /// Reads whether a value is there: an assignment or a call of what is undefined is undefined, whatever becomes of the value.
    pub(super) fn touch(&mut self, value: &Abstract, module: &Module, position: Position) {
        for place in &value.places {
            self.record(place, false, module, position);
        }
    }

    pub(super) fn index(
        &mut self,
        value: &Abstract,
        step: &Step,
        module: &Module,
        position: Position,
    ) -> Abstract {
        let mut result = value.built(step);
        for place in &value.places {
            if let Some(place) = self.extend(place, step, module, position) {
                result.places.insert(place);
            }
        }
        result
    }

    /// A step further from a place, if the shape of the input allows it.
    pub(super) fn extend(
        &mut self,
        place: &Place,
        step: &Step,
        module: &Module,
        position: Position,
    ) -> Option<Place> {
        let mut further = place.clone();
        if *step == Step::Each && is_container(place) && !is_resources(place) {
            let message = "which parts of the input this reads cannot be told".to_owned();
            let help = Some("name the field".to_owned());
            self.report(module, position, message, help);
            return None;
        }
        if is_resources(place) {
            let Step::Field(resource_type) = step else {
                let message = "which resource types this reads cannot be told";
                let help = "name the type, or list the types under `reads` in the metadata";
                self.read_declared(place, module, position, message, help);
                return None;
            };
            if let Some(help) = unknown_type(resource_type) {
                self.report(
                    module,
                    position,
                    format!("unknown resource type `{resource_type}`"),
                    help,
                );
                return None;
            }
            further.path.push(step.clone());
            return Some(further);
        }
        if is_resource_map(place) {
            // All resources of a type have one shape, whatever their key.
            further.path.push(Step::Each);
            return Some(further);
        }
        let shape = self.shape(place);
        match (shape, step) {
            (Shape::Any, Step::Field(name)) => {
                if let Some(meant) = self.misspelt(place, name) {
                    let within = within_item(place);
                    let message = format!("unknown field `{name}` in `{within}`");
                    let help = format!(
                        "did you mean `{meant}`, as AWS publishes it? If not, say why under `unpublished` in the metadata"
                    );
                    self.report(module, position, message, Some(help));
                    return None;
                }
            }
            (Shape::Any | Shape::Map(_), _) | (Shape::List(_) | Shape::Object(_), Step::Each) => {}
            (Shape::Object(fields), Step::Field(name)) => {
                if !fields.contains_key(name) {
                    let help =
                        did_you_mean(name, fields.keys().map(String::as_str)).or_else(|| {
                            Some(match fields.is_empty() {
                                true => "it has no fields".to_owned(),
                                false => format!("it has {}", list(fields.keys())),
                            })
                        });
                    let message = match within_item(place) {
                        within if within.is_empty() => format!("unknown field `{name}`"),
                        within => format!("unknown field `{name}` in `{within}`"),
                    };
                    self.report(module, position, message, help);
                    return None;
                }
            }
            (Shape::List(_), Step::Field(name)) => {
                let message = format!(
                    "`{}` is a list and has no field `{name}`",
                    within_item(place)
                );
                let help = Some("go through it with `some x in …`".to_owned());
                self.report(module, position, message, help);
                return None;
            }
            (Shape::String | Shape::Number | Shape::Boolean, _) => {
                let message = format!(
                    "`{}` is {} and has no parts",
                    within_item(place),
                    shape.type_name()
                );
                self.report(module, position, message, None);
                return None;
            }
        }
        further.path.push(step.clone());
        Some(further)
    }

    /// What was meant, where a field of types that only AWS Config knows looks like a misspelling of what AWS publishes.
    ///
    /// A policy over several types may name the fields of any of them, so each of them has to take it for a slip.
    fn misspelt(&self, place: &Place, name: &str) -> Option<&'static str> {
        let (types, start) = match (item_start(place), place.path.as_slice()) {
            (Some(start), path) => match &path[start - 2] {
                Step::Field(resource_type) => (std::slice::from_ref(resource_type), start),
                Step::Each => return None,
            },
            (None, [Step::Field(subject), ..])
                if place.root == Root::Input && subject == "resource" =>
            {
                (self.context.subjects, 1)
            }
            _ => return None,
        };
        // The lists leave out steps into lists.
        let path: Vec<&str> = place.path[start..]
            .iter()
            .filter_map(|step| match step {
                Step::Field(name) => Some(name.as_str()),
                Step::Each => None,
            })
            .collect();
        let whole = format!("{}.{name}", path.join("."));
        if self.context.unpublished.contains_key(&whole) {
            return None;
        }
        let mut meant = types
            .iter()
            .map(|resource_type| published::find(resource_type)?.misspelt(&path, name));
        meant.try_fold(None, |_, meant| meant.map(Some)).flatten()
    }

    pub(super) fn shape(&self, place: &Place) -> &'a Shape {
        let mut shape = match place.root {
            Root::Input => &self.context.input,
            Root::World => &shape::ANY,
        };
        let mut path = place.path.as_slice();
        if let Some(start) = item_start(place) {
            let Some(Step::Field(resource_type)) = path.get(start - 2) else {
                return &shape::ANY;
            };
            shape = shape::item(resource_type);
            path = &path[start..];
        }
        for step in path {
            shape = match (shape, step) {
                (Shape::Object(fields), Step::Field(name)) => match fields.get(name) {
                    Some(field) => &field.shape,
                    None => return &shape::ANY,
                },
                (Shape::List(element) | Shape::Map(element), _) => element,
                _ => return &shape::ANY,
            };
        }
        shape
    }

    /// Reads the types that the author declares, all of them and whole: which of them it is cannot be told.
    pub(super) fn read_declared(
        &mut self,
        place: &Place,
        module: &Module,
        position: Position,
        message: &str,
        help: &str,
    ) {
        if self.context.declared.is_empty() {
            self.report(module, position, message.to_owned(), Some(help.to_owned()));
        }
        for resource_type in self.context.declared {
            let mut path = place.path.clone();
            path.extend([Step::Field(resource_type.clone()), Step::Each]);
            match place.root {
                Root::Input => self.reading.input.add(&path, true),
                Root::World => self.reading.world.add(&path, true),
            }
        }
    }

    pub(super) fn use_whole(&mut self, value: &Abstract, module: &Module, position: Position) {
        for place in &value.places {
            self.record(place, true, module, position);
        }
        if let Some(element) = &value.element {
            self.use_whole(element, module, position);
        }
        for field in value.fields.values() {
            self.use_whole(field, module, position);
        }
    }

    pub(super) fn record(
        &mut self,
        place: &Place,
        whole: bool,
        module: &Module,
        position: Position,
    ) {
        if is_container(place) {
            if whole {
                let message = "this takes the whole input; what it reads cannot be told";
                let help = "pass the fields that are needed";
                if is_resources(place) {
                    let help = "name the type, or list the types under `reads` in the metadata";
                    self.read_declared(place, module, position, message, help);
                } else {
                    self.report(module, position, message.to_owned(), Some(help.to_owned()));
                }
            }
            return;
        }
        match place.root {
            Root::Input => self.reading.input.add(&place.path, whole),
            Root::World => self.reading.world.add(&place.path, whole),
        }
    }
}

/// Whether a place holds resources, or objects of resources: never read whole without a word.
pub(super) fn is_container(place: &Place) -> bool {
    match (place.root, place.path.as_slice()) {
        (Root::Input, []) => true,
        (Root::Input, [Step::Field(name)]) => matches!(name.as_str(), "account" | "region"),
        _ => is_resources(place),
    }
}

/// Whether a place is an object of resources by type.
pub(super) fn is_resources(place: &Place) -> bool {
    match (place.root, place.path.as_slice()) {
        (Root::World, []) => true,
        (Root::Input, [Step::Field(owner), Step::Field(name)]) => {
            matches!(owner.as_str(), "account" | "region") && name == "resources"
        }
        _ => false,
    }
}

/// Whether a place is an object of one type's resources by key.
pub(super) fn is_resource_map(place: &Place) -> bool {
    match place.path.split_last() {
        Some((_, parent)) => is_resources(&Place {
            root: place.root,
            path: parent.to_vec(),
        }),
        None => false,
    }
}

/// The number of steps that lead to the item a place is in, if it is one of `resources[TYPE][KEY]`.
pub(super) fn item_start(place: &Place) -> Option<usize> {
    let start = match place.root {
        Root::World => 2,
        Root::Input => 4,
    };
    let is_inside = place.path.len() >= start
        && is_resources(&Place {
            root: place.root,
            path: place.path[..start - 2].to_vec(),
        });
    is_inside.then_some(start)
}

/// The path of a place as its author thinks of it: within the item, where it is in one.
pub(super) fn within_item(place: &Place) -> String {
    let start = match (item_start(place), place.path.first()) {
        (Some(start), _) => start,
        (None, Some(Step::Field(name))) if place.root == Root::Input && name == "resource" => 1,
        _ => 0,
    };
    place.path[start..]
        .iter()
        .map(|step| match step {
            Step::Field(name) => name.as_str(),
            Step::Each => "*",
        })
        .collect::<Vec<_>>()
        .join(".")
}

/// What to say of a type that does not exist; none where it may.
pub(super) fn unknown_type(name: &str) -> Option<Option<String>> {
    if resource::find(name).is_some() {
        return None;
    }
    let known = resource::CATALOGUE.iter().map(|known| known.name);
    let near = known
        .map(|known| (strsim::damerau_levenshtein(name, known), known))
        .filter(|(distance, _)| *distance <= 2)
        .min()
        .map(|(_, known)| format!("did you mean `{known}`?"));
    if near.is_some() {
        return Some(near);
    }
    let is_type = name.split("::").count() == 3 && name.split("::").all(|part| !part.is_empty());
    (!is_type).then(|| Some("a type has three parts, like `AWS::EC2::SecurityGroup`".to_owned()))
}

pub(super) fn list<'a>(names: impl Iterator<Item = &'a String>) -> String {
    const SHOWN: usize = 12;
    let names: Vec<&str> = names.map(String::as_str).collect();
    let mut text = names
        .iter()
        .take(SHOWN)
        .map(|name| format!("`{name}`"))
        .collect::<Vec<_>>()
        .join(", ");
    if names.len() > SHOWN {
        text.push_str(", …");
    }
    text
}

/// What is wrong with the name of a resource type in metadata, if anything.
pub fn check_type_name(name: &str) -> Option<Option<String>> {
    unknown_type(name)
}
