//! The Jules client by itself, under the name that the tests know it by: the whole
//! program takes minutes to build and brings nothing that is fuzzed.

#[path = "../../src/jules/mod.rs"]
pub mod jules;

pub mod render;
