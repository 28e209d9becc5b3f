//! Over real HTTP on loopback.

mod client;
mod feed;
mod large;
mod malformed;
mod patch;
mod raw;
mod server;
mod sim;
mod talk;
