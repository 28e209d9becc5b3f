//! `[keys]`: who may entrust a Jules key of their own, and where the operator's serves.

use super::read::Reader;
use crate::policy::KeyRules;

pub(super) fn read(reader: &mut Reader) -> KeyRules {
    KeyRules {
        servers: reader.flag("keys.servers"),
        people: reader.flag("keys.people"),
        // Empty text is everywhere, an empty list nowhere: as with the rights.
        operator: reader.is_set("keys.operator_servers").then(|| reader.ids("keys.operator_servers")),
    }
}
