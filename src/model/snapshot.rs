//! The snapshot file: a header, one record a line, a trailer with counts and a digest.
//!
//! JSON Lines, so that it streams, greps, diffs and splits. The trailer is what tells a whole file from a cut-off one:
//! its SHA-256 covers every byte before it, so a file that lost or gained anything is refused.

use std::collections::BTreeSet;
use std::fmt;
use std::io::{self, BufRead, Write};

use aws_lc_rs::digest::{Context, SHA256};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::call::Call;
use super::finding::hex;
use super::gap::{Coverage, Gap};
use super::item::ConfigurationItem;

/// The version of the snapshot format that this build writes, and the newest that it reads.
pub const SCHEMA_VERSION: u32 = 1;

/// The longest line that is read, in bytes: far above any item, far below what would exhaust memory.
const MAX_LINE: u64 = 64 * 1024 * 1024;

/// The first line of a snapshot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Header {
    /// The format's version, 1 in this build.
    pub schema_version: u32,
    /// When the collection began, RFC 3339 in UTC.
    pub collected_at: String,
    /// The program that wrote the file, with its version.
    pub tool: String,
    /// The ARN of the caller, where one was known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caller: Option<String>,
    /// The accounts that are judged.
    pub accounts: Vec<AccountScope>,
}

impl Header {
    /// An account or region that the header names twice: which of the two holds could not be told.
    fn named_twice(&self) -> Option<String> {
        let mut accounts = BTreeSet::new();
        self.accounts.iter().find_map(|account| {
            if !accounts.insert(&account.id) {
                return Some(format!("account {}", account.id));
            }
            let mut regions = BTreeSet::new();
            account
                .regions
                .iter()
                .find(|region| !regions.insert(&region.name))
                .map(|region| format!("region {} of account {}", region.name, account.id))
        })
    }
}

/// An account in the scope of a snapshot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AccountScope {
    /// The 12-digit id.
    pub id: String,
    /// The partition: `aws`, `aws-cn`, `aws-us-gov`.
    #[serde(default = "aws_partition")]
    pub partition: String,
    /// All regions of the account that are known, sorted by name.
    pub regions: Vec<RegionScope>,
}

fn aws_partition() -> String {
    "aws".to_owned()
}

/// A region of an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RegionScope {
    /// The code, for example `eu-west-1`.
    pub name: String,
    /// AWS's word for whether the region is enabled; none where the list could not be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opt_in_status: Option<OptInStatus>,
    /// Whether the region was to be judged, or left out by the person who ran the collection.
    #[serde(default = "yes")]
    pub selected: bool,
}

fn yes() -> bool {
    true
}

impl RegionScope {
    /// True unless AWS says that the region is not enabled: one that nobody could ask about counts as enabled.
    pub fn is_enabled(&self) -> bool {
        !matches!(
            self.opt_in_status,
            Some(OptInStatus::Disabled | OptInStatus::Disabling)
        )
    }
}

/// Whether a region is enabled for an account, in the words of `account:ListRegions`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum OptInStatus {
    /// Opted in.
    Enabled,
    /// Being enabled.
    Enabling,
    /// On its way out.
    Disabling,
    /// Not opted in.
    Disabled,
    /// Always on.
    EnabledByDefault,
}

/// The last line of a snapshot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Trailer {
    /// How many items the file holds.
    pub items: u64,
    /// How many gaps.
    pub gaps: u64,
    /// How many coverage entries.
    pub coverage: u64,
    /// How many calls; none in files of AWS Config.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub calls: u64,
    /// False when the collection was interrupted.
    pub complete: bool,
    /// The SHA-256 of all bytes before this line, in hexadecimal.
    pub sha256: String,
}

fn is_zero(number: &u64) -> bool {
    *number == 0
}

/// A line of a snapshot, as it is written: an object with one key that says what it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Line {
    /// The first line.
    Header(Header),
    /// A resource.
    Item(ConfigurationItem),
    /// What could not be read.
    Gap(Gap),
    /// What was asked for.
    Coverage(Coverage),
    /// A call that was made.
    Call(Call),
    /// The last line.
    Trailer(Trailer),
}

/// A whole snapshot in memory, for tests and small collections.
#[derive(Clone, Debug, PartialEq)]
pub struct Snapshot {
    /// The scope.
    pub header: Header,
    /// The resources.
    pub items: Vec<ConfigurationItem>,
    /// What could not be read.
    pub gaps: Vec<Gap>,
    /// What was asked for.
    pub coverage: Vec<Coverage>,
    /// The calls that were made.
    pub calls: Vec<Call>,
    /// False when the collection was interrupted.
    pub complete: bool,
}

impl Snapshot {
    /// Puts everything in the one order that makes equal snapshots equal bytes.
    pub fn sort(&mut self) {
        self.items.sort_by_cached_key(|item| {
            (
                item.resource_type.clone(),
                item.account_id.clone(),
                item.aws_region.clone(),
                item.key(),
            )
        });
        self.gaps.sort();
        self.gaps.dedup();
        self.coverage.sort();
        self.calls.sort();
    }

    /// Writes the snapshot in its current order.
    pub fn write<W: Write>(&self, out: W) -> io::Result<W> {
        let mut writer = SnapshotWriter::new(out, &self.header)?;
        for item in &self.items {
            writer.item(item)?;
        }
        for gap in &self.gaps {
            writer.gap(gap)?;
        }
        for coverage in &self.coverage {
            writer.coverage(coverage)?;
        }
        for call in &self.calls {
            writer.call(call)?;
        }
        writer.finish(self.complete)
    }

    /// Reads a whole snapshot.
    pub fn read<R: BufRead>(input: R) -> Result<Self, SnapshotError> {
        let mut reader = SnapshotReader::new(input)?;
        let mut snapshot = Self {
            header: reader.header().clone(),
            items: Vec::new(),
            gaps: Vec::new(),
            coverage: Vec::new(),
            calls: Vec::new(),
            complete: true,
        };
        while let Some(record) = reader.next_record()? {
            match record {
                Record::Item(item) => snapshot.items.push(item.parse()?),
                Record::Gap(gap) => snapshot.gaps.push(gap),
                Record::Coverage(coverage) => snapshot.coverage.push(coverage),
                Record::Call(call) => snapshot.calls.push(call),
            }
        }
        snapshot.complete = reader.is_complete();
        Ok(snapshot)
    }
}

/// Writes a snapshot line by line, in whatever order records come.
pub struct SnapshotWriter<W: Write> {
    out: W,
    digest: Context,
    items: u64,
    gaps: u64,
    coverage: u64,
    calls: u64,
}

impl<W: Write> SnapshotWriter<W> {
    /// Begins a snapshot by writing its header.
    pub fn new(out: W, header: &Header) -> io::Result<Self> {
        let mut writer = Self {
            out,
            digest: Context::new(&SHA256),
            items: 0,
            gaps: 0,
            coverage: 0,
            calls: 0,
        };
        writer.line("header", header)?;
        Ok(writer)
    }

    fn line<T: Serialize>(&mut self, kind: &str, value: &T) -> io::Result<()> {
        let mut line = format!("{{\"{kind}\":");
        line.push_str(&serde_json::to_string(value)?);
        line.push_str("}\n");
        self.digest.update(line.as_bytes());
        self.out.write_all(line.as_bytes())
    }

    /// Writes a resource.
    pub fn item(&mut self, item: &ConfigurationItem) -> io::Result<()> {
        self.items += 1;
        self.line("item", item)
    }

    /// Writes what could not be read.
    pub fn gap(&mut self, gap: &Gap) -> io::Result<()> {
        self.gaps += 1;
        self.line("gap", gap)
    }

    /// Writes what was asked for.
    pub fn coverage(&mut self, coverage: &Coverage) -> io::Result<()> {
        self.coverage += 1;
        self.line("coverage", coverage)
    }

    /// Writes a call that was made.
    pub fn call(&mut self, call: &Call) -> io::Result<()> {
        self.calls += 1;
        self.line("call", call)
    }

    /// Ends the snapshot with its trailer. `complete` is false when the collection was interrupted.
    pub fn finish(mut self, complete: bool) -> io::Result<W> {
        let trailer = Trailer {
            items: self.items,
            gaps: self.gaps,
            coverage: self.coverage,
            calls: self.calls,
            complete,
            sha256: hex(self.digest.clone().finish().as_ref()),
        };
        self.line("trailer", &trailer)?;
        self.out.flush()?;
        Ok(self.out)
    }
}

/// A record of a snapshot as the reader gives it: an item stays text until somebody wants it.
#[derive(Debug)]
pub enum Record {
    /// A resource.
    Item(RawItem),
    /// What could not be read.
    Gap(Gap),
    /// What was asked for.
    Coverage(Coverage),
    /// A call that was made.
    Call(Call),
}

/// An item that is not parsed yet beyond its type.
#[derive(Debug)]
pub struct RawItem {
    /// The type, for example `AWS::CloudTrail::Trail`.
    pub resource_type: String,
    text: Box<RawValue>,
    line: u64,
}

impl RawItem {
    /// The bytes of its text.
    pub fn size(&self) -> usize {
        self.text.get().len()
    }

    /// An error about this item, at its line.
    pub fn malformed(&self, message: String) -> SnapshotError {
        SnapshotError::Malformed {
            line: self.line,
            message,
        }
    }

    /// Parses the whole item.
    pub fn parse(&self) -> Result<ConfigurationItem, SnapshotError> {
        super::json::strict(self.text.get())
            .and_then(serde_json::from_value)
            .map_err(|error| {
                self.malformed(format!(
                    "this is no configuration item: {}",
                    without_place(&error)
                ))
            })
    }
}

/// What is wrong with a snapshot file.
#[derive(Debug, thiserror::Error)]
pub enum SnapshotError {
    /// The bytes could not be read.
    #[error("could not be read: {0}")]
    Io(#[from] io::Error),
    /// Nothing is in the file.
    #[error("is empty")]
    Empty,
    /// The first line is no header.
    #[error("is not a snapshot: the first line is no header ({0})")]
    NotASnapshot(String),
    /// A newer program wrote it.
    #[error("has schema version {0}; this build reads versions up to {SCHEMA_VERSION}")]
    Version(u64),
    /// A line does not say what it should.
    #[error("line {line}: {message}")]
    Malformed {
        /// The line's number, from 1.
        line: u64,
        /// What is wrong there.
        message: String,
    },
    /// The file ends before its trailer.
    #[error("is cut off: it ends after line {0}, before its trailer")]
    CutOff(u64),
    /// The trailer's counts or digest do not fit.
    #[error("was altered: {0}")]
    Altered(String),
}

/// How many lines of each kind there are, as the trailer counts them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Counts {
    items: u64,
    gaps: u64,
    coverage: u64,
    calls: u64,
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            items,
            gaps,
            coverage,
            calls,
        } = self;
        write!(
            f,
            "{items} items, {gaps} gaps, {coverage} coverage entries and {calls} calls"
        )
    }
}

/// Reads a snapshot line by line, holding one line at a time.
pub struct SnapshotReader<R: BufRead> {
    input: R,
    header: Header,
    digest: Context,
    line: u64,
    counts: Counts,
    trailer: Option<Trailer>,
    buffer: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
enum RawLine<'a> {
    Header(#[serde(borrow)] &'a RawValue),
    Item(#[serde(borrow)] &'a RawValue),
    Gap(Gap),
    Coverage(Coverage),
    Call(Call),
    Trailer(Trailer),
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ItemHead {
    resource_type: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct VersionHead {
    schema_version: u64,
}

impl<R: BufRead> SnapshotReader<R> {
    /// Reads the header.
    ///
    /// # Errors
    /// The input is empty, no snapshot, or of a newer version.
    pub fn new(input: R) -> Result<Self, SnapshotError> {
        let mut reader = Self {
            input,
            header: Header {
                schema_version: 0,
                collected_at: String::new(),
                tool: String::new(),
                caller: None,
                accounts: Vec::new(),
            },
            digest: Context::new(&SHA256),
            line: 0,
            counts: Counts::default(),
            trailer: None,
            buffer: String::new(),
        };
        if !reader.read_line()? {
            return Err(SnapshotError::Empty);
        }
        let raw = match serde_json::from_str(&reader.buffer) {
            Ok(RawLine::Header(raw)) => raw,
            Ok(_) => {
                return Err(SnapshotError::NotASnapshot(
                    "it is another kind of record".to_owned(),
                ));
            }
            Err(error) => return Err(SnapshotError::NotASnapshot(without_place(&error))),
        };
        let version: VersionHead = serde_json::from_str(raw.get())
            .map_err(|error| SnapshotError::NotASnapshot(without_place(&error)))?;
        if version.schema_version > u64::from(SCHEMA_VERSION) || version.schema_version == 0 {
            return Err(SnapshotError::Version(version.schema_version));
        }
        reader.header = serde_json::from_str(raw.get())
            .map_err(|error| SnapshotError::NotASnapshot(without_place(&error)))?;
        if let Some(twice) = reader.header.named_twice() {
            return Err(SnapshotError::NotASnapshot(format!(
                "{twice} is there twice"
            )));
        }
        reader.digest.update(reader.buffer.as_bytes());
        Ok(reader)
    }

    /// The header.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// False when the collection that wrote the file was interrupted. Known once the trailer is read.
    pub fn is_complete(&self) -> bool {
        self.trailer
            .as_ref()
            .is_some_and(|trailer| trailer.complete)
    }

    /// The digest in the trailer, once it is read.
    pub fn sha256(&self) -> Option<&str> {
        self.trailer.as_ref().map(|trailer| trailer.sha256.as_str())
    }

    /// The next record; none after a trailer that fits.
    ///
    /// # Errors
    /// A malformed line, a file that ends before its trailer, or one whose trailer does not fit its lines.
    pub fn next_record(&mut self) -> Result<Option<Record>, SnapshotError> {
        if self.trailer.is_some() {
            return Ok(None);
        }
        if !self.read_line()? {
            return Err(SnapshotError::CutOff(self.line));
        }
        if !self.buffer.ends_with('\n') {
            // A last line without its end of line is either the trailer or a torn record.
            if !matches!(
                serde_json::from_str::<RawLine<'_>>(&self.buffer),
                Ok(RawLine::Trailer(_))
            ) {
                return Err(SnapshotError::CutOff(self.line - 1));
            }
        }
        let line = self.line;
        let malformed = |message: String| SnapshotError::Malformed { line, message };
        let parsed = serde_json::from_str::<RawLine<'_>>(&self.buffer)
            .map_err(|error| malformed(without_place(&error)))?;
        let record = match parsed {
            RawLine::Header(_) => return Err(malformed("a second header".to_owned())),
            RawLine::Item(raw) => {
                let head: ItemHead = serde_json::from_str(raw.get())
                    .map_err(|error| malformed(without_place(&error)))?;
                self.counts.items += 1;
                Record::Item(RawItem {
                    resource_type: head.resource_type,
                    text: raw.to_owned(),
                    line,
                })
            }
            RawLine::Gap(gap) => {
                self.counts.gaps += 1;
                Record::Gap(gap)
            }
            RawLine::Coverage(coverage) => {
                self.counts.coverage += 1;
                Record::Coverage(coverage)
            }
            RawLine::Call(call) => {
                self.counts.calls += 1;
                Record::Call(call)
            }
            RawLine::Trailer(trailer) => {
                self.check(&trailer)?;
                self.trailer = Some(trailer);
                if self.read_line()? {
                    return Err(SnapshotError::Altered(
                        "something follows the trailer".to_owned(),
                    ));
                }
                return Ok(None);
            }
        };
        self.digest.update(self.buffer.as_bytes());
        Ok(Some(record))
    }

    fn check(&self, trailer: &Trailer) -> Result<(), SnapshotError> {
        let said = Counts {
            items: trailer.items,
            gaps: trailer.gaps,
            coverage: trailer.coverage,
            calls: trailer.calls,
        };
        if said != self.counts {
            return Err(SnapshotError::Altered(format!(
                "the trailer counts {said}; the file holds {}",
                self.counts
            )));
        }
        let found = hex(self.digest.clone().finish().as_ref());
        if trailer.sha256 != found {
            return Err(SnapshotError::Altered(format!(
                "the trailer's SHA-256 is {}, the lines before it have {found}",
                trailer.sha256
            )));
        }
        Ok(())
    }

    /// Reads one line into the buffer; false at the end of the input.
    fn read_line(&mut self) -> Result<bool, SnapshotError> {
        self.buffer.clear();
        let mut bytes = std::mem::take(&mut self.buffer).into_bytes();
        let read = io::Read::take(&mut self.input, MAX_LINE + 1).read_until(b'\n', &mut bytes);
        let read = match read {
            Ok(read) => read,
            // A compressed stream that ends early is a cut-off file, not a broken disk.
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof && self.line > 0 => {
                return Err(SnapshotError::CutOff(self.line));
            }
            Err(error) => return Err(error.into()),
        };
        if read == 0 {
            return Ok(false);
        }
        self.line += 1;
        if read as u64 > MAX_LINE {
            return Err(SnapshotError::Malformed {
                line: self.line,
                message: format!("longer than {MAX_LINE} bytes"),
            });
        }
        let is_torn = !bytes.ends_with(b"\n");
        self.buffer = String::from_utf8(bytes).map_err(|error| {
            if self.line > 1 && is_torn && error.utf8_error().error_len().is_none() {
                // The copy ends within a character.
                SnapshotError::CutOff(self.line - 1)
            } else if self.line == 1 {
                SnapshotError::NotASnapshot("it is not text in UTF-8".to_owned())
            } else {
                SnapshotError::Malformed {
                    line: self.line,
                    message: format!("not UTF-8 after byte {}", error.utf8_error().valid_up_to()),
                }
            }
        })?;
        Ok(true)
    }
}

/// serde_json's message without its "at line 1 column N": each record is its own line 1.
fn without_place(error: &serde_json::Error) -> String {
    let text = error.to_string();
    match text.rfind(" at line ") {
        Some(end) => format!("{} at column {}", &text[..end], error.column()),
        None => text,
    }
}

/// The JSON Schema of a line of a snapshot.
pub fn schema() -> serde_json::Value {
    let mut schema = schemars::schema_for!(Line).to_value();
    if let Some(object) = schema.as_object_mut() {
        object.insert("title".to_owned(), "assize snapshot, one line".into());
        object.insert(
            "description".to_owned(),
            "A snapshot is JSON Lines: a header, then items, gaps, coverage and calls, then a trailer."
                .into(),
        );
    }
    schema
}
