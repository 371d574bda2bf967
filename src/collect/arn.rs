//! The parts of an ARN that tell where a resource lives and whose it is.

/// The service, as ARNs spell it.
pub(super) fn service(arn: &str) -> Option<&str> {
    part(arn, 2)
}

/// The region, where the ARN names one.
pub(super) fn region(arn: &str) -> Option<&str> {
    part(arn, 3)
}

/// The account, where the ARN names one.
pub(super) fn account(arn: &str) -> Option<&str> {
    part(arn, 4)
}

fn part(arn: &str, number: usize) -> Option<&str> {
    let mut parts = arn.split(':');
    if parts.next() != Some("arn") {
        return None;
    }
    parts.nth(number - 1).filter(|part| !part.is_empty())
}
