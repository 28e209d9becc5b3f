//! Lists and help.

use std::fmt::Write as _;

/// `list`: what there is, and how much more.
#[must_use]
pub fn sessions(lines: &[String], count: usize) -> String {
    if lines.is_empty() {
        return "No sessions here. Start one with `/jules start`.".into();
    }
    // 2,000 characters are what a message holds; a line is never cut in half.
    let mut out = String::new();
    let mut shown = 0;
    for line in lines {
        if out.len() > 1_600 {
            break;
        }
        out.push_str(line);
        out.push('\n');
        shown += 1;
    }
    if count > shown {
        // Writing to a String cannot fail.
        let _ = write!(out, "… and {} more", count - shown);
    }
    out.trim_end().to_owned()
}

/// `help`, with the reason if this person may not do anything yet.
#[must_use]
pub fn help(denied: Option<&str>) -> String {
    let rights =
        denied.map_or_else(|| "You may use all of these commands.".to_owned(), |denied| format!("⚠️ {denied}"));
    format!(
        "**Jules works on your repositories, and you talk to it in a thread.**\n\
         `/jules start` opens a thread: Jules writes a plan, you press **Approve** or **Request changes**.\n\
         `/jules run` lets it work without asking and opens a pull request.\n\
         `/jules attach` opens a thread for a session that exists already.\n\
         In the thread, just write: 📨 stored, ✅ Jules has it, ⚠️ it did not work. Begin with `?`, mention me or \
         reply to one of my messages to ask; begin with `!` or `(aside)` to talk among yourselves.\n\
         `/jules approve` `revise` `send` `ask` do the same, typed; `status` `plan` `diff` `result` show things \
         again; `stop` archives the session; `list` shows all of them.\n{rights}"
    )
}
