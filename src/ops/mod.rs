//! Operating the bot: finding out what is wrong before people do.

pub mod doctor;
pub mod exports;
mod report;
pub mod store;

pub use report::{Finding, Report};
