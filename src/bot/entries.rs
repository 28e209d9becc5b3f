//! Every way in, each with the right it takes. What is not listed here is let through by
//! nobody: commands are looked up by their name, and a new kind of press does not compile
//! until it stands here.

use super::keys;
use crate::policy::Right;
use crate::render::press::Press;
use crate::render::press::order::{BatchStep, KeyStep, Order, Step};

/// What it takes to come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Takes {
    /// Nothing: it only tells people what they may.
    Nothing,
    /// This right.
    The(Right),
    /// The one or the other, depending on where or for what it is used.
    Either(Right, Right),
}

/// Commands and menus, by the names of their functions with those above them.
pub const COMMANDS: [(&str, Takes); 27] = [
    // Holds the others, and does nothing.
    ("jules", Takes::Nothing),
    ("jules start", Takes::The(Right::Start)),
    ("jules run", Takes::The(Right::Start)),
    ("jules batch", Takes::The(Right::Start)),
    ("jules attach", Takes::The(Right::Start)),
    ("jules approve", Takes::The(Right::Approve)),
    ("jules revise", Takes::The(Right::Reply)),
    ("jules send", Takes::The(Right::Reply)),
    ("jules ask", Takes::The(Right::Reply)),
    ("jules status", Takes::The(Right::View)),
    ("jules plan", Takes::The(Right::View)),
    ("jules diff", Takes::The(Right::View)),
    ("jules result", Takes::The(Right::View)),
    ("jules list", Takes::The(Right::View)),
    ("jules inbox", Takes::The(Right::View)),
    ("jules stop", Takes::The(Right::Admin)),
    ("jules archive", Takes::The(Right::Admin)),
    ("jules detach", Takes::The(Right::Admin)),
    // Changing what the thread does takes more, and what the channel does more still.
    ("jules settings", Takes::The(Right::View)),
    // Holds the others, and does nothing.
    ("jules key", Takes::Nothing),
    // A server's key takes the one right, a person's own the other.
    ("jules key set", Takes::Either(Right::Start, Right::Admin)),
    ("jules key show", Takes::The(Right::View)),
    ("jules key rotate", Takes::Either(Right::Start, Right::Admin)),
    ("jules key revoke", Takes::Either(Right::Start, Right::Admin)),
    ("jules audit", Takes::The(Right::Admin)),
    ("jules help", Takes::Nothing),
    // In a session's thread it talks, elsewhere it starts.
    ("send_to_jules", Takes::Either(Right::Reply, Right::Start)),
];

/// What a command takes; `None` for one that is not listed.
pub fn of_command(name: &str) -> Option<Takes> {
    COMMANDS.iter().find(|(known, _)| *known == name).map(|(_, takes)| *takes)
}

/// What a press takes, its name in the audit, and what it takes besides.
pub fn of_press(press: &Press) -> (Right, &'static str, Option<Right>) {
    match press {
        Press::Approve(_) => (Right::Approve, "button approve", None),
        // It says to Jules that somebody has approved.
        Press::Wake(_) => (Right::Approve, "button wake", Some(Right::Reply)),
        Press::RequestChanges(_) => (Right::Reply, "button request changes", None),
        Press::Changes(_) => (Right::Reply, "form changes", None),
        Press::Reply(_) => (Right::Reply, "button reply", None),
        Press::Answer(_) => (Right::Reply, "form answer", None),
        Press::Nudge => (Right::Reply, "button nudge", None),
        Press::Resend(_) => (Right::Reply, "button send again", None),
        Press::Pause => (Right::Reply, "button pause", None),
        Press::Resume => (Right::Reply, "button resume", None),
        // It may begin anew, or say to Jules that it should.
        Press::Retry => (Right::Start, "button retry", Some(Right::Reply)),
        Press::Stop => (Right::Admin, "button stop", None),
        Press::More => (Right::View, "button more", None),
        Press::PatchFile => (Right::View, "button patch", None),
        Press::Diff => (Right::View, "button diff", None),
        Press::DiffPage { .. } => (Right::View, "button diff page", None),
        Press::DiffFiles { .. } => (Right::View, "button diff files", None),
        Press::PickFile(_) => (Right::View, "menu files", None),
        Press::Output => (Right::View, "menu output", None),
    }
}

/// What a press that belongs to no session takes, and its name in the audit.
pub fn of_order(order: Order) -> (Right, &'static str) {
    match order {
        Order::List(_) => (Right::View, "button list"),
        Order::Inbox(_) => (Right::View, "button inbox"),
        Order::Offer(_, Step::Repo) => (Right::Start, "menu repository"),
        Order::Offer(_, Step::Branch) => (Right::Start, "menu branch"),
        Order::Offer(_, Step::Other) => (Right::Start, "button other repository"),
        Order::Offer(_, Step::Form) => (Right::Start, "form other repository"),
        Order::Offer(_, Step::Begin) => (Right::Start, "button begin"),
        Order::Key(KeyStep::Set, of) => (keys::right(of), "form key set"),
        Order::Key(KeyStep::Rotate, of) => (keys::right(of), "form key rotate"),
        Order::Batch(_, BatchStep::Stop) => (Right::Start, "button batch stop"),
        Order::Batch(_, BatchStep::GoOn) => (Right::Start, "button batch go on"),
        Order::Batch(_, BatchStep::Retry) => (Right::Start, "button batch retry"),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::bot::commands;

    /// The names of a command and of all below it.
    fn names<U, E>(command: &poise::Command<U, E>, above: &str, out: &mut BTreeSet<String>) {
        let name = format!("{above}{}", command.name);
        for below in &command.subcommands {
            names(below, &format!("{name} "), out);
        }
        out.insert(name);
    }

    #[test]
    fn every_command_and_menu_is_listed_with_its_right_and_nothing_else_is() {
        let mut registered = BTreeSet::new();
        for command in &commands::all() {
            names(command, "", &mut registered);
        }
        let listed: BTreeSet<String> = COMMANDS.iter().map(|(name, _)| (*name).to_owned()).collect();
        assert_eq!(listed.len(), COMMANDS.len(), "one is listed twice");
        assert_eq!(registered, listed);
        assert_eq!(of_command("jules format"), None);
    }
}
