//! Where a call is made, and for what: what a gap and the ledger of calls say of it.

use crate::model::gap::{Gap, GapKind};

/// A call's action, and the place and thing that it is about.
#[derive(Clone, Debug)]
pub(super) struct Place {
    /// The IAM action of the operation.
    pub action: &'static str,
    /// The region; none where the operation is the account's.
    pub region: Option<String>,
    /// The type, where the action serves several.
    pub resource_type: Option<String>,
    /// The key of the one resource that the call is about.
    pub resource: Option<String>,
    /// What a reader of the gap should know besides AWS's message.
    pub note: Option<String>,
}

impl Place {
    /// A call in a region.
    pub fn regional(action: &'static str, region: &str) -> Self {
        Self {
            region: Some(region.to_owned()),
            ..Self::global(action)
        }
    }

    /// A call that is the account's, wherever it is sent.
    pub fn global(action: &'static str) -> Self {
        Self {
            action,
            region: None,
            resource_type: None,
            resource: None,
            note: None,
        }
    }

    /// The same, about one resource.
    pub fn resource(self, key: impl Into<String>) -> Self {
        Self {
            resource: Some(key.into()),
            ..self
        }
    }

    /// The same, about one type.
    pub fn of_type(self, resource_type: &str) -> Self {
        Self {
            resource_type: Some(resource_type.to_owned()),
            ..self
        }
    }

    /// The same, with a note for whoever reads the gap.
    pub fn note(self, note: Option<String>) -> Self {
        Self { note, ..self }
    }

    /// The gap that a failure there leaves.
    pub fn gap(
        &self,
        account: &str,
        kind: GapKind,
        code: Option<String>,
        message: Option<String>,
    ) -> Gap {
        let message = match (message, &self.note) {
            (Some(message), Some(note)) => Some(format!("{message} ({note})")),
            (None, Some(note)) => Some(note.clone()),
            (message, None) => message,
        };
        Gap {
            action: self.action.to_owned(),
            account_id: account.to_owned(),
            region: self.region.clone(),
            resource_type: self.resource_type.clone(),
            resource: self.resource.clone(),
            kind,
            code,
            message,
        }
    }
}
