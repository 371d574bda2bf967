//! What a collection could not read, said once for each cause.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::gap::{Gap, GapKind};
use crate::report::escape::terminal;

/// How many causes are named before they are only counted.
const NAMED: usize = 10;

/// Why something could not be read: the action, how it failed, AWS's code for that, and the type where it serves several.
type Cause<'g> = (&'g str, GapKind, Option<&'g str>, Option<&'g str>);

/// The gaps of one cause.
#[derive(Default)]
struct Alike<'g> {
    count: usize,
    accounts: BTreeSet<&'g str>,
    regions: BTreeSet<&'g str>,
    resources: BTreeSet<(&'g str, Option<&'g str>, &'g str)>,
}

/// A line for each action and the reason for which it failed, those with the most gaps first.
pub fn lines(gaps: &[Gap]) -> Vec<String> {
    let mut by_cause: BTreeMap<Cause<'_>, Alike<'_>> = BTreeMap::new();
    for gap in gaps {
        let cause = (
            gap.action.as_str(),
            gap.kind,
            gap.code.as_deref(),
            gap.resource_type.as_deref(),
        );
        let alike = by_cause.entry(cause).or_default();
        alike.count += 1;
        alike.accounts.insert(&gap.account_id);
        alike.regions.extend(gap.region.as_deref());
        if let Some(resource) = &gap.resource {
            let region = gap.region.as_deref();
            alike.resources.insert((&gap.account_id, region, resource));
        }
    }
    let mut causes: Vec<_> = by_cause.into_iter().collect();
    causes.sort_by_key(|(_, alike)| std::cmp::Reverse(alike.count));
    let mut lines: Vec<String> = causes
        .iter()
        .take(NAMED)
        .map(|((action, kind, code, resource_type), alike)| {
            let of = resource_type.map_or(String::new(), |name| format!(" for {name}"));
            let code = code.map_or(String::new(), |code| format!(" ({code})"));
            let line = format!(
                "{action}: {}{of} in {}{code}{}",
                kind.as_words(),
                place(alike),
                resources(alike)
            );
            terminal(&line)
        })
        .collect();
    if causes.len() > NAMED {
        let (causes, gaps) = causes[NAMED..]
            .iter()
            .fold((0, 0), |(causes, gaps), (_, alike)| {
                (causes + 1, gaps + alike.count)
            });
        lines.push(format!(
            "and {} for {}",
            counted(gaps, "gap"),
            counted(causes, "other reason")
        ));
    }
    lines
}

fn place(alike: &Alike<'_>) -> String {
    let account = match alike.accounts.first() {
        Some(account) if alike.accounts.len() == 1 => (*account).to_owned(),
        _ => counted(alike.accounts.len(), "account"),
    };
    match alike.regions.first() {
        None => account,
        Some(region) if alike.regions.len() == 1 => format!("{account}/{region}"),
        Some(_) => format!("{} of {account}", counted(alike.regions.len(), "region")),
    }
}

fn resources(alike: &Alike<'_>) -> String {
    match alike.resources.first() {
        None => String::new(),
        Some((_, _, resource)) if alike.resources.len() == 1 => format!(", {resource}"),
        Some(_) => format!(", {}", counted(alike.resources.len(), "resource")),
    }
}

fn counted(number: usize, word: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {word}{plural}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gap(action: &str, region: Option<&str>, resource: Option<&str>) -> Gap {
        Gap {
            action: action.to_owned(),
            account_id: "111122223333".to_owned(),
            region: region.map(str::to_owned),
            resource_type: None,
            resource: resource.map(str::to_owned),
            kind: GapKind::AccessDenied,
            code: Some("AccessDeniedException".to_owned()),
            message: Some("not authorized".to_owned()),
        }
    }

    #[test]
    fn what_has_one_cause_is_one_line_with_its_count() {
        let mut gaps = Vec::new();
        for region in 0..17 {
            for key in ["a", "b"] {
                let region = format!("region-{region}");
                gaps.push(gap("kms:DescribeKey", Some(&region), Some(key)));
            }
        }
        gaps.push(gap("s3:GetBucketPolicy", None, Some("logs\u{1b}[2J")));
        gaps.push(gap("cloudtrail:DescribeTrails", Some("eu-west-1"), None));
        let scp = Gap {
            kind: GapKind::ScpDenied,
            code: None,
            ..gap("kms:DescribeKey", Some("region-1"), None)
        };
        gaps.push(scp);
        assert_eq!(
            lines(&gaps),
            [
                "kms:DescribeKey: access denied in 17 regions of 111122223333 (AccessDeniedException), 34 resources",
                "cloudtrail:DescribeTrails: access denied in 111122223333/eu-west-1 (AccessDeniedException)",
                "kms:DescribeKey: denied by a service control policy in 111122223333/region-1",
                "s3:GetBucketPolicy: access denied in 111122223333 (AccessDeniedException), logs\\u{1b}[2J",
            ]
        );
        assert_eq!(lines(&[]), [""; 0]);
    }

    #[test]
    fn rare_causes_are_counted() {
        let actions = (0..13).map(|number| format!("kms:Action{number:02}"));
        let gaps: Vec<Gap> = actions.map(|action| gap(&action, None, None)).collect();
        let lines = lines(&gaps);
        assert_eq!(lines.len(), 11);
        assert_eq!(lines[10], "and 3 gaps for 3 other reasons");
    }
}
