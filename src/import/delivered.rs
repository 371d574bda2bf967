//! One delivered file, read item by item.
//!
//! The object's members come in any order, so what kind of file it is may be known only at its end.

use std::fmt;
use std::io::{self, BufRead};
use std::path::Path;

use serde::de::{
    DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor,
};
use serde_json::error::Category;
use serde_json::value::RawValue;

use super::ImportError;
use super::files::{self, Allowance};

/// Which of the two kinds of file it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// All that the recorder recorded.
    Snapshot,
    /// What changed.
    History,
}

/// What is known of a file besides its items.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Delivered {
    pub(super) kind: Kind,
    /// The account and the region in the file's name.
    pub(super) place: Option<(String, String)>,
}

/// What is done with each item: its place in the file from 0, and its text.
pub(super) type Each<'a> = dyn FnMut(u64, &str) -> Result<(), ImportError> + 'a;

/// Reads a file, item by item.
pub(super) fn read(path: &Path, each: &mut Each<'_>) -> Result<Delivered, ImportError> {
    let (input, allowance) = files::open(path)?;
    read_from(path, input, allowance, each)
}

fn read_from(
    path: &Path,
    input: impl BufRead,
    allowance: Allowance,
    each: &mut Each<'_>,
) -> Result<Delivered, ImportError> {
    let mut reading = Reading {
        each,
        allowance,
        failure: None,
        items: 0,
    };
    let mut parser = serde_json::Deserializer::from_reader(input);
    let parsed = (&mut reading)
        .deserialize(&mut parser)
        .and_then(|contents| {
            parser.end()?;
            Ok(contents)
        });
    let contents = match parsed {
        Ok(contents) => contents,
        Err(error) => {
            return Err(reading
                .failure
                .take()
                .unwrap_or_else(|| explain(path, &reading, error)));
        }
    };
    if !contents.has_items {
        return Err(ImportError::NotDelivered {
            path: path.to_owned(),
            message: "it has no configurationItems".to_owned(),
        });
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let named = FileName::parse(&name);
    Ok(Delivered {
        // The name is AWS's word; a renamed file still says what it is by its id.
        kind: named.as_ref().map_or(
            if contents.has_snapshot_id {
                Kind::Snapshot
            } else {
                Kind::History
            },
            |named| named.kind,
        ),
        place: named.map(|named| (named.account.to_owned(), named.region.to_owned())),
    })
}

fn explain(path: &Path, reading: &Reading<'_, '_>, error: serde_json::Error) -> ImportError {
    let path = path.to_owned();
    let place = format!("line {}, column {}", error.line(), error.column());
    if reading.allowance.is_spent() {
        let number = reading.items + 1;
        return ImportError::Item {
            path,
            number,
            message: format!("it is longer than {} bytes", reading.allowance.full()),
        };
    }
    match error.classify() {
        Category::Eof => ImportError::CutOff(path),
        Category::Io => match error.io_error_kind() {
            Some(io::ErrorKind::UnexpectedEof) => ImportError::CutOff(path),
            Some(io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData) => {
                ImportError::Damaged {
                    path,
                    message: error.to_string(),
                }
            }
            _ => ImportError::Unreadable {
                path,
                source: error.into(),
            },
        },
        Category::Syntax => ImportError::NotJson {
            path,
            message: error.to_string(),
        },
        Category::Data => {
            let text = error.to_string();
            let message = text
                .rfind(" at line ")
                .map_or(text.as_str(), |end| &text[..end]);
            ImportError::NotDelivered {
                path,
                message: format!("{message} ({place})"),
            }
        }
    }
}

/// What AWS Config says by a file's name: `ACCOUNT_Config_REGION_ConfigSnapshot_TIME_ID.json.gz`.
#[derive(Debug, PartialEq, Eq)]
struct FileName<'a> {
    account: &'a str,
    region: &'a str,
    kind: Kind,
}

impl<'a> FileName<'a> {
    fn parse(name: &'a str) -> Option<Self> {
        let mut words = name.split('_');
        let account = words.next()?;
        if account.len() != 12
            || !account.bytes().all(|byte| byte.is_ascii_digit())
            || words.next()? != "Config"
        {
            return None;
        }
        let region = words.next()?;
        let kind = match words.next()? {
            "ConfigSnapshot" => Kind::Snapshot,
            "ConfigHistory" => Kind::History,
            _ => return None,
        };
        Some(Self {
            account,
            region,
            kind,
        })
    }
}

struct Reading<'a, 'b> {
    each: &'a mut Each<'b>,
    allowance: Allowance,
    /// Why the reader of items stopped: serde's own error can carry text alone.
    failure: Option<ImportError>,
    items: u64,
}

#[derive(Default)]
struct Contents {
    has_items: bool,
    has_snapshot_id: bool,
}

impl<'de> DeserializeSeed<'de> for &mut Reading<'_, '_> {
    type Value = Contents;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Contents, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for &mut Reading<'_, '_> {
    type Value = Contents;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with configurationItems")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Contents, A::Error> {
        let mut contents = Contents::default();
        while let Some(name) = map.next_key::<String>()? {
            match name.as_str() {
                "configurationItems" => {
                    map.next_value_seed(Items(self))?;
                    contents.has_items = true;
                }
                "configSnapshotId" => {
                    contents.has_snapshot_id = map.next_value::<Option<String>>()?.is_some()
                }
                _ => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(contents)
    }
}

struct Items<'r, 'a, 'b>(&'r mut Reading<'a, 'b>);

impl<'de> DeserializeSeed<'de> for Items<'_, '_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Items<'_, '_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of configuration items")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        let reading = self.0;
        // Text first: the first pass wants a few names of each item, and nesting without end is harmless as text.
        while let Some(text) = items.next_element::<Box<RawValue>>()? {
            if let Err(failure) = (reading.each)(reading.items, text.get()) {
                reading.failure = Some(failure);
                return Err(A::Error::custom("an item that cannot be used"));
            }
            reading.items += 1;
            reading.allowance.renew();
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_both_kinds_are_understood() {
        let snapshot =
            "111122223333_Config_us-east-1_ConfigSnapshot_20261120T060000Z_0a1b2c3d.json.gz";
        let parsed = FileName::parse(snapshot).unwrap();
        assert_eq!(
            (parsed.account, parsed.region, parsed.kind),
            ("111122223333", "us-east-1", Kind::Snapshot)
        );
        let history = "111122223333_Config_eu-west-1_ConfigHistory_AWS::S3::Bucket_20261120T055401Z_1.json.gz";
        assert_eq!(FileName::parse(history).unwrap().kind, Kind::History);
    }

    #[test]
    fn other_names_say_nothing() {
        for name in [
            "snapshot.json",
            "1111_Config_us-east-1_ConfigSnapshot_x.json",
            "111122223333_CloudTrail_x.json.gz",
        ] {
            assert_eq!(FileName::parse(name), None, "{name}");
        }
    }

    #[test]
    fn an_item_without_end_is_refused_before_memory_ends() {
        let path = Path::new("bomb.json");
        let (file, allowance) = files::limited(io::repeat(b'x'), 4096);
        let start: &[u8] = b"{\"configurationItems\":[{\"resourceType\":\"";
        let input = io::BufReader::new(io::Read::chain(start, file));
        let error = read_from(path, input, allowance, &mut |_, _| Ok(())).unwrap_err();
        assert_eq!(
            error.to_string(),
            "bomb.json: item 1: it is longer than 4096 bytes"
        );
    }
}
