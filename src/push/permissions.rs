//! What a target takes of IAM.

use super::Target;

/// What has to be allowed for a target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Permission {
    /// A name for the statement.
    pub sid: &'static str,
    /// The actions.
    pub actions: &'static [&'static str],
    /// What they are allowed on.
    pub resource: String,
}

/// The permission that a target takes. A key of one's own behind a bucket or a topic takes more, which only its owner knows.
pub fn permission(target: &Target) -> Permission {
    match target {
        Target::SecurityHub { .. } => Permission {
            sid: "AssizePushSecurityHub",
            actions: &["securityhub:BatchImportFindings", "securityhub:GetFindings"],
            resource: "*".to_owned(),
        },
        Target::S3 { bucket, prefix } => Permission {
            sid: "AssizePushS3",
            actions: &["s3:PutObject"],
            resource: format!("arn:aws:s3:::{bucket}/{prefix}*"),
        },
        Target::Sns { arn } => Permission {
            sid: "AssizePushSns",
            actions: &["sns:Publish"],
            resource: arn.clone(),
        },
    }
}
