#![doc = include_str!("README.md")]

pub mod discord;
pub mod jules;
pub mod policy;
pub mod render;
pub mod session;
pub mod sim;
pub mod store;
