//! Scripts: what happens, and what the machine makes of it. One per promise.

mod accounts;
mod amends;
mod attention;
mod burst;
mod cards;
mod course;
mod plans;
mod questions;
mod script;
mod talk;
mod troubles;
