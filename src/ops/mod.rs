//! Operating the bot: finding out what is wrong before people do.

pub mod doctor;
mod report;

pub use report::{Finding, Report};
