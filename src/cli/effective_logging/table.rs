//! The table that a person reads: a row for each class of events, regions that are alike together.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use crate::meaning::effective_logging::EffectiveLogging;
use crate::meaning::event_selectors::{DataEvents, Extent, Recorded};
use crate::recording::Recording;
use crate::report::escape::terminal;

/// The kinds of insight that CloudTrail computes.
const INSIGHTS: [&str; 2] = ["ApiCallRateInsight", "ApiErrorRateInsight"];

/// A line of the table.
struct Row {
    events: String,
    read: &'static str,
    write: &'static str,
    trails: String,
    /// What narrows the class, in lines of its own.
    notes: Vec<String>,
}

/// Writes the table.
pub fn write(out: &mut dyn Write, recording: &Recording) -> io::Result<()> {
    for (place, regions) in alike(&recording.effective_logging) {
        writeln!(
            out,
            "{}  {}",
            terminal(&place.account_id),
            terminal(&regions.join(", "))
        )?;
        show(out, place)?;
        writeln!(out)?;
    }
    for account in &recording.unknown_accounts {
        writeln!(
            out,
            "{}  unknown: no region of the account is known\n",
            terminal(account)
        )?;
    }
    let origin = &recording.snapshot;
    writeln!(
        out,
        "collected at {}{}",
        terminal(&origin.collected_at),
        if origin.complete {
            ""
        } else {
            "; the collection was interrupted"
        }
    )
}

/// The places, those of an account that differ by nothing but their region as one, in the order of their first regions.
fn alike(places: &[EffectiveLogging]) -> Vec<(&EffectiveLogging, Vec<&str>)> {
    let mut groups: Vec<(&EffectiveLogging, Vec<&str>)> = Vec::new();
    for place in places {
        let same = groups.iter_mut().find(|(first, _)| {
            let moved = EffectiveLogging {
                aws_region: place.aws_region.clone(),
                ..(*first).clone()
            };
            moved == *place
        });
        match same {
            Some((_, regions)) => regions.push(&place.aws_region),
            None => groups.push((place, vec![&place.aws_region])),
        }
    }
    groups
}

fn show(out: &mut dyn Write, place: &EffectiveLogging) -> io::Result<()> {
    let names = names(&place.trails);
    let rows = rows(place, &names);
    let width = |cell: fn(&Row) -> &str, least: usize| {
        let widths = rows.iter().map(|row| cell(row).chars().count());
        widths.max().unwrap_or(0).max(least)
    };
    let events = width(|row| &row.events, "EVENTS".len());
    let line = |events_cell: &str, read: &str, write: &str, trails: &str| {
        let line = format!("  {events_cell:events$}  {read:4}  {write:5}  {trails}");
        line.trim_end().to_owned()
    };
    writeln!(out, "{}", line("EVENTS", "READ", "WRITE", "BY"))?;
    for row in &rows {
        writeln!(
            out,
            "{}",
            line(&row.events, row.read, row.write, &row.trails)
        )?;
        for note in &row.notes {
            writeln!(out, "      {note}")?;
        }
    }
    block(out, "not recorded", &not_recorded(place))?;
    block(out, "unknown", &place.unknown)?;
    let spelt: Vec<String> = names
        .iter()
        .filter(|(arn, name)| arn != name)
        .map(|(arn, name)| format!("{name} is {arn}"))
        .collect();
    block(out, "trails", &spelt)
}

fn block(out: &mut dyn Write, title: &str, lines: &[String]) -> io::Result<()> {
    if !lines.is_empty() {
        writeln!(out, "\n  {title}")?;
    }
    for line in lines {
        writeln!(out, "    {}", terminal(line))?;
    }
    Ok(())
}

/// What each trail is called in the table: its name, or its ARN where two have one name.
fn names(arns: &[String]) -> BTreeMap<&str, &str> {
    let name = |arn| -> &str { str::rsplit_once(arn, '/').map_or(arn, |(_, name)| name) };
    let is_alone = |of: &str| arns.iter().filter(|arn| name(arn.as_str()) == of).count() == 1;
    arns.iter()
        .map(|arn| {
            let name = name(arn.as_str());
            (arn.as_str(), if is_alone(name) { name } else { arn })
        })
        .collect()
}

fn rows(place: &EffectiveLogging, names: &BTreeMap<&str, &str>) -> Vec<Row> {
    let called = |trails: &BTreeSet<&String>| {
        let called: Vec<String> = trails
            .iter()
            .map(|arn| terminal(names.get(arn.as_str()).copied().unwrap_or(arn)))
            .collect();
        called.join(", ")
    };
    let of_two = |events: String, read: &Extent, write: &Extent| Row {
        events,
        read: word(read.recorded),
        write: word(write.recorded),
        trails: called(&read.trails.iter().chain(&write.trails).collect()),
        notes: [("read", read), ("write", write)]
            .into_iter()
            .flat_map(|(kind, extent)| notes(kind, extent))
            .collect(),
    };
    let management = &place.events.management;
    let mut rows = vec![of_two(
        "management".to_owned(),
        &management.read,
        &management.write,
    )];
    if !place.global_service_events.is_empty() {
        rows.push(Row {
            events: "  with those of global services".to_owned(),
            read: "",
            write: "",
            trails: called(&place.global_service_events.iter().collect()),
            notes: Vec::new(),
        });
    }
    for data in &place.events.data {
        let what = format!("data of {}", terminal(&data.resources_type));
        rows.push(of_two(what, &data.read, &data.write));
        rows.extend(scopes(data));
    }
    for network in &place.events.network_activity {
        let what = format!("network activity of {}", terminal(&network.event_source));
        rows.push(of_two(what, &network.extent, &network.extent));
    }
    rows
}

/// The resources that selectors name, where not all of their type are recorded.
fn scopes(data: &DataEvents) -> impl Iterator<Item = Row> {
    let whole = data.read.recorded == Recorded::All && data.write.recorded == Recorded::All;
    let named = if whole { &[][..] } else { &data.arns };
    named.iter().map(|scope| Row {
        events: format!(
            "  {}{}",
            terminal(&scope.arn),
            if scope.is_prefix { "…" } else { "" }
        ),
        read: word(scope.read),
        write: word(scope.write),
        trails: String::new(),
        notes: Vec::new(),
    })
}

fn word(recorded: Recorded) -> &'static str {
    match recorded {
        Recorded::None => "none",
        Recorded::Part => "part",
        Recorded::All => "all",
    }
}

fn notes(kind: &str, extent: &Extent) -> Vec<String> {
    extent
        .narrowed_by
        .iter()
        .map(|narrowing| {
            let values: Vec<String> = narrowing
                .values
                .iter()
                .map(|value| terminal(value))
                .collect();
            let condition = format!(
                "{kind}: {} {} {}",
                terminal(&narrowing.field),
                narrowing.operator,
                values.join(", ")
            );
            condition.trim_end().to_owned()
        })
        .collect()
}

/// What no trail records, in words.
fn not_recorded(place: &EffectiveLogging) -> Vec<String> {
    let events = &place.events;
    let mut missing = place.not_recorded.clone();
    if place.global_service_events.is_empty() {
        missing.push("management events of global services such as IAM".to_owned());
    }
    for data in &events.data {
        let kinds = [("read", &data.read), ("write", &data.write)];
        for (kind, extent) in kinds {
            match extent.recorded {
                Recorded::All => {}
                Recorded::Part => missing.push(format!(
                    "some data events of {} that {kind}",
                    data.resources_type
                )),
                Recorded::None => {
                    missing.push(format!(
                        "data events of {} that {kind}",
                        data.resources_type
                    ));
                }
            }
        }
    }
    missing.push(if events.data.is_empty() {
        "data events of any resource".to_owned()
    } else {
        "data events of all other types of resources".to_owned()
    });
    if events.network_activity.is_empty() {
        missing.push("network activity events".to_owned());
    } else {
        missing.push("network activity events of all other services".to_owned());
    }
    for insight in INSIGHTS {
        if !events.insights.iter().any(|computed| computed == insight) {
            missing.push(format!("insight events of the kind {insight}"));
        }
    }
    missing
}
