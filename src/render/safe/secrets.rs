//! Secrets by their shape. Patterns cannot catch everything: private channels are
//! the real control, this is the net below it.

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

/// One family of tokens: a prefix and at least `min` characters of a body.
struct Shape {
    name: &'static str,
    prefix: &'static str,
    min: usize,
    /// Short prefixes occur inside words; these count only where a word begins.
    at_word: bool,
}

const fn shape(name: &'static str, prefix: &'static str, min: usize, at_word: bool) -> Shape {
    Shape { name, prefix, min, at_word }
}

const SHAPES: [Shape; 19] = [
    shape("google key", "AIza", 35, false),
    shape("google key", "AQ.", 40, true),
    shape("google token", "ya29.", 20, true),
    shape("github token", "ghp_", 36, false),
    shape("github token", "gho_", 36, false),
    shape("github token", "ghu_", 36, false),
    shape("github token", "ghs_", 36, false),
    shape("github token", "ghr_", 36, false),
    shape("github token", "github_pat_", 40, false),
    shape("gitlab token", "glpat-", 20, false),
    shape("npm token", "npm_", 36, true),
    shape("stripe key", "sk_live_", 20, false),
    shape("stripe key", "rk_live_", 20, false),
    shape("api key", "sk-", 20, true),
    shape("slack token", "xoxb-", 20, true),
    shape("slack token", "xoxp-", 20, true),
    shape("slack token", "xapp-", 20, true),
    shape("aws key", "AKIA", 16, true),
    shape("aws key", "ASIA", 16, true),
];

/// `text` with everything that looks like a secret replaced by `[redacted: kind]`.
pub(super) fn redact(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = String::with_capacity(text.len());
    let (mut kept, mut at) = (0, 0);
    while at < bytes.len() {
        // A secret starts with an ASCII letter, a digit or a dash, so `at` is a character's start.
        if let Some((name, end)) = secret_at(bytes, at) {
            out.push_str(&text[kept..at]);
            out.push_str("[redacted: ");
            out.push_str(name);
            out.push(']');
            (kept, at) = (end, end);
        } else {
            at = skip(bytes, at);
        }
    }
    out.push_str(&text[kept..]);
    out
}

/// The next place where a secret can start.
fn skip(bytes: &[u8], at: usize) -> usize {
    at + 1 + bytes[at + 1..].iter().take_while(|b| !is_start(**b)).count()
}

fn is_start(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'-'
}

fn secret_at(bytes: &[u8], at: usize) -> Option<(&'static str, usize)> {
    let word = at == 0 || !bytes[at - 1].is_ascii_alphanumeric();
    let rest = &bytes[at..];
    for shape in &SHAPES {
        if (word || !shape.at_word)
            && rest.starts_with(shape.prefix.as_bytes())
            && let Some(length) = body(&rest[shape.prefix.len()..], shape.min)
        {
            return Some((shape.name, at + shape.prefix.len() + length));
        }
    }
    if let Some(length) = private_key(rest) {
        return Some(("private key", at + length));
    }
    if !word || at > 0 && is_encoded(bytes[at - 1]) {
        return None;
    }
    dotted(rest).or_else(|| encoded(rest)).map(|(name, length)| (name, at + length))
}

/// The length of a token's body of at least `min` characters, one line break
/// inside it included, and with a digit: words have none.
fn body(bytes: &[u8], min: usize) -> Option<usize> {
    let is_body = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-');
    let first = bytes.iter().take_while(|b| is_body(b)).count();
    let mut length = first;
    if first > 0 && first < min && bytes.get(first) == Some(&b'\n') {
        let second = bytes[first + 1..].iter().take_while(|b| is_body(b)).count();
        if first + second >= min {
            length = first + 1 + second;
        }
    }
    (length >= min && bytes[..length].iter().any(u8::is_ascii_digit)).then_some(length)
}

/// A PEM block, to its end line or to the end of the text.
fn private_key(rest: &[u8]) -> Option<usize> {
    let head = rest.strip_prefix(b"-----BEGIN ")?;
    let label = head.iter().position(|b| matches!(b, b'-' | b'\n'))?;
    if !head[..label].ends_with(b"PRIVATE KEY") {
        return None;
    }
    let text = std::str::from_utf8(rest).ok()?;
    let Some(end) = text.find("-----END ") else { return Some(rest.len()) };
    let tail = &text[end + 9..];
    Some(end + 9 + tail.find("-----").map_or(tail.len(), |at| at + 5))
}

/// Tokens of three parts with dots between them: Discord's and JSON web tokens.
fn dotted(rest: &[u8]) -> Option<(&'static str, usize)> {
    let part = |from: usize| {
        rest.get(from..)
            .map_or(0, |tail| tail.iter().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-')).count())
    };
    let first = part(0);
    if first < 10 || rest.get(first) != Some(&b'.') {
        return None;
    }
    let second = part(first + 1);
    let dot = first + 1 + second;
    if second == 0 || rest.get(dot) != Some(&b'.') {
        return None;
    }
    let third = part(dot + 1);
    let end = dot + 1 + third;
    if (23..=28).contains(&first) && (5..=7).contains(&second) && (27..=64).contains(&third) {
        return Some(("discord token", end));
    }
    (rest.starts_with(b"eyJ") && second >= 10 && third >= 10).then_some(("web token", end))
}

fn is_encoded(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'_' | b'-')
}

/// A secret in base64, lines of 60 and more characters joined as `base64` breaks them.
fn encoded(rest: &[u8]) -> Option<(&'static str, usize)> {
    let (mut end, mut line) = (0, 0);
    let mut run = Vec::new();
    while let Some(&byte) = rest.get(end) {
        if is_encoded(byte) {
            run.push(match byte {
                b'-' => b'+',
                b'_' => b'/',
                other => other,
            });
            line += 1;
        } else if byte == b'\n' && line >= 60 && rest.get(end + 1).copied().is_some_and(is_encoded) {
            line = 0;
        } else {
            break;
        }
        end += 1;
    }
    if run.len() < 28 {
        return None;
    }
    while run.len() % 4 == 1 {
        run.pop();
    }
    let config = GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent);
    let plain = GeneralPurpose::new(&alphabet::STANDARD, config).decode(&run).ok()?;
    let inner = (0..plain.len()).find_map(|at| plain_secret(&plain, at))?;
    let padding = rest[end..].iter().take_while(|b| **b == b'=').count();
    Some((inner, end + padding))
}

/// What `secret_at` knows, less encodings: one layer is enough.
fn plain_secret(bytes: &[u8], at: usize) -> Option<&'static str> {
    let rest = &bytes[at..];
    let by_prefix = SHAPES
        .iter()
        .find(|shape| {
            rest.starts_with(shape.prefix.as_bytes()) && body(&rest[shape.prefix.len()..], shape.min).is_some()
        })
        .map(|shape| shape.name);
    by_prefix
        .or_else(|| rest.starts_with(b"-----BEGIN ").then(|| private_key(rest)).flatten().map(|_| "private key"))
        .or_else(|| if at == 0 { dotted(rest).map(|(name, _)| name) } else { None })
}
