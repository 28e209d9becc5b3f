//! Over real HTTP on loopback.

mod client;
mod feed;
mod patch;
mod server;
mod sim;
mod talk;
