//! `--evidence`: what a verdict rests on, written while it is reached.
//!
//! Everything goes into a folder beside the place that was asked for. Only when all of it is there does it take the place, as
//! it is or as an archive.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use clap::Args;

use super::arguments::{PolicyArguments, ViewArguments};
use super::check::tool;
use super::exceptions::Given;
use super::files::Output;
use super::policies::Loaded;
use super::{Verbosity, failure};
use crate::evidence::archive::Writer;
use crate::evidence::manifest::{Digesting, File as Entry, Manifest};
use crate::evidence::settings::{Settings, Waivers};
use crate::evidence::signature::{KeyError, SigningKey};
use crate::evidence::{self, is_plain, statement};
use crate::model::report::Report;
use crate::policy::source::Source;
use crate::report::json::{Json, wire};
use crate::report::{Reporter, Style};

/// The ending of evidence in one file.
const ARCHIVE: &str = ".tar.zst";

/// The variable with the password of a key.
const PASSWORD: &str = "ASSIZE_SIGN_PASSWORD";

/// Where evidence goes, and who signs it.
#[derive(Args, Clone)]
#[command(next_help_heading = "Evidence")]
pub struct EvidenceArguments {
    /// Write what the verdict rests on, for `assize verify`: into a new folder, or a file that ends in `.tar.zst`
    #[arg(long, value_name = "PATH")]
    evidence: Option<PathBuf>,
    /// Sign the evidence with a secret key of minisign; its password is in `ASSIZE_SIGN_PASSWORD`
    #[arg(long, value_name = "FILE", requires = "evidence")]
    sign_key: Option<PathBuf>,
}

impl EvidenceArguments {
    /// Makes room for evidence, where it is asked for: before anything is collected, so that what cannot be written is known.
    ///
    /// # Errors
    /// There is something in the place already, it cannot be written to, or the key is none.
    pub fn begin(
        &self,
        policies: &PolicyArguments,
        views: &ViewArguments,
    ) -> anyhow::Result<Option<Draft>> {
        let Some(place) = &self.evidence else {
            return Ok(None);
        };
        let is_archive = is_archive(place)?;
        let key = match &self.sign_key {
            Some(path) => Some(signing_key(path)?),
            None => None,
        };
        let mut name = place.file_name().unwrap_or_default().to_os_string();
        // Another name than the archive has before it is whole.
        name.push(format!(".{}.files.part", std::process::id()));
        let folder = place.with_file_name(name);
        fs::create_dir(&folder).map_err(|error| unwritten(place, &error))?;
        Ok(Some(Draft {
            place: place.clone(),
            is_archive,
            folder,
            key,
            files: Vec::new(),
            snapshot: None,
            select: policies.select.clone(),
            exclude: policies.exclude.clone(),
            builtin: policies.no_builtin != Some(true),
            frameworks: views.frameworks.clone(),
        }))
    }
}

/// Whether a place is for an archive, and whether it is free.
fn is_archive(place: &Path) -> anyhow::Result<bool> {
    let shown = place.display();
    let name = place.file_name().unwrap_or_default().to_string_lossy();
    if name.len() > ARCHIVE.len() && name.ends_with(ARCHIVE) {
        if place.is_dir() {
            return Err(failure(format!("evidence `{shown}` is a folder"), None));
        }
        return Ok(true);
    }
    let help = "name a folder that is new or empty, or a file that ends in `.tar.zst`";
    let refused = |what: &str| failure(format!("evidence `{shown}` {what}"), Some(help.to_owned()));
    let is_like_an_archive = [".tar", ".tgz", ".gz", ".zst", ".zip"]
        .iter()
        .any(|ending| name.ends_with(ending));
    if name.is_empty() || name == "-" || is_like_an_archive {
        return Err(refused("is neither a folder nor a `.tar.zst`"));
    }
    match fs::read_dir(place) {
        Ok(mut entries) => match entries.next() {
            None => Ok(false),
            Some(_) => Err(refused("is there already, and not empty")),
        },
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => {
            Err(refused("is there already, and no folder"))
        }
        Err(error) => Err(unwritten(place, &error)),
    }
}

fn unwritten(place: &Path, error: &io::Error) -> anyhow::Error {
    let message = format!(
        "evidence `{}` could not be written: {error}",
        place.display()
    );
    failure(message, None)
}

/// Reads a key that signs.
fn signing_key(path: &Path) -> anyhow::Result<SigningKey> {
    let shown = path.display();
    let text = fs::read_to_string(path)
        .map_err(|error| failure(format!("key `{shown}` could not be read: {error}"), None))?;
    SigningKey::parse(&text, std::env::var(PASSWORD).ok()).map_err(|error| {
        let help = match error {
            KeyError::Password | KeyError::WrongPassword => {
                format!("put its password into the variable `{PASSWORD}`")
            }
            _ => "`minisign -G` makes a pair of keys, `minisign -GW` one without a password"
                .to_owned(),
        };
        failure(format!("key `{shown}` {error}"), Some(help))
    })
}

/// Evidence that is being written.
pub struct Draft {
    place: PathBuf,
    is_archive: bool,
    /// The folder beside the place. It goes with the draft.
    folder: PathBuf,
    key: Option<SigningKey>,
    files: Vec<Entry>,
    snapshot: Option<SharedFile>,
    select: Vec<String>,
    exclude: Vec<String>,
    builtin: bool,
    frameworks: Vec<String>,
}

/// The copy of the snapshot: written by whoever reads the snapshot, ended by the draft.
type SharedFile = std::rc::Rc<std::cell::RefCell<Digesting<BufWriter<File>>>>;

impl Draft {
    /// The snapshot, copied as it is read.
    ///
    /// # Errors
    /// The copy cannot be written.
    pub fn copying<R: BufRead>(&mut self, input: R) -> anyhow::Result<impl BufRead + use<R>> {
        let file = File::create_new(self.folder.join(evidence::SNAPSHOT))
            .map_err(|error| unwritten(&self.place, &error))?;
        let copy = SharedFile::new(Digesting::new(BufWriter::new(file)).into());
        self.snapshot = Some(SharedFile::clone(&copy));
        Ok(BufReader::new(Copying { input, copy }))
    }

    /// Adds a file.
    ///
    /// # Errors
    /// Its name is none that evidence can hold, or it cannot be written.
    pub fn add(&mut self, path: &str, bytes: &[u8]) -> anyhow::Result<()> {
        self.write(path, |out| out.write_all(bytes))
    }

    /// Adds a file that is written bit by bit.
    fn write(
        &mut self,
        path: &str,
        write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> anyhow::Result<()> {
        let written = || {
            let file = self.folder.join(path);
            if let Some(folder) = file.parent() {
                fs::create_dir_all(folder)?;
            }
            let mut out = Digesting::new(BufWriter::new(File::create_new(file)?));
            write(&mut out)?;
            out.finish(path)
        };
        let entry = written().map_err(|error| unwritten(&self.place, &error))?;
        self.files.push(entry);
        Ok(())
    }

    /// Writes all that is left, and puts the evidence into its place.
    ///
    /// # Errors
    /// It could not be written; then there is nothing in its place.
    pub fn finish(
        mut self,
        report: &Report,
        loaded: &Loaded,
        given: &Given,
        verbosity: Verbosity,
    ) -> anyhow::Result<()> {
        if let Some(copy) = self.snapshot.take().and_then(std::rc::Rc::into_inner) {
            let copy = copy.into_inner().finish(evidence::SNAPSHOT);
            let entry = copy.map_err(|error| unwritten(&self.place, &error))?;
            self.files.push(entry);
        }
        let settings = self.settings(report, loaded, given)?;
        self.add(evidence::SETTINGS, &settings.to_bytes())?;
        self.write(evidence::REPORT, |out| {
            Json.write(report, Style::default(), out)
        })?;
        let place = self.place.display().to_string();
        let statement = statement::statement(report, &Manifest::new(self.files.clone()));
        self.add(evidence::STATEMENT, &statement)?;
        let unsigned = |error: KeyError| failure(format!("evidence `{place}` {error}"), None);
        if let Some(key) = &self.key {
            let envelope = statement::envelope(&statement, key).map_err(unsigned)?;
            self.add(evidence::ATTESTATION, &envelope)?;
        }
        let manifest = Manifest::new(std::mem::take(&mut self.files));
        let bytes = manifest.to_bytes();
        self.add(evidence::MANIFEST, &bytes)?;
        let mut order = vec![evidence::MANIFEST];
        if let Some(key) = &self.key {
            let trusted = format!("{} {}", evidence::MANIFEST, settings.date);
            let signature = key.sign(&bytes, &trusted).map_err(unsigned)?;
            self.add(evidence::SIGNATURE, signature.as_bytes())?;
            order.push(evidence::SIGNATURE);
        }
        order.extend(manifest.files.iter().map(|file| file.path.as_str()));
        if self.is_archive {
            self.pack(&order)?;
        } else {
            let moved = if self.place.is_dir() {
                fs::remove_dir(&self.place)
            } else {
                Ok(())
            };
            moved
                .and_then(|()| fs::rename(&self.folder, &self.place))
                .map_err(|error| unwritten(&self.place, &error))?;
        }
        if !verbosity.quiet {
            let _ = writeln!(
                anstream::stderr(),
                "evidence: {} files in {place}; `assize verify {place}` comes to the verdict again",
                order.len()
            );
        }
        Ok(())
    }

    /// The settings that decided, with the policies among the files.
    fn settings(
        &mut self,
        report: &Report,
        loaded: &Loaded,
        given: &Given,
    ) -> anyhow::Result<Settings> {
        let mut settings = Settings {
            tool: tool(),
            date: jiff::Timestamp::now().strftime("%F").to_string(),
            builtin: self.builtin,
            select: self.select.clone(),
            exclude: self.exclude.clone(),
            controls: Vec::new(),
            parameters: Default::default(),
            frameworks: self.frameworks.clone(),
            gate: wire::Gate {
                fail_on: report.gate.fail_on,
                allow_errors: report.gate.allow_errors,
                exit_zero: report.gate.exit_zero,
            },
            waivers: None,
            baseline: None,
            policies: Default::default(),
        };
        if let Some(waivers) = &given.waivers {
            self.add(evidence::WAIVERS, waivers.text.as_bytes())?;
            settings.waivers = Some(Waivers {
                file: waivers.file.clone(),
                date: waivers.date.to_string(),
            });
        }
        if let Some(baseline) = &given.baseline {
            self.add(evidence::BASELINE, &baseline.bytes)?;
            settings.baseline = Some(baseline.file.clone());
        }
        for policy in &loaded.set.policies {
            settings.controls.push(policy.id.clone());
            if !policy.parameters.is_empty() {
                let parameters = policy.parameters.clone();
                settings.parameters.insert(policy.id.clone(), parameters);
            }
        }
        let mut roots = Vec::new();
        for source in loaded.sources.iter().filter(|source| !source.is_test()) {
            let path = place_of(source, &mut roots);
            if !is_plain(&path) {
                let message = format!(
                    "policy `{}` has a name that evidence cannot hold",
                    source.file
                );
                return Err(failure(message, Some("rename the file".to_owned())));
            }
            if !source.builtin {
                settings.policies.insert(path.clone(), source.file.clone());
            }
            self.add(&path, source.text.as_bytes())?;
        }
        Ok(settings)
    }

    /// Packs the folder.
    fn pack(&self, order: &[&str]) -> anyhow::Result<()> {
        let mut writer = Writer::new(Output::create(&self.place)?);
        let mut add = |path: &&str| {
            let file = File::open(self.folder.join(path))?;
            writer.add(path, file.metadata()?.len(), file)
        };
        order
            .iter()
            .try_for_each(&mut add)
            .and_then(|()| writer.finish())
            .map_err(|error| unwritten(&self.place, &error))?
            .commit()
    }
}

impl Drop for Draft {
    /// What is not whole is not left behind, nor is what was packed.
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// The path of a policy in the evidence. Own ones are numbered by the folder that they were found in, since two folders may hold
/// files of one name.
fn place_of(source: &Source, roots: &mut Vec<String>) -> String {
    let below = format!("{}.rego", source.parts.join("/"));
    if source.builtin {
        return format!("{}{below}", evidence::BUILTIN);
    }
    let root = source.file.strip_suffix(&below).unwrap_or_default();
    let number = roots
        .iter()
        .position(|known| known == root)
        .unwrap_or_else(|| {
            roots.push(root.to_owned());
            roots.len() - 1
        });
    format!("{}{}/{below}", evidence::OWN, number + 1)
}

/// A stream that is copied as it is read.
struct Copying<R> {
    input: R,
    copy: SharedFile,
}

impl<R: Read> Read for Copying<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.input.read(buffer)?;
        self.copy.borrow_mut().write_all(&buffer[..read])?;
        Ok(read)
    }
}
