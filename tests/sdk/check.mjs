// The official Jules SDK, unmodified, against our simulated Jules: whoever wrote the client
// of the real one must find nothing odd about ours. It plays the tour as a person with that
// SDK would: looks for the repository, creates, streams, approves, asks, waits, takes the
// result; then once more in automatic mode. Everything that is not as expected fails.
//
//     npm ci && node check.mjs [path of the binary jules-discord]

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const PROGRAM = process.argv[2] ?? fileURLToPath(new URL('../../target/debug/jules-discord', import.meta.url));
const SPEED = 30;
const PATIENCE = 90_000;

const deadline = setTimeout(() => {
  console.error(`Not done within ${PATIENCE / 1000} s; last: ${doing}`);
  process.exit(1);
}, PATIENCE);
let doing = 'nothing';
const step = (what) => console.log(`  ${(doing = what)}`);

// The SDK keeps a cache on disk and decides where when it is loaded.
const home = await mkdtemp(join(tmpdir(), 'jules-sdk-'));
process.env.JULES_HOME = home;
const sdk = await import('@google/jules-sdk');
const { version } = createRequire(import.meta.url)('@google/jules-sdk/package.json');

const sim = spawn(PROGRAM, ['sim', '--discord-port', '0', '--jules-port', '0', '--scenario', 'tour', '--speed', String(SPEED)], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
sim.on('error', (error) => fail(`${PROGRAM} cannot be started: ${error.message}`));

try {
  const [line] = await Promise.race([
    once(createInterface(sim.stdout), 'line'),
    once(sim, 'exit').then(([code]) => assert.fail(`the simulator ended at once, with ${code}`)),
  ]);
  const world = JSON.parse(line);
  console.log(`@google/jules-sdk ${version} against ${world.jules_api_url}`);
  await check(world);
  sim.kill('SIGTERM');
  const [code] = await once(sim, 'exit');
  assert.equal(code, 0, 'the simulator ends well');
  console.log('The SDK found nothing odd.');
} catch (error) {
  console.error(`While: ${doing}`);
  fail(error);
} finally {
  clearTimeout(deadline);
  sim.kill('SIGKILL');
  await rm(home, { recursive: true, force: true });
}
// Streams never end by themselves.
process.exit();

function fail(error) {
  console.error(error);
  process.exitCode = 1;
}

async function check(world) {
  // Its cache on disk breaks when two streams of one session share it, as stream() and ask() do;
  // the one in memory does not.
  const caches = new Map();
  const activity = (id) => caches.get(id) ?? caches.set(id, new sdk.MemoryStorage()).get(id);
  const client = sdk.connect({
    storageFactory: { activity, session: () => new sdk.MemorySessionStorage() },
    apiKey: world.jules_api_key,
    baseUrl: world.jules_api_url,
    config: { pollingIntervalMs: 100, requestTimeoutMs: 10_000, rateLimitRetry: { maxRetryTimeMs: 0 } },
  });
  await findsTheRepository(client);
  const id = await playsASessionByHand(client);
  await readsItAgain(sdk.connect({ apiKey: world.jules_api_key, baseUrl: world.jules_api_url }), id);
  await archivesAndFindsIt(client, id);
  await Promise.all([runsOneByItself(client), runsSeveral(client)]);
  await isRefused(client, id);
  await leavesACleanLedger(world);
}

/** Something whose failure is noticed when it is awaited, and not before. */
function inBackground(does) {
  const doing = does();
  doing.catch(() => {});
  return doing;
}

async function findsTheRepository(client) {
  step('sources: all of them, one, and one that is not there');
  const names = [];
  for await (const source of client.sources()) names.push(source.name);
  assert(names.includes('sources/github/acme/todo'), names.join());
  const source = await client.sources.get({ github: 'acme/todo' });
  assert.equal(source.githubRepo.defaultBranch, 'main');
  assert(source.githubRepo.branches.includes('dev'));
  assert.equal(await client.sources.get({ github: 'acme/none' }), undefined);
}

/** Creates a session that wants its plan approved, and sees it through. */
async function playsASessionByHand(client) {
  step('session(): create');
  const session = await client.session({
    prompt: 'Fix the flaky test',
    title: 'by hand',
    source: { github: 'acme/todo', baseBranch: 'main' },
  });
  assert.match(session.id, /^\d{17,20}$/);
  const created = await client.sessions();
  assert(Array.isArray(created.sessions));

  step('waitFor("awaitingPlanApproval")');
  await session.waitFor('awaitingPlanApproval', { timeoutMs: 30_000 });
  assert.equal((await session.info()).state, 'awaitingPlanApproval');

  // From here to the second end, beside everything else.
  const seen = [];
  const streaming = inBackground(async () => {
    let ends = 0;
    for await (const activity of session.stream()) {
      seen.push(activity);
      if (activity.type === 'sessionCompleted' && ++ends === 2) return;
    }
  });

  step('approve()');
  await session.approve();
  step('waitFor("awaitingUserFeedback")');
  await session.waitFor('awaitingUserFeedback', { timeoutMs: 30_000 });
  step('ask()');
  const reply = await session.ask('“1 day late”, please.');
  assert.equal(reply.type, 'agentMessaged');
  assert.equal(reply.originator, 'agent');
  assert(reply.message.length > 0);
  step('result()');
  const outcome = await session.result({ timeoutMs: 30_000 });
  assert.equal(outcome.sessionId, session.id);
  assert.equal(outcome.state, 'completed');
  assert.match(outcome.pullRequest.url, /^https:\/\/github\.com\/acme\/todo\/pull\/\d+$/);
  const { summary } = outcome.changeSet().parsed();
  assert.equal(summary.totalFiles, 5);
  assert(outcome.generatedFiles().all().length > 0);

  step('send() to what has ended');
  await session.send('One thing more.');
  step('stream(): everything, once and in order');
  await streaming;
  assert.equal(new Set(seen.map((one) => one.id)).size, seen.length, 'no activity comes twice');
  const times = seen.map((one) => one.createTime);
  assert.deepEqual(times, [...times].sort());
  const types = seen.map((one) => one.type);
  assert.deepEqual(types.slice(0, 2), ['planGenerated', 'planApproved']);
  const plan = seen[0].plan;
  assert(plan.steps.length === 4 && plan.steps[1].index === 1);
  assert.equal(seen[1].planId, plan.id);
  const said = seen.filter((one) => one.type === 'userMessaged').map((one) => one.message);
  assert.deepEqual(said, ['“1 day late”, please.', 'One thing more.']);
  const artifacts = seen.flatMap((one) => one.artifacts);
  const of = (type) => artifacts.filter((one) => one.type === type);
  assert.deepEqual(of('changeSet').map((one) => one.parsed().summary.totalFiles), [2, 4, 5, 5]);
  assert.deepEqual(of('bashOutput').map((one) => one.exitCode ?? 0), [1, 0]);
  assert(of('media').length === 1 && of('media')[0].toUrl().startsWith('data:image/png;base64,iVBORw0KGgo'));
  return session.id;
}

/** What a program does that starts afresh, knows only the id, and keeps its cache on disk. */
async function readsItAgain(client, id) {
  step('session(id): info(), snapshot(), activities.list() and get()');
  const session = client.session(id);
  const info = await session.info();
  assert.deepEqual([info.state, info.title, info.url], ['completed', 'by hand', `https://jules.google.com/session/${id}`]);
  const page = await session.activities.list({ pageSize: 3 });
  assert(page.activities.length === 3 && page.nextPageToken);
  const one = await session.activities.get(page.activities[0].id);
  assert.deepEqual([one.name, one.plan], [page.activities[0].name, page.activities[0].plan]);
  const snapshot = await session.snapshot();
  assert.equal(snapshot.pr.url, info.outcome.pullRequest.url);
  assert.equal(snapshot.activities.length, snapshot.timeline.length);
  const more = await session.activities.list({ pageSize: 3, pageToken: page.nextPageToken });
  assert.equal(more.activities[0].id, snapshot.activities[3].id);
  const after = await session.activities.list({ filter: `create_time>"${page.activities[2].createTime}"` });
  assert.equal(after.activities.length, snapshot.activities.length - 3);
}

async function archivesAndFindsIt(client, id) {
  step('archive(), sessions({ filter }), unarchive()');
  const listed = async (filter) => {
    const ids = [];
    for await (const session of client.sessions({ pageSize: 1, filter, persist: false })) ids.push(session.id);
    return ids;
  };
  const session = client.session(id);
  await session.archive();
  assert(!(await listed()).includes(id));
  assert.deepEqual(await listed('archived = true'), [id]);
  await session.unarchive();
  assert((await listed()).includes(id));
}

/** Automatic mode; its stream bears the 404 of a session that is still QUEUED. */
async function runsOneByItself(client) {
  step('run(): stream and result');
  const run = await client.run({ prompt: 'Fix it', title: 'by itself', source: { github: 'acme/todo', baseBranch: 'dev' } });
  const types = [];
  const streaming = inBackground(async () => {
    for await (const activity of run.stream()) {
      types.push(activity.type);
      if (activity.type === 'sessionCompleted') return;
    }
  });
  const session = client.session(run.id);
  await session.waitFor('awaitingUserFeedback', { timeoutMs: 30_000 });
  await session.send('As you like it.');
  const outcome = await run.result();
  await streaming;
  assert(types.includes('planApproved') && types.at(-1) === 'sessionCompleted', types.join());
  assert.equal(outcome.pullRequest.baseRef, 'dev');
}

async function runsSeveral(client) {
  step('all(): three sessions without a repository');
  const runs = await client.all(['one', 'two', 'three'], (title) => ({ prompt: `Draw ${title}`, title, autoPr: false }), {
    concurrency: 2,
  });
  assert.equal(new Set(runs.map((run) => run.id)).size, 3);
  const seesThrough = async (run) => {
    const session = client.session(run.id);
    await session.waitFor('awaitingUserFeedback', { timeoutMs: 30_000 });
    await session.send('Yes.');
    const outcome = await run.result();
    assert.equal(outcome.pullRequest, undefined, 'no repository, no pull request');
    assert(outcome.changeSet());
  };
  await Promise.all(runs.map(seesThrough));
}

async function isRefused(client, id) {
  step('what cannot be: a wrong key, an unknown session, an unknown repository, nothing to approve');
  const stranger = client.with({ apiKey: 'wrong' });
  await assert.rejects(stranger.session('1').send('hello'), sdk.JulesAuthenticationError);
  await assert.rejects(client.session('1').send('hello'), (error) => error instanceof sdk.JulesApiError && error.status === 404);
  await assert.rejects(client.session(id).approve(), (error) => error.status === 400);
  const nowhere = { prompt: 'x', source: { github: 'acme/none', baseBranch: 'main' } };
  await assert.rejects(client.run(nowhere), sdk.SourceNotFoundError);
  const nobranch = { prompt: 'x', source: { github: 'acme/todo', baseBranch: 'none' } };
  await assert.rejects(client.run(nobranch), (error) => error.status === 400 && /INVALID_ARGUMENT/.test(error.message));
}

/** The simulator's own opinion of what the SDK has done. */
async function leavesACleanLedger(world) {
  step('the ledger: every call known, refused only where we wanted it, nothing twice');
  const control = async (path) => (await fetch(`${world.control_url}/jules/${path}`)).json();
  const { calls } = await control('calls');
  const odd = calls.filter((call) => call.operation === null || call.status === null || call.fault);
  assert.deepEqual(odd, []);
  // While QUEUED, activities are 404; the rest was provoked: an approval and a branch, a key, three things
  // that are not there.
  const waited = (call) => call.status === 404 && call.operation === 'sessions.activities.list';
  const refused = calls.filter((call) => call.status >= 400 && !waited(call)).map((call) => call.status);
  assert.deepEqual(refused.sort(), [400, 400, 401, 404, 404, 404]);
  assert.deepEqual((await control('repeated')).repeated, []);
  const { operations, wire } = await control('counters');
  assert.equal(operations['sessions.create'].calls, 6);
  const sums = Object.values(operations).reduce((sum, one) => [sum[0] + one.plain_bytes, sum[1] + one.response_bytes], [0, 0]);
  assert(sums[1] < sums[0], 'Node accepts gzip, and gets it');
  console.log(`  ${calls.length} calls, ${sums[0]} bytes of answers, ${sums[1]} on the wire, ${wire.sent} with headers`);
}
