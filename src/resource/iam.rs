//! IAM: users, groups, roles and the customer's own managed policies.
//!
//! One operation, `GetAccountAuthorizationDetails`, tells of all four. The shapes are those of AWS Config's items, which hold
//! the same answer in camelCase; only the documents differ, which IAM hands out percent-encoded and which are objects here.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Inventory, Part, ResourceType, global, nothing, schema_of};

/// The one operation.
const DETAILS: &str = "iam:GetAccountAuthorizationDetails";

/// The types, whose relationships AWS Config alone tells.
pub const TYPES: [&str; 4] = [GROUP.name, POLICY.name, ROLE.name, USER.name];

/// A group.
pub static GROUP: ResourceType = of_details(
    "AWS::IAM::Group",
    "an IAM group, with its inline policies; its members are in the users",
    &[global("configuration", DETAILS, true)],
    schema_of::<Group>,
);

/// A customer managed policy. AWS's own managed policies are none of the account's resources.
pub static POLICY: ResourceType = of_details(
    "AWS::IAM::Policy",
    "a customer managed policy of IAM, with the documents of its versions; AWS's own are not among them",
    &[
        global("configuration", DETAILS, true),
        global("tags", "iam:ListPolicyTags", true),
    ],
    schema_of::<Policy>,
);

/// A role.
pub static ROLE: ResourceType = of_details(
    "AWS::IAM::Role",
    "an IAM role, with its trust policy and its inline policies",
    &CONFIGURATION_AND_TAGS,
    schema_of::<Role>,
);

/// A user.
pub static USER: ResourceType = of_details(
    "AWS::IAM::User",
    "an IAM user, with its inline policies and the groups that it is in",
    &CONFIGURATION_AND_TAGS,
    schema_of::<User>,
);

const CONFIGURATION_AND_TAGS: [Part; 2] = [
    global("configuration", DETAILS, true),
    global("tags", DETAILS, true),
];

const fn of_details(
    name: &'static str,
    about: &'static str,
    parts: &'static [Part],
    configuration: fn() -> Value,
) -> ResourceType {
    ResourceType {
        name,
        about,
        inventory: Inventory::Global(DETAILS),
        has_arn: true,
        parts,
        prerequisites: &[],
        configuration,
        supplementary: nothing,
    }
}

/// A group. Times are RFC 3339 in UTC.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct Group {
    /// The path, `/` where none was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// The group's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group_name: Option<String>,
    /// The group's id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group_id: Option<String>,
    /// The group's ARN.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arn: Option<String>,
    /// When the group was made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub create_date: Option<String>,
    /// The inline policies.
    pub group_policy_list: Vec<InlinePolicy>,
    /// The managed policies that are attached, AWS's own among them.
    pub attached_managed_policies: Vec<AttachedPolicy>,
}

/// A customer managed policy. Times are RFC 3339 in UTC.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct Policy {
    /// The policy's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy_name: Option<String>,
    /// The policy's id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy_id: Option<String>,
    /// The policy's ARN.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arn: Option<String>,
    /// The path, `/` where none was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// The version that is in force.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_version_id: Option<String>,
    /// How many users, groups and roles it is attached to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attachment_count: Option<i64>,
    /// How many users and roles have it as their permissions boundary.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub permissions_boundary_usage_count: Option<i64>,
    /// Whether it can be attached.
    pub is_attachable: bool,
    /// What the policy is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// When the policy was made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub create_date: Option<String>,
    /// When the policy last got another version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub update_date: Option<String>,
    /// The versions, of which one is in force.
    pub policy_version_list: Vec<PolicyVersion>,
}

/// A version of a managed policy.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct PolicyVersion {
    /// The policy document.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document: Option<Value>,
    /// For example `v2`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version_id: Option<String>,
    /// Whether it is the version in force.
    pub is_default_version: bool,
    /// When the version was made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub create_date: Option<String>,
}

/// A role. Times are RFC 3339 in UTC.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct Role {
    /// The path; `/aws-service-role/…` for the role of an AWS service.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// The role's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role_name: Option<String>,
    /// The role's id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role_id: Option<String>,
    /// The role's ARN.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arn: Option<String>,
    /// When the role was made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub create_date: Option<String>,
    /// The trust policy: who may assume the role.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assume_role_policy_document: Option<Value>,
    /// The instance profiles that hold the role.
    pub instance_profile_list: Vec<InstanceProfile>,
    /// The inline policies.
    pub role_policy_list: Vec<InlinePolicy>,
    /// The managed policies that are attached, AWS's own among them.
    pub attached_managed_policies: Vec<AttachedPolicy>,
    /// The policy beyond which nothing is allowed; absent means none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub permissions_boundary: Option<PermissionsBoundary>,
    /// The tags, as pairs.
    pub tags: Vec<Tag>,
    /// When the role was last used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role_last_used: Option<RoleLastUsed>,
}

/// A user. Times are RFC 3339 in UTC.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct User {
    /// The path, `/` where none was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// The user's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_name: Option<String>,
    /// The user's id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_id: Option<String>,
    /// The user's ARN.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arn: Option<String>,
    /// When the user was made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub create_date: Option<String>,
    /// The inline policies.
    pub user_policy_list: Vec<InlinePolicy>,
    /// The names of the groups that the user is in.
    pub group_list: Vec<String>,
    /// The managed policies that are attached, AWS's own among them.
    pub attached_managed_policies: Vec<AttachedPolicy>,
    /// The policy beyond which nothing is allowed; absent means none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub permissions_boundary: Option<PermissionsBoundary>,
    /// The tags, as pairs.
    pub tags: Vec<Tag>,
}

/// An inline policy.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct InlinePolicy {
    /// The policy's name, which is its holder's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy_name: Option<String>,
    /// The policy document.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy_document: Option<Value>,
}

/// A managed policy that is attached.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct AttachedPolicy {
    /// The policy's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy_name: Option<String>,
    /// The policy's ARN; of AWS's own, with `aws` for the account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy_arn: Option<String>,
}

/// A permissions boundary.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct PermissionsBoundary {
    /// Always `PermissionsBoundaryPolicy`, or `Policy` in items of AWS Config.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub permissions_boundary_type: Option<String>,
    /// The ARN of the policy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub permissions_boundary_arn: Option<String>,
}

/// An instance profile.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct InstanceProfile {
    /// The path, `/` where none was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// The profile's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instance_profile_name: Option<String>,
    /// The profile's id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instance_profile_id: Option<String>,
    /// The profile's ARN.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arn: Option<String>,
    /// When the profile was made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub create_date: Option<String>,
    /// The roles in it, one at most.
    pub roles: Vec<ProfileRole>,
}

/// The role in an instance profile.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct ProfileRole {
    /// The path.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// The role's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role_name: Option<String>,
    /// The role's id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role_id: Option<String>,
    /// The role's ARN.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arn: Option<String>,
    /// When the role was made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub create_date: Option<String>,
    /// The trust policy: who may assume the role.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assume_role_policy_document: Option<Value>,
}

/// When and where a role was last used; both are absent where it never was.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct RoleLastUsed {
    /// When.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_used_date: Option<String>,
    /// In which region.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
}

/// A tag.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct Tag {
    /// The tag's key.
    pub key: String,
    /// The tag's value.
    pub value: String,
}

/// A policy document from the text in which IAM and AWS Config keep it: JSON, mostly percent-encoded by RFC 3986. None where
/// it is no JSON object.
pub fn document(text: &str) -> Option<Value> {
    let parsed = |text: &str| serde_json::from_str(text).ok().filter(Value::is_object);
    parsed(text).or_else(|| parsed(&percent_decoded(text)?))
}

fn percent_decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let mut digit = || char::from(rest.next()?).to_digit(16);
            bytes.push(u8::try_from(digit()? * 16 + digit()?).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::document;

    #[test]
    fn documents_are_decoded_where_they_are_encoded() {
        let policy = json!({"Statement": [{"Resource": "arn:aws:s3:::é+/100%25/*"}]});
        let plain = policy.to_string();
        let encoded: String = plain
            .bytes()
            .map(|byte| match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'+' => char::from(byte).to_string(),
                _ => format!("%{byte:02X}"),
            })
            .collect();
        assert_eq!(document(&encoded), Some(policy.clone()));
        // What is not encoded is not decoded.
        assert_eq!(document(&plain), Some(policy));
    }

    #[test]
    fn what_is_no_document_is_none() {
        for text in ["", "%7B", "%7B%7", "%7B%7G", "[]", "%5B%5D", "%FF", "\"x\""] {
            assert_eq!(document(text), None, "{text}");
        }
        assert_eq!(document("%7B%7D"), Some(json!({})));
    }
}
