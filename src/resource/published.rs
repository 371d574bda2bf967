//! What AWS publishes of the types that only AWS Config knows: the properties of their items that can be queried.
//!
//! The lists are AWS's own and no shapes: items hold more than can be queried, and lists are not marked as such. So a name
//! that is not on a list is not wrong. What can be told is a slip of the pen: a name that is on no list, but differs from one
//! beside it as a misspelling does.
//!
//! Nothing is parsed before somebody asks for a type, and then nothing but that type's lines.

/// The lists. `published/README.md` says where they come from.
const TYPES: &str = include_str!("published/types.txt");

/// AWS's list of one type's properties.
#[derive(Clone, Copy, Debug)]
pub struct Published {
    /// The type.
    pub name: &'static str,
    /// The lines below the type's name.
    body: &'static str,
}

/// A property on a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Property {
    /// Its path in the item, for example `configuration.ipPermissions.fromPort`; steps into lists are left out.
    pub path: String,
    /// AWS's word for what it is: `string`, `integer`, `boolean`, `date`, `float`, `cidr_block` or `ip`; in a list, of its
    /// elements.
    pub kind: &'static str,
}

/// AWS's list of a type, if there is one.
pub fn find(resource_type: &str) -> Option<Published> {
    types().find(|published| published.name == resource_type)
}

/// All types of which there is a list, by name.
pub fn types() -> impl Iterator<Item = Published> {
    let mut rest = TYPES;
    std::iter::from_fn(move || {
        let start = rest.starts_with("AWS::").then_some(0);
        let start = start.or_else(|| rest.find("\nAWS::").map(|index| index + 1))?;
        let (head, after) = rest[start..].split_once('\n')?;
        let end = after.find("\nAWS::").map_or(after.len(), |index| index + 1);
        let (body, next) = after.split_at(end);
        rest = next;
        let name = head.split(' ').next()?;
        Some(Published { name, body })
    })
}

/// A line of a list: how deep it is, the name, and the kind if one is said.
fn lines(body: &'static str) -> impl Iterator<Item = (usize, &'static str, Option<&'static str>)> {
    body.lines().map(|line| {
        let text = line.trim_start_matches(' ');
        let depth = line.len() - text.len() - 1;
        match text.split_once(' ') {
            Some((name, kind)) => (depth, name, Some(kind)),
            None => (depth, text, None),
        }
    })
}

impl Published {
    /// The properties, in the order of the list.
    pub fn properties(&self) -> Vec<Property> {
        let lines: Vec<_> = lines(self.body).collect();
        let mut path: Vec<&str> = Vec::new();
        let mut properties = Vec::new();
        for (index, (depth, name, kind)) in lines.iter().enumerate() {
            path.truncate(*depth);
            path.push(name);
            let is_leaf = lines.get(index + 1).is_none_or(|(next, ..)| next <= depth);
            if is_leaf {
                properties.push(Property {
                    path: path.join("."),
                    kind: kind.unwrap_or("string"),
                });
            }
        }
        properties
    }

    /// The names right below a path.
    fn names(&self, path: &[&str]) -> Vec<&'static str> {
        let mut inside = 0;
        let mut names = Vec::new();
        for (depth, name, _) in lines(self.body) {
            // Behind the place that was looked for, or a part of the way there.
            if depth < inside {
                inside = depth;
            }
            if depth != inside {
                continue;
            }
            match path.get(inside) {
                Some(step) if *step == name => inside += 1,
                Some(_) => {}
                None => names.push(name),
            }
        }
        names
    }

    /// The name on the list that was meant, where `name` below `path` looks like a slip of the pen.
    pub fn misspelt(&self, path: &[&str], name: &str) -> Option<&'static str> {
        let names = self.names(path);
        if names.contains(&name) {
            return None;
        }
        names.into_iter().find(|listed| is_slip(name, listed))
    }
}

/// Whether a name differs from another as a misspelling does, and not as one of AWS's names does from the next.
///
/// AWS's names differ by whole words (`ZoneId`, `Zone`), by short words (`minSize`, `maxSize`), by digits (`ipv4`, `ipv6`) and
/// by prefixes (`healthy`, `unhealthy`). Of 26,000 names in AWS's API models this takes two dozen for a slip of a name beside
/// them, nearly all a plural of it.
fn is_slip(name: &str, listed: &str) -> bool {
    /// Shorter words are not looked into.
    const SHORTEST: usize = 4;
    /// From this length on, a word may have two slips.
    const LONG: usize = 8;
    if name.eq_ignore_ascii_case(listed) {
        return true;
    }
    let (name, listed) = (words(name), words(listed));
    if name.len() != listed.len() {
        return false;
    }
    let mut different = name.iter().zip(&listed).filter(|(a, b)| a != b);
    let (Some((a, b)), None) = (different.next(), different.next()) else {
        return false;
    };
    let letters = |word: &str| word.replace(|c: char| c.is_ascii_digit(), "");
    let length = a.len().max(b.len());
    length >= SHORTEST
        && a.chars().next() == b.chars().next()
        && letters(a) != letters(b)
        && strsim::damerau_levenshtein(a, b) <= 1 + usize::from(length >= LONG)
}

/// The words of a name in lower case: a capital after a small letter or a digit begins one, and so does what follows `_`.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut before = '_';
    for c in name.chars() {
        let begins =
            c.is_ascii_uppercase() && (before.is_ascii_lowercase() || before.is_ascii_digit());
        if (begins || c == '_')
            && let Some(last) = words.last()
            && !last.is_empty()
        {
            words.push(String::new());
        }
        if c != '_'
            && let Some(last) = words.last_mut()
        {
            last.push(c.to_ascii_lowercase());
        }
        before = c;
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn group() -> Published {
        find("AWS::EC2::SecurityGroup").unwrap()
    }

    #[test]
    fn each_list_is_whole_and_in_order() {
        let names: Vec<&str> = types().map(|published| published.name).collect();
        assert!(names.len() > 30, "{names:?}");
        assert!(names.is_sorted_by(|a, b| a < b), "{names:?}");
        assert_eq!(
            names.len(),
            TYPES
                .lines()
                .filter(|line| line.starts_with("AWS::"))
                .count()
        );
        for published in types() {
            let properties = published.properties();
            assert!(!properties.is_empty(), "{}", published.name);
            for Property { path, kind } in properties {
                assert!(
                    path.starts_with("configuration.")
                        || path.starts_with("supplementaryConfiguration."),
                    "{}: {path}",
                    published.name
                );
                assert!(
                    [
                        "string",
                        "integer",
                        "boolean",
                        "date",
                        "float",
                        "cidr_block",
                        "ip"
                    ]
                    .contains(&kind),
                    "{}: {path} {kind}",
                    published.name
                );
                // A name that is on the list is never taken for a slip of another.
                let steps: Vec<&str> = path.split('.').collect();
                let (name, parents) = steps.split_last().unwrap();
                assert_eq!(published.misspelt(parents, name), None, "{path}");
                assert!(published.names(parents).contains(name), "{path}");
            }
        }
    }

    #[test]
    fn properties_have_their_paths_and_kinds() {
        let properties = group().properties();
        let kind = |path: &str| {
            properties
                .iter()
                .find(|property| property.path == path)
                .map(|property| property.kind)
        };
        assert_eq!(kind("configuration.groupName"), Some("string"));
        assert_eq!(
            kind("configuration.ipPermissions.fromPort"),
            Some("integer")
        );
        assert_eq!(
            kind("configuration.ipPermissionsEgress.ipv6Ranges.cidrIpv6"),
            Some("cidr_block")
        );
        // What has properties below it is none itself.
        assert_eq!(kind("configuration.ipPermissions"), None);
        assert!(find("AWS::EC2::SecurityGroups").is_none());
        assert!(find("AWS::EC2").is_none());
    }

    #[test]
    fn a_slip_is_told_with_what_was_meant() {
        let within = |path: &[&str], name| group().misspelt(path, name);
        assert_eq!(
            within(&["configuration"], "ipPermisions"),
            Some("ipPermissions")
        );
        assert_eq!(
            within(&["configuration"], "ippermissions"),
            Some("ipPermissions")
        );
        assert_eq!(
            within(&["configuration"], "ipPermission"),
            Some("ipPermissions")
        );
        assert_eq!(
            within(
                &["configuration", "ipPermissions", "ipv6Ranges"],
                "cidrIpV6"
            ),
            Some("cidrIpv6")
        );
        assert_eq!(
            within(
                &["configuration", "ipPermissions", "userIdGroupPairs"],
                "peringStatus"
            ),
            Some("peeringStatus")
        );
        // The slip is told where it is; what follows is below nothing that is on the list.
        assert_eq!(within(&["configuration", "ipPermisions"], "fromPrt"), None);
    }

    #[test]
    fn what_is_not_on_the_list_may_be_right() {
        let within = |path: &[&str], name| group().misspelt(path, name);
        assert_eq!(within(&["configuration"], "tags"), None);
        assert_eq!(within(&["configuration"], "securityGroupArn"), None);
        assert_eq!(
            within(&["configuration", "ipPermissions"], "ipv5Ranges"),
            None
        );
        assert_eq!(within(&["configuration", "description"], "anything"), None);
        // The documents of policies cannot be queried, so they are on no list.
        let role = find("AWS::IAM::Role").unwrap();
        for name in [
            "assumeRolePolicyDocument",
            "roleLastUsed",
            "tags",
            "description",
        ] {
            assert_eq!(role.misspelt(&["configuration"], name), None, "{name}");
        }
        let policies = ["configuration", "rolePolicyList"];
        assert_eq!(role.misspelt(&policies, "policyDocument"), None);
    }

    #[test]
    fn names_differ_as_those_of_aws_do() {
        for (one, other) in [
            ("AvailabilityZone", "AvailabilityZoneId"),
            ("MinCapacity", "MaxCapacity"),
            ("SuccessfulResults", "UnsuccessfulResults"),
            ("FunctionUrl", "FunctionArn"),
            ("createdAt", "createdBy"),
            ("IncludeFilters", "ExcludeFilters"),
            ("ipv4Ranges", "ipv6Ranges"),
            ("ResourceType", "ResourceId"),
            ("INDEX_SLOW_LOGS", "SEARCH_SLOW_LOGS"),
            ("arn", "art"),
        ] {
            assert!(!is_slip(one, other), "{one} {other}");
            assert!(!is_slip(other, one), "{other} {one}");
        }
        for (slip, name) in [
            ("publiclyAccesible", "publiclyAccessible"),
            ("storageEncrypted", "StorageEncrypted"),
            ("deletionProtecton", "deletionProtection"),
            ("encryptoin", "encryption"),
            ("AUDIT_LOG", "AUDIT_LOGS"),
        ] {
            assert!(is_slip(slip, name), "{slip} {name}");
        }
    }
}
