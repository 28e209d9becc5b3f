//! Keeps the bot of an open demo: kills it and starts it again when the page or the terminal asks,
//! and tells how it stands.

use std::time::Duration;

use tokio::sync::{mpsc, watch};
use tokio::time::{MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

use super::bot::Bot;
use crate::sim::web::{Life, Order, Stagehand, Standing};

/// How soon it is noticed that people can use the bot.
const GLANCE: Duration = Duration::from_millis(30);

/// Whoever keeps the bot.
pub struct Keeper {
    bot: Bot,
    orders: mpsc::Receiver<Order>,
    standing: watch::Sender<Standing>,
}

impl Keeper {
    /// Takes the bot over; the stagehand is for those who ask.
    pub fn new(bot: Bot) -> (Self, Stagehand) {
        let (asks, orders) = mpsc::channel(4);
        let standing = watch::Sender::new(stands(&bot, Life::Starting, None));
        let stagehand = Stagehand { orders: asks, standing: standing.subscribe() };
        (Self { bot, orders, standing }, stagehand)
    }

    /// Does what is asked until it is told to stop; the bot, as it is then.
    pub async fn keep(mut self, stop: CancellationToken) -> anyhow::Result<Bot> {
        let mut ticks = interval(GLANCE);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
        loop {
            let life = self.standing.borrow().life;
            tokio::select! {
                () = stop.cancelled() => return Ok(self.bot),
                order = self.orders.recv() => match order {
                    Some(order) => self.carry_out(order).await?,
                    None => return Ok(self.bot),
                },
                status = self.bot.ended(), if life != Life::Dead => {
                    self.tell(Life::Dead, Some(format!("It ended by itself: {}.", status?)));
                }
                _ = ticks.tick(), if life == Life::Starting => {
                    if self.bot.is_ready() {
                        self.tell(Life::Running, None);
                    }
                }
            }
        }
    }

    async fn carry_out(&mut self, order: Order) -> anyhow::Result<()> {
        let life = self.standing.borrow().life;
        match order {
            Order::Kill if life != Life::Dead => {
                self.bot.crash().await?;
                self.tell(Life::Dead, Some("Killed with SIGKILL, in the middle of whatever it did.".to_owned()));
            }
            Order::Start if life == Life::Dead => {
                self.bot.relaunch()?;
                self.tell(Life::Starting, None);
            }
            // Asked twice: it is as it was wanted.
            Order::Kill | Order::Start => {}
        }
        Ok(())
    }

    fn tell(&self, life: Life, why: Option<String>) {
        self.standing.send_replace(stands(&self.bot, life, why));
    }
}

fn stands(bot: &Bot, life: Life, why: Option<String>) -> Standing {
    let pid = if life == Life::Dead { None } else { bot.pid() };
    Standing { life, pid, lives: bot.lives(), why }
}
