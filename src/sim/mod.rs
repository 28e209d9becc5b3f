//! THE OUTSIDE WORLD on loopback: a Discord and a Jules that know nothing of the bot.
//!
//! Nothing in here imports a module of the bot, nor a Discord library: what a
//! client sees is built from the public documentation of the APIs alone.

pub mod clock;
pub mod discord;
mod guard;
pub mod jules;
pub mod people;
pub mod scenario;
pub mod transcript;
pub mod web;
pub mod world;
