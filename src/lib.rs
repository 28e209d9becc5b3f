#![doc = include_str!("README.md")]

pub mod app;
pub mod audit;
pub mod bot;
pub mod cli;
pub mod config;
pub mod crash;
pub mod demo;
pub mod discord;
#[doc(hidden)]
pub mod docs;
pub mod error;
pub mod jules;
pub mod ops;
pub mod policy;
pub mod render;
pub mod session;
pub mod sim;
pub mod store;
pub mod telemetry;
pub mod vault;
pub mod worker;
