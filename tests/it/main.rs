//! The whole bot, from outside: one file per promise.

#[cfg(test)]
mod amends;
#[cfg(test)]
mod attention;
#[cfg(test)]
mod batch;
#[cfg(test)]
mod burst;
#[cfg(test)]
mod changes;
#[cfg(test)]
mod chaos;
#[cfg(test)]
mod check;
#[cfg(test)]
mod commands;
#[cfg(test)]
mod conversation;
#[cfg(test)]
mod crash;
#[cfg(test)]
mod demo;
#[cfg(test)]
mod examples;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod forums;
#[cfg(test)]
mod fuzz;
#[cfg(test)]
mod gate;
#[cfg(test)]
mod gateway;
#[cfg(test)]
mod harness;
#[cfg(test)]
mod inbound;
#[cfg(test)]
mod inbox;
#[cfg(test)]
mod input;
#[cfg(test)]
mod keys;
#[cfg(test)]
mod languages;
#[cfg(test)]
mod large;
#[cfg(test)]
mod layering;
#[cfg(test)]
mod page;
#[cfg(test)]
mod presses;
#[cfg(test)]
mod refusing;
#[cfg(test)]
mod restart;
#[cfg(test)]
mod scenarios;
#[cfg(test)]
mod send_to;
#[cfg(test)]
mod shutdown;
#[cfg(test)]
mod store;
#[cfg(test)]
mod threats;
#[cfg(test)]
mod time;
#[cfg(test)]
mod troubles;
#[cfg(test)]
mod two_hours;
#[cfg(test)]
mod world;
