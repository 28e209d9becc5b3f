//! `/jules batch`: the same prompt over several repositories, each in a thread of its own.

use serenity::model::id::ChannelId;

use super::place::{Target, guild, interaction, target};
use super::start::PlanApproval;
use super::{say, words};
use crate::bot::catalog::Catalog;
use crate::bot::gate::Ask;
use crate::bot::{Context, Edge, Error, answer, complete, starting};
use crate::error::UserError;
use crate::policy::{Action, Grant, Repo};
use crate::render::text;
use crate::session::checkpoint::Task;
use crate::worker::batch::{self, MOST, Row, Run, Step};
use crate::worker::{ChannelSettings, Wish, clock};

/// Give the same task to several repositories: no approval, a pull request from each
#[poise::command(slash_command, guild_only, ephemeral)]
pub async fn batch(
    ctx: Context<'_>,
    #[description = "What Jules should do in each of them"] prompt: String,
    #[description = "Repositories, with commas or spaces between them"]
    #[autocomplete = "complete::repositories"]
    repos: String,
    #[description = "Branch to start from, in all of them; their default branches if you leave it out"] branch: Option<
        String,
    >,
    #[description = "A short name for the threads"] title: Option<String>,
    #[description = "Whether Jules waits for approval of each plan"]
    #[rename = "plan-approval"]
    plan_approval: Option<PlanApproval>,
) -> Result<(), Error> {
    ctx.defer_ephemeral().await?;
    let ask = Ask::of_command(&ctx)?;
    ask.first(&Action::Start(None), Repo::Any).await?;
    let edge = ctx.data();
    let prompt = words(&prompt)?;
    let id = interaction(&ctx)?;
    let (account, catalog) = edge.catalog(guild(&ctx)?, ctx.author().id)?;
    let rows = rows(&catalog, id, &repos, branch.as_deref()).await?;
    let task = Task {
        start: id,
        requester: ctx.author().id,
        title: starting::title(title.as_deref(), &prompt),
        prompt,
        source: None,
        branch: None,
        approval: plan_approval == Some(PlanApproval::Required),
        auto_pr: true,
        since: clock::now(),
        account,
    };
    let (count, place) = (rows.len(), ctx.channel_id());
    let Target { channel, forum, .. } = target(edge, place).await?;
    let grant = admitted(edge, &ask, &rows, &task, channel).await?;
    let run = Run {
        id,
        guild: guild(&ctx)?,
        channel,
        forum,
        card_channel: place,
        task,
        card: None,
        issue: 0,
        stopped: None,
        rows,
    };
    edge.supervisor.begin_batch(grant, run).await?;
    let at_once = edge.supervisor.batch_at_once();
    say(ctx, text::batch_begun(answer::locale(&ctx), count, at_once, place)).await
}

/// All rows or none: each is a start like any other.
async fn admitted(edge: &Edge, ask: &Ask<'_>, rows: &[Row], task: &Task, channel: ChannelId) -> Result<Grant, Error> {
    let mut granted = None;
    for row in rows {
        let Task { approval, auto_pr, .. } = *task;
        let wish = Wish { start: row.start, branch: Some(&row.branch), approval, auto_pr };
        match ask.start(&wish, channel, Repo::Named(row.source.slug())).await {
            Ok(grant) => granted = Some(grant),
            Err(denied) => {
                for row in rows {
                    edge.supervisor.forget(row.start);
                }
                return Err(denied.into());
            }
        }
    }
    Ok(granted.ok_or(UserError::NoRepositories)?)
}

/// A row for each repository that was named, each once. What is wrong is said before anything begins.
async fn rows(
    catalog: &Catalog,
    id: serenity::model::id::InteractionId,
    repos: &str,
    branch: Option<&str>,
) -> Result<Vec<Row>, Error> {
    let mut rows: Vec<Row> = Vec::new();
    for name in complete::names(repos) {
        let name = catalog.whole_name(name).await?;
        let chosen = catalog.choose(Some(&name), branch, &ChannelSettings::default()).await?;
        let (source, branch) = chosen.place.ok_or(UserError::NoRepositories)?;
        if rows.iter().all(|row| row.source != source.name) {
            let start = batch::start(id, rows.len());
            rows.push(Row { source: source.name, branch, start, step: Step::Waiting, earlier: vec![] });
        }
    }
    match rows.len() {
        0 => Err(UserError::NoRepositories.into()),
        1..=MOST => Ok(rows),
        many => Err(UserError::TooManyRepositories(many, MOST).into()),
    }
}
