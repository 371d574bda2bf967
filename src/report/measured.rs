//! How long each format takes, how large it becomes and how much memory it needs: `just bench-reports`.
//!
//! A measurement, not a test: nothing here can fail, and machines differ. What must hold everywhere, sizes and that nothing is
//! lost, is in the tests of the formats.

use std::io::{self, Write};
use std::time::Instant;

use super::{REPORTERS, Style, sample};

/// The findings of the report, as many as a large organization has.
const FINDINGS: usize = 100_000;

/// Takes everything and keeps nothing.
struct Counter(u64);

impl Write for Counter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A number of megabytes from Linux's account of this process; 0 elsewhere.
fn memory(name: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mut lines = status.lines();
    let line = lines.find_map(|line| line.strip_prefix(name));
    let kilobytes = line.and_then(|line| line.split_whitespace().nth(1));
    kilobytes
        .and_then(|text| text.parse::<u64>().ok())
        .unwrap_or(0)
        / 1024
}

#[test]
#[ignore = "a measurement: just bench-reports"]
fn formats() {
    let report = sample::organization(FINDINGS);
    println!(
        "{:<10} {:>8} {:>9} {:>12}",
        "format", "seconds", "MB", "extra MB RAM"
    );
    for reporter in REPORTERS {
        // Linux forgets the peak when it is told to.
        let _ = std::fs::write("/proc/self/clear_refs", "5");
        let before = memory("VmRSS");
        let start = Instant::now();
        let mut out = Counter(0);
        let written = reporter.write(&report, Style::default(), &mut out);
        assert!(written.is_ok(), "{}", reporter.name());
        println!(
            "{:<10} {:>8.2} {:>9.1} {:>12}",
            reporter.name(),
            start.elapsed().as_secs_f64(),
            out.0 as f64 / 1e6,
            memory("VmHWM").saturating_sub(before)
        );
    }
}
