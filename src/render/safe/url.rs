//! Links in other people's words: what may be followed, and where one ends.

/// How a link is shown.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Shown {
    /// `https`, a plain host, no user name in it: a person may click it.
    Link(String),
    /// Everything else is shown, not linked.
    Code(String),
}

/// Longer ones are shown, not linked: nobody reads where they lead.
const LONGEST_LINK: usize = 1_000;
const LONGEST_CODE: usize = 200;

/// What Discord unfurls into a card even without a scheme.
const INVITES: [&str; 4] = ["discord.gg/", "discord.com/invite/", "discordapp.com/invite/", "discord.new/"];

/// Whether a bare link starts here; Discord asks for no word boundary before it.
pub(super) fn starts(text: &str) -> bool {
    ["https://", "http://"].iter().chain(&INVITES).any(|prefix| starts_with(text, prefix))
}

/// Whether `text` starts with `prefix`, in any case.
pub(super) fn starts_with(text: &str, prefix: &str) -> bool {
    text.get(..prefix.len()).is_some_and(|head| head.eq_ignore_ascii_case(prefix))
}

/// The bare link at the start of `text`, without the punctuation of the sentence around it.
pub(super) fn bare(text: &str) -> &str {
    let end = text
        .find(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '`' | '[' | ']' | '|' | '\\'))
        .unwrap_or(text.len());
    let mut url = &text[..end];
    let mut unopened = url.matches(')').count().saturating_sub(url.matches('(').count());
    while let Some(last) = url.chars().next_back() {
        match last {
            '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '*' | '_' | '~' => {}
            ')' if unopened > 0 => unopened -= 1,
            _ => break,
        }
        url = &url[..url.len() - last.len_utf8()];
    }
    url
}

/// What to show for a link's target.
pub(super) fn judge(target: &str) -> Shown {
    link(target).map_or_else(|| Shown::Code(code(target)), Shown::Link)
}

fn link(target: &str) -> Option<String> {
    if !starts_with(target, "https://") || target.len() > LONGEST_LINK {
        return None;
    }
    let rest = &target["https://".len()..];
    if rest.contains(|c: char| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '"' | '\\')) {
        return None;
    }
    let (authority, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    // `https://github.com@evil.example/` leads to evil.example.
    let host = authority.rsplit('@').next().unwrap_or(authority).to_ascii_lowercase();
    if !is_plain_host(&host) {
        return None;
    }
    let url = format!("https://{host}{path}");
    let invite = INVITES.iter().any(|prefix| starts_with(&url["https://".len()..], prefix));
    // Markdown's own signs, and the one mention that counts inside a link.
    let signs =
        [("[", "%5B"), ("]", "%5D"), ("`", "%60"), ("|", "%7C"), ("@everyone", "%40everyone"), ("@here", "%40here")];
    (!invite).then(|| signs.iter().fold(url, |url, (sign, code)| url.replace(sign, code)))
}

/// Letters anybody can tell apart: no lookalikes, no punycode, a dot inside.
fn is_plain_host(host: &str) -> bool {
    let name = match host.split_once(':') {
        Some((name, port)) if port.parse::<u16>().is_ok() => name,
        Some(_) => return false,
        None => host,
    };
    name.contains('.')
        && name.split('.').all(|label| {
            !label.is_empty()
                && !label.starts_with("xn--")
                && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        })
}

fn code(target: &str) -> String {
    let plain: String = target.chars().map(|c| if c == '`' { '\'' } else { c }).collect();
    super::super::prose::clip(plain.trim(), LONGEST_CODE)
}
