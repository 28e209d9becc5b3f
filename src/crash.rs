//! Named places at which a test lets this process die, as a crash would: just before and
//! just after everything that others see or that is made durable.
//!
//! `JULES_DISCORD_CRASH=after_post` aborts the process at the first pass of that point,
//! `after_post:3` lets three pass before. Without the variable a point costs one load of a
//! value that never changes. `tests/it/crash.rs` reaches every point that is in the code.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

/// Where to die, and how often to get away with it before.
#[derive(Debug)]
struct Armed {
    name: String,
    passes: AtomicU32,
}

static ARMED: OnceLock<Option<Armed>> = OnceLock::new();

/// Ends the process here, without a further word, if a test wants that.
pub fn point(name: &str) {
    let armed = ARMED.get_or_init(|| read(&std::env::var("JULES_DISCORD_CRASH").ok()?));
    if armed.as_ref().is_some_and(|armed| armed.strikes(name)) {
        eprintln!("crash point {name}");
        std::process::abort();
    }
}

impl Armed {
    fn strikes(&self, name: &str) -> bool {
        self.name == name && self.passes.fetch_sub(1, Ordering::Relaxed) == 0
    }
}

/// `after_post` or `after_post:3`; anything else means no point at all.
fn read(wish: &str) -> Option<Armed> {
    let (name, passes) = wish.split_once(':').unwrap_or((wish, "0"));
    Some(Armed { name: name.to_owned(), passes: AtomicU32::new(passes.parse().ok()?) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_strikes_once_after_the_passes_it_was_given() {
        let armed = read("after_post:2").unwrap();
        let struck: Vec<bool> = (0..5).map(|_| armed.strikes("after_post")).collect();
        assert_eq!(struck, [false, false, true, false, false]);
        assert!(!read("after_post").unwrap().strikes("before_post"));
        assert!(read("after_post").unwrap().strikes("after_post"));
        assert!(read("after_post:soon").is_none());
    }
}
