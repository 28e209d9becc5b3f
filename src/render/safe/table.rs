//! Tables, which Discord does not know: a narrow one becomes a code block with aligned
//! columns, a wide one a list, since a phone would wrap its lines beyond recognition.

use unicode_segmentation::UnicodeSegmentation as _;

/// Characters that a code block shows in one line of a phone, roughly.
const NARROW: usize = 48;
/// Between two columns.
const GAP: &str = "  ";

/// A table that begins here.
pub(super) enum Table {
    /// Lines of a code block.
    Block(String),
    /// Lines of prose.
    List(Vec<String>),
}

/// The table that these lines begin with, and how many of them it takes.
pub(super) fn at(lines: &[&str]) -> Option<(usize, Table)> {
    let [head, rule, rest @ ..] = lines else { return None };
    if !head.contains('|') || !rule.contains('-') {
        return None;
    }
    let (head, sides) = (cells(head), cells(rule).iter().map(|cell| side(cell)).collect::<Option<Vec<_>>>()?);
    if head.len() != sides.len() || !(rule.contains('|') && head.iter().any(|cell| !cell.is_empty())) {
        return None;
    }
    let body = rest.iter().take_while(|line| line.contains('|') && !line.trim().is_empty());
    let rows: Vec<Vec<String>> = body.map(|line| row(line, head.len())).collect();
    let taken = 2 + rows.len();
    let widths: Vec<usize> = (0..head.len()).map(|column| width(&head, &rows, column)).collect();
    let total = widths.iter().sum::<usize>() + GAP.len() * (widths.len() - 1);
    let table = if total <= NARROW { aligned(&head, &rows, &widths, &sides) } else { listed(&head, &rows) };
    Some((taken, table))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Left,
    Right,
}

/// What a cell of the second line says of its column; `None` if it is no such line.
fn side(cell: &str) -> Option<Side> {
    let dashes = cell.trim_start_matches(':').trim_end_matches(':');
    let colons = cell.len() - dashes.len();
    let is_rule = !dashes.is_empty() && dashes.bytes().all(|b| b == b'-') && colons <= 2;
    is_rule.then(|| if cell.ends_with(':') && !cell.starts_with(':') { Side::Right } else { Side::Left })
}

fn cells(line: &str) -> Vec<String> {
    let line = line.trim();
    let line = line.strip_prefix('|').unwrap_or(line);
    let line = line.strip_suffix('|').filter(|rest| !rest.ends_with('\\')).unwrap_or(line);
    let (mut cells, mut cell, mut escaped) = (Vec::new(), String::new(), false);
    for c in line.chars() {
        match c {
            '|' if escaped => {
                cell.pop();
                cell.push('|');
            }
            '|' => cells.push(std::mem::take(&mut cell)),
            _ => cell.push(c),
        }
        escaped = c == '\\' && !escaped;
    }
    cells.push(cell);
    cells.iter().map(|cell| cell.trim().to_owned()).collect()
}

/// As many cells as the head has; what is too much is kept in the last one.
fn row(line: &str, columns: usize) -> Vec<String> {
    let mut cells = cells(line);
    if cells.len() > columns {
        let rest = cells.split_off(columns - 1).join(" | ");
        cells.push(rest);
    }
    cells.resize(columns, String::new());
    cells
}

fn length(text: &str) -> usize {
    text.graphemes(true).count()
}

fn width(head: &[String], rows: &[Vec<String>], column: usize) -> usize {
    let cells = rows.iter().chain(std::iter::once(&head.to_vec())).map(|row| length(&row[column])).max();
    cells.unwrap_or_default().max(1)
}

fn aligned(head: &[String], rows: &[Vec<String>], widths: &[usize], sides: &[Side]) -> Table {
    let line = |row: &[String]| {
        let cells = row.iter().zip(widths).zip(sides).map(|((cell, width), side)| {
            let blank = " ".repeat(width.saturating_sub(length(cell)));
            if *side == Side::Right { blank + cell } else { format!("{cell}{blank}") }
        });
        cells.collect::<Vec<_>>().join(GAP).trim_end().to_owned()
    };
    let rule = widths.iter().map(|width| "─".repeat(*width)).collect::<Vec<_>>().join(GAP);
    let mut lines = vec![line(head), rule];
    lines.extend(rows.iter().map(|row| line(row)));
    Table::Block(lines.join("\n"))
}

fn listed(head: &[String], rows: &[Vec<String>]) -> Table {
    let line = |row: &Vec<String>| {
        let named = |(name, cell): (&String, &String)| {
            if name.is_empty() { cell.clone() } else { format!("{name}: {cell}") }
        };
        let filled = head.iter().zip(row).filter(|(_, cell)| !cell.is_empty());
        format!("- {}", filled.map(named).collect::<Vec<_>>().join(" · "))
    };
    let head_only = [head.to_vec()];
    let lines = if rows.is_empty() {
        head_only.iter().map(|row| format!("- {}", row.join(" · "))).collect()
    } else {
        rows.iter().map(line).collect()
    };
    Table::List(lines)
}
