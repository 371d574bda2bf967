//! Lines over time in SVG, which a browser shows without a script.
//!
//! The horizontal axis is time: two reports a day apart are nearer to each other than two that are a month apart. A chart has
//! a title and a description for whoever does not see it; the numbers stand beside it in a table.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::report::escape::html;

/// The size of a chart in its own units.
const WIDTH: f64 = 480.0;
const HEIGHT: f64 = 200.0;
/// Where the lines are drawn.
const LEFT: f64 = 50.0;
const RIGHT: f64 = 470.0;
const TOP: f64 = 10.0;
const BOTTOM: f64 = 170.0;
/// The labels of an axis at most.
const TICKS: i64 = 4;
/// The points that are marked; of more nobody can tell one from the next.
const MARKED: usize = 120;

/// What the vertical axis counts.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    /// Shares from 0 to 1.
    Share,
    /// Numbers of something.
    Count,
}

/// A line of a chart.
pub(super) struct Line {
    /// What it shows.
    pub name: &'static str,
    /// The class of its colour and dashes.
    pub class: &'static str,
    /// A value for each time; none breaks the line.
    pub values: Vec<Option<f64>>,
}

/// A chart.
pub(super) struct Chart {
    /// Its name in the page: letters, digits and `-`.
    pub id: String,
    /// What it shows.
    pub title: String,
    /// The same at length, for whoever does not see it.
    pub description: String,
    /// What its vertical axis counts.
    pub unit: Unit,
    /// When the values are of, in order.
    pub times: Vec<Timestamp>,
    /// The lines.
    pub lines: Vec<Line>,
    /// How much may be added to the first line, for each time: a band above it.
    pub band: Vec<Option<f64>>,
    /// The times at which something else changed than what is counted.
    pub marks: Vec<Timestamp>,
}

impl Chart {
    /// The picture.
    pub(super) fn svg(&self) -> String {
        let mut svg = format!(
            "<svg viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" aria-labelledby=\"{0}-title {0}-about\">\n\
             <title id=\"{0}-title\">{1}</title>\n<desc id=\"{0}-about\">{2}</desc>\n",
            self.id,
            html(&self.title),
            html(&self.description)
        );
        let top = self.top();
        self.axes(&mut svg, top);
        for mark in &self.marks {
            let x = self.x(*mark);
            svg.push_str(&format!(
                "<line class=\"mark\" x1=\"{x:.1}\" x2=\"{x:.1}\" y1=\"{TOP}\" y2=\"{BOTTOM}\"/>\n"
            ));
        }
        self.draw_band(&mut svg, top);
        for line in &self.lines {
            self.draw(&mut svg, line, top);
        }
        svg.push_str("</svg>\n");
        svg
    }

    /// The value at the upper end of the vertical axis.
    fn top(&self) -> f64 {
        if self.unit == Unit::Share {
            return 1.0;
        }
        let values = self.lines.iter().flat_map(|line| &line.values);
        let most = values.copied().flatten().fold(0.0, f64::max);
        // Round numbers only: 1, 2 or 5 times a power of ten for each of four steps.
        let mut step = 1.0;
        loop {
            for factor in [1.0, 2.0, 5.0] {
                if step * factor * 4.0 >= most {
                    return step * factor * 4.0;
                }
            }
            step *= 10.0;
        }
    }

    fn x(&self, time: Timestamp) -> f64 {
        let (Some(first), Some(last)) = (self.times.first(), self.times.last()) else {
            return LEFT;
        };
        let whole = (last.as_second() - first.as_second()) as f64;
        if whole <= 0.0 {
            return (LEFT + RIGHT) / 2.0;
        }
        let part = (time.as_second() - first.as_second()) as f64;
        LEFT + (RIGHT - LEFT) * part / whole
    }

    fn y(value: f64, top: f64) -> f64 {
        BOTTOM - (BOTTOM - TOP) * value / top
    }

    fn axes(&self, svg: &mut String, top: f64) {
        for step in 0..=4 {
            let value = top * f64::from(step) / 4.0;
            let y = Self::y(value, top);
            let label = match self.unit {
                Unit::Share => format!("{:.0} %", value * 100.0),
                Unit::Count => format!("{value:.0}"),
            };
            svg.push_str(&format!(
                "<line class=\"grid\" x1=\"{LEFT}\" x2=\"{RIGHT}\" y1=\"{y:.1}\" y2=\"{y:.1}\"/>\
                 <text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{label}</text>\n",
                LEFT - 8.0,
                y + 4.0
            ));
        }
        for (time, label) in self.ticks() {
            let x = self.x(time);
            // A label at the edge would be cut in half.
            let anchor = match x {
                x if x > RIGHT - 36.0 => "end",
                x if x < LEFT + 36.0 => "start",
                _ => "middle",
            };
            svg.push_str(&format!(
                "<line class=\"tick\" x1=\"{x:.1}\" x2=\"{x:.1}\" y1=\"{BOTTOM}\" y2=\"{:.1}\"/>\
                 <text x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"{anchor}\">{label}</text>\n",
                BOTTOM + 5.0,
                BOTTOM + 20.0
            ));
        }
    }

    /// The labels of time: whole days where the reports are days apart, otherwise whole hours or minutes.
    fn ticks(&self) -> Vec<(Timestamp, String)> {
        let (Some(first), Some(last)) = (self.times.first(), self.times.last()) else {
            return Vec::new();
        };
        let (from, to) = (first.as_second(), last.as_second());
        let label = |second: i64, step: i64| {
            let time = Timestamp::from_second(second).ok()?;
            let zoned = time.to_zoned(TimeZone::UTC);
            let format = match step {
                step if step >= 86_400 => "%Y-%m-%d",
                _ => "%m-%d %H:%M",
            };
            Some((time, zoned.strftime(format).to_string()))
        };
        if from == to {
            return label(from, 60).into_iter().collect();
        }
        let steps = [
            60, 600, 3600, 21_600, 86_400, 172_800, 604_800, 1_209_600, 2_592_000,
        ];
        let mut step = steps
            .into_iter()
            .find(|step| (to - from) / step < TICKS)
            .unwrap_or(7_776_000);
        while (to - from) / step >= TICKS {
            step *= 2;
        }
        let mut ticks = Vec::new();
        let mut at = from.div_euclid(step) * step;
        while at <= to {
            if at >= from {
                ticks.extend(label(at, step));
            }
            at += step;
        }
        ticks
    }

    /// The runs of times at which there is a value, each with its place.
    fn runs(&self, values: &[Option<f64>], top: f64) -> Vec<Vec<(usize, f64, f64)>> {
        let mut runs: Vec<Vec<(usize, f64, f64)>> = vec![Vec::new()];
        for (index, (time, value)) in self.times.iter().zip(values).enumerate() {
            match value {
                Some(value) => {
                    if let Some(run) = runs.last_mut() {
                        run.push((index, self.x(*time), Self::y(*value, top)));
                    }
                }
                None => runs.push(Vec::new()),
            }
        }
        runs.retain(|run| !run.is_empty());
        runs
    }

    fn draw(&self, svg: &mut String, line: &Line, top: f64) {
        for run in self.runs(&line.values, top) {
            if run.len() > 1 {
                svg.push_str(&format!(
                    "<path class=\"line {}\" d=\"{}\"/>\n",
                    line.class,
                    path(run.iter().map(|(_, x, y)| (*x, *y)))
                ));
            }
            if self.times.len() > MARKED && run.len() > 1 {
                continue;
            }
            for (index, x, y) in run {
                let value = line
                    .values
                    .get(index)
                    .copied()
                    .flatten()
                    .unwrap_or_default();
                let value = match self.unit {
                    Unit::Share => super::words::percent(Some(value)),
                    Unit::Count => format!("{value:.0}"),
                };
                svg.push_str(&format!(
                    "<circle class=\"{}\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"3.5\"><title>{}: {} {value}</title></circle>\n",
                    line.class, self.times[index], line.name
                ));
            }
        }
    }

    /// The band above the first line.
    fn draw_band(&self, svg: &mut String, top: f64) {
        let Some(line) = self.lines.first() else {
            return;
        };
        let upper: Vec<Option<f64>> = line
            .values
            .iter()
            .zip(&self.band)
            .map(|(value, more)| Some((*value)? + (*more)?))
            .collect();
        if self.band.iter().flatten().all(|more| *more == 0.0) {
            return;
        }
        let lower = self.runs(&line.values, top);
        for (upper, lower) in self.runs(&upper, top).iter().zip(&lower) {
            if upper.len() < 2 {
                continue;
            }
            let there = upper.iter().map(|(_, x, y)| (*x, *y));
            let back = lower.iter().rev().map(|(_, x, y)| (*x, *y));
            svg.push_str(&format!(
                "<path class=\"band error\" d=\"{}Z\"/>\n",
                path(there.chain(back))
            ));
        }
    }
}

fn path(points: impl Iterator<Item = (f64, f64)>) -> String {
    points
        .enumerate()
        .map(|(number, (x, y))| {
            let command = if number == 0 { 'M' } else { 'L' };
            format!("{command}{x:.1} {y:.1}")
        })
        .collect()
}
