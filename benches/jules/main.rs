//! What our Jules client costs, beside the official one: `cargo bench --bench jules`.
//!
//! Both follow the same sessions of the same simulated Jules, at the same time: the official
//! client is the npm package `@google/jules-sdk` as it is published, on Node; ours is
//! [`jules_discord::jules::Feed`]. Simulator and clients are processes of their own (this program
//! starts itself again for two of them), so processor time and memory are each client's alone.
//! Requests and bytes are those the simulator has served, delays go from the creation of an
//! activity to the moment the client handed it over. Every printed figure was measured in that run.

#![expect(
    clippy::cast_precision_loss,
    reason = "counts and bytes become figures of three digits; none comes near 2^52"
)]

mod bench;
mod client;
mod facts;
mod hostile;
mod lane;
mod live;
mod lives;
mod measured;
mod npm;
mod process;
mod quota;
mod sdk;
mod simulator;
mod smoke;
mod statistics;
mod table;
mod usage;
mod weight;
mod work;

use anyhow::{Result, bail};
use clap::Parser as _;

#[tokio::main]
async fn main() -> Result<()> {
    let options = bench::Options::parse();
    match options.role.as_deref() {
        None => Box::pin(bench::Bench::run(options)).await,
        Some("simulator") => simulator::play().await,
        Some("client") => client::play().await,
        Some(other) => bail!("there is no role {other}"),
    }
}
