// A bot as one would write it: discord.js for Discord, the Jules SDK for Jules, one `stream()` for
// each session, one message for each activity. Both packages are used as published.
//
// The first line on stdin is the task; it says `ready` when it follows every session.

import { createInterface } from 'node:readline';
import { connect } from '@google/jules-sdk';
import { Client, Events, GatewayIntentBits } from 'discord.js';

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const task = JSON.parse((await lines.next()).value);

const discord = new Client({
  intents: [GatewayIntentBits.Guilds, GatewayIntentBits.GuildMessages, GatewayIntentBits.MessageContent],
  rest: { api: `${task.discord_api_url}/api` },
});
const jules = connect({
  apiKey: task.jules_api_key,
  baseUrl: task.jules_api_url,
  config: { pollingIntervalMs: task.poll_ms },
});

/** What a person would want to read of an activity. */
const words = (activity) =>
  (activity.message ?? activity.title ?? activity.description ?? activity.type ?? 'Something happened.').slice(0, 2000);

async function follow({ thread, session }) {
  const channel = await discord.channels.fetch(thread);
  for await (const activity of jules.session(session).stream()) {
    if (activity.createTime >= task.since) {
      await channel.send({ content: words(activity), allowedMentions: { parse: [] } });
    }
  }
}

discord.once(Events.ClientReady, () => {
  for (const one of task.follows) {
    follow(one).catch((error) => console.error(`${one.session}: ${error}`));
  }
  console.log('"ready"');
});
discord.on(Events.Error, (error) => console.error(String(error)));
await discord.login(task.discord_token);
for await (const _ of lines);
process.exit(0);
