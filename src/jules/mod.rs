//! The Jules client, usable on its own: it names no other module of ours.

pub mod model;
