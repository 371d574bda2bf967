//! `assize waiver add`.

use std::io::Write as _;
use std::path::PathBuf;

use clap::Args;

use crate::cli::arguments::PolicyArguments;
use crate::cli::exceptions::{check_controls, refused, text, today};
use crate::cli::exit::Exit;
use crate::cli::files::Output;
use crate::cli::settings::Settable;
use crate::cli::{Verbosity, policies};
use crate::waiver::{NewWaiver, append};

/// Add a waiver to a file, and leave what is there as it is
#[derive(Args)]
pub struct Add {
    /// The file of waivers; it is made where there is none
    file: PathBuf,
    /// The waiver's id, unique in the file
    #[arg(long)]
    id: String,
    /// The control that it is about: an id, an alias, or the beginning of ids with a `*` (repeatable)
    #[arg(long = "control", value_name = "CONTROL", required = true)]
    controls: Vec<String>,
    /// The subject that it is about: an ARN or another id, or the beginning of some with a `*` (repeatable)
    #[arg(
        long = "subject",
        value_name = "SUBJECT",
        required_unless_present = "accounts"
    )]
    subjects: Vec<String>,
    /// A subject that it is not about, of those that it would be (repeatable)
    #[arg(long = "except", value_name = "SUBJECT")]
    except: Vec<String>,
    /// The account that it is about (repeatable)
    #[arg(long = "account", value_name = "ACCOUNT", id = "accounts")]
    accounts: Vec<String>,
    /// The region that it is about (repeatable)
    #[arg(long = "region", value_name = "REGION")]
    regions: Vec<String>,
    /// Why the failures are accepted
    #[arg(long)]
    reason: String,
    /// Who answers for them
    #[arg(long)]
    owner: String,
    /// The last day on which it holds
    #[arg(long, value_name = "YYYY-MM-DD")]
    expires: String,
    /// Where it was discussed
    #[arg(long)]
    ticket: Option<String>,
    /// Who agreed (repeatable)
    #[arg(long = "approval", value_name = "NAME")]
    approvals: Vec<String>,
    /// Load policies from a folder, a file or a bundle besides the built-in ones, for controls of your own (repeatable)
    #[arg(short, long = "policy", value_name = "PATH")]
    policy: Vec<PathBuf>,
    /// The policies of the file of settings.
    #[arg(skip)]
    policies: PolicyArguments,
}

impl Add {
    pub(super) fn settable(&mut self) -> Settable<'_> {
        self.policies.policies.clone_from(&self.policy);
        Settable {
            policies: Some(&mut self.policies),
            ..Settable::default()
        }
    }

    pub(super) fn run(mut self, verbosity: Verbosity) -> anyhow::Result<Exit> {
        if self.policies.policies.is_empty() {
            self.policies.policies = self.policy;
        }
        let name = self.file.display().to_string();
        let before = if self.file.exists() {
            text(&self.file)?
        } else {
            String::new()
        };
        let new = NewWaiver {
            id: self.id,
            controls: self.controls,
            subjects: self.subjects,
            except: self.except,
            accounts: self.accounts,
            regions: self.regions,
            reason: self.reason,
            owner: self.owner,
            expires: self.expires,
            ticket: self.ticket,
            approvals: self.approvals,
        };
        let (after, read) =
            append(&name, &before, &new, today()).map_err(|wrong| refused(&name, &wrong))?;
        check_controls(
            &read,
            &policies::names(&policies::catalogue(&self.policies)?),
        )?;
        let mut out = Output::create(&self.file)?;
        out.write_all(after.as_bytes())?;
        out.commit()?;
        if !verbosity.quiet {
            let _ = writeln!(
                anstream::stderr(),
                "waiver `{}` added to {name}, line {}",
                new.id,
                read.entries.last().map_or(1, |entry| entry.position.line)
            );
        }
        Ok(Exit::Compliant)
    }
}
