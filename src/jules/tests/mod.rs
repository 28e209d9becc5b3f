//! Over real HTTP on loopback.

mod client;
mod feed;
mod large;
mod patch;
mod server;
mod sim;
mod talk;
