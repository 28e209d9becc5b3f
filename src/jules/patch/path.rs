//! The paths a patch names: git's quoting, the prefixes in front of them, and
//! the line that holds two of them.

/// The path on a `---` or `+++` line, with its prefix; none for `/dev/null`.
/// A tab ends it, since git puts one behind a path with spaces and others put a
/// time there.
pub(super) fn on_line(text: &str) -> Option<String> {
    let path = if text.starts_with('"') {
        unquoted(text)
    } else {
        text.split_once('\t').map_or(text, |(path, _)| path).to_owned()
    };
    (path != "/dev/null").then_some(path)
}

/// The two sides of a file without their prefixes, be they `a/` and `b/`, git's
/// mnemonic `i/` and `w/`, or the directories two trees were compared in. Equal
/// sides have none: with prefixes they would differ.
pub(super) fn without_prefixes(before: Option<String>, after: Option<String>) -> (Option<String>, Option<String>) {
    fn without(prefix: &str, path: String) -> String {
        path.strip_prefix(prefix).map(str::to_owned).unwrap_or(path)
    }
    match (before, after) {
        (Some(before), Some(after)) => match shared_tail(&before, &after) {
            Some(path) => (Some(path.to_owned()), Some(path.to_owned())),
            None if before.starts_with("a/") && after.starts_with("b/") => {
                (Some(without("a/", before)), Some(without("b/", after)))
            }
            None => (Some(before), Some(after)),
        },
        (before, after) => (before.map(|path| without("a/", path)), after.map(|path| without("b/", path))),
    }
}

/// What both are behind their first directory, or wholly.
fn shared_tail<'a>(one: &'a str, other: &str) -> Option<&'a str> {
    if one == other {
        return Some(one);
    }
    let (tail, others) = (one.split_once('/')?.1, other.split_once('/')?.1);
    (tail == others && !tail.is_empty()).then_some(tail)
}

/// The path in `diff --git a/path b/path`; none when the two differ, for then
/// other headers name them.
pub(super) fn common(names: &str) -> Option<String> {
    let (first, second) = if names.starts_with('"') {
        let end = closing_quote(names)?;
        (unquoted(&names[..=end]), unquoted(names[end + 1..].trim_start()))
    } else if let Some(start) = names.find(" \"") {
        (names[..start].to_owned(), unquoted(&names[start + 1..]))
    } else {
        // Paths may hold spaces: equal ones split the text in the middle.
        let middle = names.len() / 2;
        if names.len().is_multiple_of(2) || names.as_bytes()[middle] != b' ' {
            return None;
        }
        (names[..middle].to_owned(), names[middle + 1..].to_owned())
    };
    shared_tail(&first, &second).filter(|path| !path.is_empty()).map(str::to_owned)
}

fn closing_quote(text: &str) -> Option<usize> {
    let mut escaped = false;
    text.bytes().enumerate().skip(1).find_map(|(at, byte)| {
        let closes = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        closes.then_some(at)
    })
}

/// Undoes git's C-style quoting: `"tab\there"`, `"\303\244"`.
pub(super) fn unquoted(text: &str) -> String {
    let Some(end) = text.strip_prefix('"').and_then(|_| closing_quote(text)) else { return text.to_owned() };
    let mut bytes = text[1..end].bytes().peekable();
    let mut out = Vec::new();
    while let Some(byte) = bytes.next() {
        if byte != b'\\' {
            out.push(byte);
            continue;
        }
        match bytes.next() {
            Some(digit @ b'0'..=b'7') => {
                let mut value = u32::from(digit - b'0');
                for _ in 0..2 {
                    if let Some(digit) = bytes.next_if(|byte| (b'0'..=b'7').contains(byte)) {
                        value = value * 8 + u32::from(digit - b'0');
                    }
                }
                out.extend(u8::try_from(value));
            }
            Some(b'a') => out.push(7),
            Some(b'b') => out.push(8),
            Some(b't') => out.push(b'\t'),
            Some(b'n') => out.push(b'\n'),
            Some(b'v') => out.push(11),
            Some(b'f') => out.push(12),
            Some(b'r') => out.push(b'\r'),
            Some(other) => out.push(other),
            None => {}
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}
