//! Where a report may be brought.

use std::fmt;
use std::str::FromStr;

/// A place for a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// Security Hub CSPM, in the Regions of the findings or all in one.
    SecurityHub {
        /// The one Region for all findings.
        region: Option<String>,
    },
    /// A bucket.
    S3 {
        /// Its name.
        bucket: String,
        /// What keys begin with: empty, or with a slash at its end.
        prefix: String,
    },
    /// A topic.
    Sns {
        /// Its ARN.
        arn: String,
    },
}

/// Why a text is no target.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TargetError {
    /// There is no such kind of target.
    #[error("is no target")]
    Unknown,
    /// The name of the bucket is missing, or none.
    #[error("names no bucket")]
    Bucket,
    /// The ARN is none of a topic.
    #[error("names no topic: its ARN is `arn:aws:sns:REGION:ACCOUNT:NAME`")]
    Topic,
    /// The Region is none.
    #[error("names no Region")]
    Region,
}

impl FromStr for Target {
    type Err = TargetError;

    fn from_str(text: &str) -> Result<Self, TargetError> {
        if let Some(path) = text.strip_prefix("s3://") {
            return s3(path);
        }
        if text.starts_with("arn:") {
            return sns(text);
        }
        match text.split_once(':') {
            None if text == "securityhub" => Ok(Self::SecurityHub { region: None }),
            Some(("securityhub", region)) if is_word(region, b"-") => Ok(Self::SecurityHub {
                region: Some(region.to_owned()),
            }),
            Some(("securityhub", _)) => Err(TargetError::Region),
            Some(("sns", arn)) => sns(arn),
            _ => Err(TargetError::Unknown),
        }
    }
}

fn s3(path: &str) -> Result<Target, TargetError> {
    let (bucket, prefix) = path.split_once('/').unwrap_or((path, ""));
    if !is_word(bucket, b".-_") {
        return Err(TargetError::Bucket);
    }
    let prefix = prefix.trim_end_matches('/');
    Ok(Target::S3 {
        bucket: bucket.to_owned(),
        prefix: if prefix.is_empty() {
            String::new()
        } else {
            format!("{prefix}/")
        },
    })
}

fn sns(arn: &str) -> Result<Target, TargetError> {
    let parts: Vec<&str> = arn.split(':').collect();
    let is_topic = matches!(
        parts.as_slice(),
        ["arn", partition, "sns", region, account, name]
            if [partition, region].iter().all(|part| is_word(part, b"-"))
                && account.len() == 12
                && is_word(account, b"")
                && is_word(name, b"-_.")
    );
    if is_topic {
        Ok(Target::Sns {
            arn: arn.to_owned(),
        })
    } else {
        Err(TargetError::Topic)
    }
}

/// Whether a text is of letters, digits and some marks only.
fn is_word(text: &str, marks: &[u8]) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || marks.contains(&byte))
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SecurityHub { region: None } => f.write_str("securityhub"),
            Self::SecurityHub {
                region: Some(region),
            } => write!(f, "securityhub:{region}"),
            Self::S3 { bucket, prefix } => write!(f, "s3://{bucket}/{prefix}"),
            Self::Sns { arn } => f.write_str(arn),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_written_as_they_are_read() {
        for (text, same) in [
            ("securityhub", "securityhub"),
            ("securityhub:eu-west-1", "securityhub:eu-west-1"),
            ("s3://bucket", "s3://bucket/"),
            ("s3://bucket/", "s3://bucket/"),
            ("s3://bucket/a/b", "s3://bucket/a/b/"),
            ("s3://bucket/a/b/", "s3://bucket/a/b/"),
            (
                "arn:aws:sns:eu-west-1:111122223333:audit",
                "arn:aws:sns:eu-west-1:111122223333:audit",
            ),
            (
                "sns:arn:aws-us-gov:sns:us-gov-west-1:111122223333:audit.fifo",
                "arn:aws-us-gov:sns:us-gov-west-1:111122223333:audit.fifo",
            ),
        ] {
            let target: Target = text.parse().unwrap();
            assert_eq!(target.to_string(), same);
            assert_eq!(same.parse(), Ok(target));
        }
    }

    #[test]
    fn what_is_no_target_says_what_is_missing() {
        for (text, error) in [
            ("", TargetError::Unknown),
            ("security-hub", TargetError::Unknown),
            ("https://example.com/", TargetError::Unknown),
            ("securityhub:", TargetError::Region),
            ("securityhub:eu west", TargetError::Region),
            ("s3://", TargetError::Bucket),
            ("s3:///prefix", TargetError::Bucket),
            ("s3://bucket name/", TargetError::Bucket),
            ("sns:audit", TargetError::Topic),
            (
                "arn:aws:sqs:eu-west-1:111122223333:audit",
                TargetError::Topic,
            ),
            ("arn:aws:sns:eu-west-1:1111:audit", TargetError::Topic),
            ("arn:aws:sns::111122223333:audit", TargetError::Topic),
            (
                "arn:aws:sns:eu-west-1:111122223333:audit:subscription",
                TargetError::Topic,
            ),
        ] {
            assert_eq!(text.parse::<Target>(), Err(error), "{text}");
        }
    }
}
