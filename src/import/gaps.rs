//! What an item leaves open about its own resource.

use serde_json::Value;

use crate::model::gap::{Gap, GapKind};
use crate::model::item::{ConfigurationItem, ItemStatus};
use crate::resource::{self, CONFIG_DELIVERY};

use super::normalize::{self, Misfit, Normalized};

/// Gaps for what an item says in a way that nobody knows, and for what it should say and does not.
pub(super) fn of(normalized: &Normalized) -> Vec<Gap> {
    let Normalized { item, misfits } = normalized;
    match item.configuration_item_status {
        ItemStatus::ResourceDeleted | ItemStatus::ResourceDeletedNotRecorded => Vec::new(),
        ItemStatus::ResourceNotRecorded => vec![not_recorded(item)],
        ItemStatus::Ok | ItemStatus::ResourceDiscovered => {
            let strange = misfits.iter().map(|misfit| {
                let message = format!("AWS Config's {}: {}", misfit.path, misfit.message);
                in_part(item, misfit.path, GapKind::Failed, message)
            });
            let missing = missing(item, misfits).into_iter().map(|path| {
                let message = format!("AWS Config's item says nothing of {path}");
                in_part(item, path, GapKind::NotCollected, message)
            });
            strange.chain(missing).collect()
        }
    }
}

/// The parts that AWS Config says of every such resource, and did not say of this one.
fn missing(item: &ConfigurationItem, misfits: &[Misfit]) -> Vec<&'static str> {
    let mut paths = normalize::always_said(&item.resource_type);
    paths.retain(|path| misfits.iter().all(|misfit| misfit.path != *path));
    paths.retain(
        |path| match path.strip_prefix("supplementaryConfiguration.") {
            Some(part) => !item.supplementary_configuration.contains_key(part),
            None => item.configuration == Value::Null,
        },
    );
    paths
}

fn not_recorded(item: &ConfigurationItem) -> Gap {
    Gap {
        action: CONFIG_DELIVERY.to_owned(),
        account_id: item.account_id.clone(),
        region: None,
        resource_type: Some(item.resource_type.clone()),
        resource: Some(item.key()),
        kind: GapKind::NotCollected,
        code: Some("ResourceNotRecorded".to_owned()),
        message: Some(
            "AWS Config knows of the resource and did not record its configuration".to_owned(),
        ),
    }
}

/// A gap in one part of a resource: the action is that of the operation which would fill it, so only what reads the
/// part is in doubt.
fn in_part(item: &ConfigurationItem, path: &str, kind: GapKind, message: String) -> Gap {
    let part = resource::find(&item.resource_type)
        .and_then(|known| known.parts.iter().find(|part| part.path == path));
    Gap {
        action: part.map_or(CONFIG_DELIVERY, |part| part.action).to_owned(),
        account_id: item.account_id.clone(),
        region: part
            .filter(|part| part.regional)
            .map(|_| item.aws_region.clone()),
        resource_type: Some(item.resource_type.clone()),
        resource: Some(item.key()),
        kind,
        code: None,
        message: Some(message),
    }
}
