//! What makes other people's words fit for Discord, by itself.

#[path = "../../src/render/prose.rs"]
pub mod prose;
#[path = "../../src/render/safe/mod.rs"]
pub mod safe;
