//! `assize policy new`: the files of a new control.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use crate::cli::exit::Exit;
use crate::cli::{failure, files};
use crate::model::finding::SubjectKind;
use crate::policy::scaffold::{Request, scaffold};

/// Write a new control and its test, which load and pass as they are
#[derive(Args)]
pub struct New {
    /// The service: a folder, and the part of the package before the name
    service: String,
    /// The control's name, for example `central-bucket`
    name: String,
    /// The folder of policies
    #[arg(long, value_name = "DIR", default_value = ".")]
    dir: PathBuf,
    /// The organization's part of the package
    #[arg(long, value_name = "PACKAGE", default_value = "acme")]
    package: String,
    /// What each finding is about
    #[arg(long, value_name = "SUBJECT", default_value = "resource")]
    subject: Subject,
    /// The resource type that the control looks at; the service's own otherwise
    #[arg(long, value_name = "TYPE")]
    resource_type: Option<String>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Subject {
    /// Each resource of the type
    Resource,
    /// Each enabled region
    Region,
    /// Each account
    Account,
}

impl New {
    pub(in crate::cli) fn run(self) -> anyhow::Result<Exit> {
        let made = scaffold(&Request {
            package: &self.package,
            service: &self.service,
            slug: &self.name,
            subject: match self.subject {
                Subject::Resource => SubjectKind::Resource,
                Subject::Region => SubjectKind::Region,
                Subject::Account => SubjectKind::Account,
            },
            resource_type: self.resource_type.as_deref(),
        })
        .map_err(|error| failure(error.to_string(), error.help()))?;
        let made_files = [&made.policy, &made.test];
        let paths = made_files.map(|file| place(&self.dir, &file.path));
        // Neither file is written where one of them is there.
        for path in &paths {
            if path.symlink_metadata().is_ok() {
                let help = "choose another name, or delete the file first";
                return Err(failure(
                    format!("`{}` is there already", path.display()),
                    Some(help.to_owned()),
                ));
            }
        }
        for (path, file) in paths.iter().zip(made_files) {
            files::write_new(path, &file.text)?;
        }
        let mut out = anstream::stdout().lock();
        for path in &paths {
            writeln!(out, "wrote {}", path.display())?;
        }
        let dir = self.dir.display();
        let id = &made.id;
        writeln!(
            out,
            "\nThe control is {id}. Next:\n\
             \x20 assize policy lint {dir}\n\
             \x20 assize policy test {dir}\n\
             \x20 assize policy show {id} --policy {dir} --no-builtin\n\
             \x20 assize check SNAPSHOT --policy {dir} --no-builtin"
        )?;
        Ok(Exit::Compliant)
    }
}

fn place(dir: &Path, [folder, name]: &[String; 2]) -> PathBuf {
    // `./cloudtrail/x.rego` reads worse than what a person would write.
    let below: PathBuf = [folder, name].iter().collect();
    if dir == Path::new(".") {
        below
    } else {
        dir.join(below)
    }
}
