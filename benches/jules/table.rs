//! The table: one row a figure, somebody else's beside ours, and the target beside both.

use std::fmt::{self, Display};

/// A part of the table.
#[derive(Clone)]
pub struct Section {
    title: String,
    other: &'static str,
    lines: Vec<Line>,
    notes: Vec<String>,
}

#[derive(Clone)]
enum Line {
    Head(String),
    Row(Row),
}

/// One figure of both clients.
#[derive(Clone)]
pub struct Row {
    what: String,
    sdk: Option<f64>,
    ours: Option<f64>,
    targets: Vec<Target>,
}

/// What the figure shall be.
#[derive(Clone, Copy, Debug)]
pub enum Target {
    /// Ours is at most this.
    AtMost(f64),
    /// Ours divided by the SDK's is at most this.
    Ratio(f64),
    /// The SDK's is at least so many times ours.
    Fewer(f64),
}

impl Section {
    pub fn new(title: impl Into<String>) -> Self {
        Self::beside("SDK", title)
    }

    /// A part whose other column is not the SDK's.
    pub fn beside(other: &'static str, title: impl Into<String>) -> Self {
        Self { title: title.into(), other, lines: Vec::new(), notes: Vec::new() }
    }

    /// A line between rows.
    pub fn head(&mut self, text: impl Into<String>) {
        self.lines.push(Line::Head(text.into()));
    }

    /// A row.
    pub fn add(&mut self, row: Row) {
        self.lines.push(Line::Row(row));
    }

    /// A sentence below, once.
    pub fn note(&mut self, text: impl Into<String>) {
        let text = text.into();
        self.notes.retain(|other| *other != text);
        self.notes.push(text);
    }

    /// How many targets were met, and how many there are.
    pub fn score(&self) -> (usize, usize) {
        let rows = self.lines.iter().filter_map(|line| match line {
            Line::Row(row) => Some(row),
            Line::Head(_) => None,
        });
        let judged: Vec<bool> =
            rows.flat_map(|row| row.targets.iter().filter_map(|target| row.is_met(*target))).collect();
        (judged.iter().filter(|met| **met).count(), judged.len())
    }
}

impl Row {
    /// A figure of both.
    pub fn new(what: impl Into<String>, sdk: Option<f64>, ours: Option<f64>) -> Self {
        Self { what: what.into(), sdk, ours, targets: Vec::new() }
    }

    /// With a target.
    pub fn within(mut self, target: Target) -> Self {
        self.targets.push(target);
        self
    }

    /// Ours divided by the SDK's.
    fn ratio(&self) -> Option<f64> {
        Some(self.ours? / self.sdk.filter(|sdk| *sdk > 0.0)?)
    }

    fn is_met(&self, target: Target) -> Option<bool> {
        Some(match target {
            Target::AtMost(most) => self.ours? <= most,
            Target::Ratio(most) => self.ratio()? <= most,
            Target::Fewer(times) => self.ratio()? <= 1.0 / times,
        })
    }
}

impl Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AtMost(most) => write!(f, "≤ {most}"),
            Self::Ratio(most) => write!(f, "ratio ≤ {most}"),
            Self::Fewer(times) => write!(f, "{times}× fewer"),
        }
    }
}

impl Display for Section {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "\n{}\n", self.title)?;
        writeln!(f, "| {:<46} | {:>9} | {:>9} | {:>8} | target", "", self.other, "ours", "ratio")?;
        writeln!(f, "|{:-<48}|{:-<10}:|{:-<10}:|{:-<9}:|-------", "", "", "", "")?;
        for line in &self.lines {
            match line {
                Line::Head(text) => writeln!(f, "| *{text}* | | | |")?,
                Line::Row(row) => writeln!(f, "{row}")?,
            }
        }
        for note in &self.notes {
            writeln!(f, "{note}")?;
        }
        Ok(())
    }
}

impl Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = |value: Option<f64>| value.map_or("–".to_owned(), figure);
        let (sdk, ours, ratio) = (shown(self.sdk), shown(self.ours), shown(self.ratio()));
        write!(f, "| {:<46} | {sdk:>9} | {ours:>9} | {ratio:>8} |", self.what)?;
        for (place, target) in self.targets.iter().enumerate() {
            f.write_str(if place == 0 { "" } else { "," })?;
            let verdict = match self.is_met(*target) {
                Some(true) => "met",
                Some(false) => "**missed**",
                None => "not measured",
            };
            write!(f, " {target}: {verdict}")?;
        }
        Ok(())
    }
}

/// Three digits that matter.
pub fn figure(value: f64) -> String {
    let size = value.abs();
    let digits = match size {
        _ if !value.is_finite() => return "–".to_owned(),
        _ if value == 0.0 => return "0".to_owned(),
        _ if size >= 100.0 => 0,
        _ if size >= 10.0 => 1,
        _ if size >= 1.0 => 2,
        _ if size >= 0.1 => 3,
        _ => 5,
    };
    let text = format!("{value:.digits$}");
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}
