// The official client's part of the benchmark: streams every session it is told of, the way its
// README shows, and notes when each activity came out. The package is used as published.
//
// The first line on stdin is the task; after that each line asks for a report; at the end of
// stdin it stops. Answers are lines of JSON on stdout.

import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from '@google/jules-sdk';

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const task = JSON.parse((await lines.next()).value);
const say = (message) => process.stdout.write(JSON.stringify(message) + '\n');
// Microseconds since 1970, on the wall clock that stamps the activities.
const now = () => Math.round((performance.timeOrigin + performance.now()) * 1000);

const client = connect({
  apiKey: task.api_key,
  baseUrl: task.api_url,
  config: {
    pollingIntervalMs: task.poll_ms,
    // Its own pauses, on the same clock as everything else.
    rateLimitRetry: {
      baseDelayMs: 1000 / task.speed,
      maxDelayMs: 30000 / task.speed,
      maxRetryTimeMs: 300000 / task.speed,
    },
  },
});

const delivered = [];
const dead = [];
let old = 0;
let told = false;

async function follow(session, pause) {
  await sleep(pause);
  try {
    for await (const activity of session.stream()) {
      if (activity.createTime < task.since) {
        old += 1;
        if (!told && old >= task.old) {
          told = true;
          say({ ready: true });
        }
      } else {
        delivered.push([activity.id, now()]);
      }
    }
    dead.push(`${session.id}: the stream ended`);
  } catch (error) {
    dead.push(`${session.id}: ${String(error?.message ?? error).slice(0, 200)}`);
  }
}

// One after the other over a poll's length, as sessions of several people would begin.
task.sessions.forEach((one, place) => follow(client.session(one.id), (task.poll_ms * place) / task.sessions.length));
if (task.old === 0) {
  told = true;
  say({ ready: true });
}

const working = task.sessions.filter((one) => one.works);

async function people(every, act) {
  while (every > 0) {
    await sleep(every);
    act().catch((error) => dead.push(`an action: ${String(error).slice(0, 200)}`));
  }
}

people(task.ask_every_ms, async () => {
  const { id } = working[Math.floor(Math.random() * working.length)];
  await client.session(id).send('How far are you?');
});
people(task.plan_every_ms, async () => {
  follow(await client.session({ prompt: 'plan please' }), 0);
});

for await (const _ of lines) {
  say({ report: { delivered, dead, old } });
}
process.exit(0);
