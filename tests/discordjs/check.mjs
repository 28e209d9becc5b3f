// A second opinion on the simulated Discord: discord.js, unmodified, lives in it.
//
//     node check.mjs path/to/jules-discord
//
// Starts `jules-discord sim`, logs a bot in, lets people act through the control API, and fails on
// the first thing that does not come out as on Discord. Waits are for events, never for a duration.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import {
  ActionRowBuilder, ApplicationCommandType, AttachmentBuilder, ButtonBuilder, ButtonStyle, ChannelType, Client,
  ContextMenuCommandBuilder, DiscordAPIError, EmbedBuilder, Events, GatewayIntentBits, MessageFlags, ModalBuilder,
  Partials, SlashCommandBuilder, StringSelectMenuBuilder, TextInputBuilder, TextInputStyle, UserSelectMenuBuilder,
} from 'discord.js';

const PATIENCE = 20_000;
const began = Date.now();

// ---- the world ------------------------------------------------------------------------------

const program = process.argv[2] ?? '../../target/debug/jules-discord';
const sim = spawn(program, ['sim', '--discord-port', '0', '--jules-port', '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
process.on('exit', () => sim.kill());
const [line] = await once(createInterface(sim.stdout), 'line');
const world = JSON.parse(line);

/** Calls the control API; what it answers. */
async function control(method, path, body) {
  const reply = await fetch(world.control_url + path, {
    method,
    headers: { 'content-type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await reply.text();
  assert.ok(reply.ok, `${method} ${path}: ${reply.status} ${text}`);
  return text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : text;
}

/** Somebody does something in #dev, or in another channel. */
const person = (name) => (verb, body) =>
  control('POST', `/people/${name}/${verb}`, { channel: world.channel_id, wait_ms: PATIENCE, ...body });
const ada = person('ada');
const grace = person('grace');

const client = new Client({
  intents: [
    GatewayIntentBits.Guilds, GatewayIntentBits.GuildMembers, GatewayIntentBits.GuildMessages,
    GatewayIntentBits.GuildMessageReactions, GatewayIntentBits.GuildMessagePolls, GatewayIntentBits.GuildMessageTyping,
    GatewayIntentBits.MessageContent, GatewayIntentBits.DirectMessages, GatewayIntentBits.GuildWebhooks,
  ],
  partials: [Partials.Channel, Partials.Message, Partials.Reaction],
  rest: { api: `${world.discord_api_url}/api` },
});
const troubles = [];
client.on(Events.Error, (error) => troubles.push(error));
client.on(Events.Warn, (warning) => troubles.push(warning));

/** The next event of a kind that fits; its first argument. */
function next(event, fits = () => true) {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`no ${event} came`)), PATIENCE);
    const listen = (...args) => {
      if (!fits(...args)) return;
      clearTimeout(late);
      client.off(event, listen);
      resolve(args[0]);
    };
    client.on(event, listen);
  });
}
const interaction = () => next(Events.InteractionCreate);

/** What a person does and what the bot does about it, together; what the person sees. */
async function between(act, answer) {
  const arrived = interaction();
  const acting = act();
  await answer(await arrived);
  return acting;
}

/** The code with which Discord refuses something. */
async function refusal(promise) {
  const error = await promise.then(() => assert.fail('it was not refused'), (error) => error);
  assert.ok(error instanceof DiscordAPIError, String(error));
  return error.code;
}

let steps = 0;
async function step(name, run) {
  try {
    await run();
  } catch (error) {
    console.error(`discord.js: ${name} FAILED`);
    throw error;
  }
  steps += 1;
}

// ---- the checks -----------------------------------------------------------------------------

const row = (...parts) => new ActionRowBuilder().addComponents(...parts);
let guild;
let dev;

await step('it logs in and knows its guild', async () => {
  // Limits on a clock that runs faster: kept, but not waited for.
  await control('PATCH', '/settings', { rate_limits: 0.1 });
  const ready = next(Events.ClientReady);
  await client.login(world.discord_token);
  await ready;
  guild = client.guilds.cache.get(world.guild_id) ?? await next(Events.GuildCreate);
  dev = guild.channels.cache.get(world.channel_id);
  assert.equal(dev.name, 'dev');
  assert.equal(guild.members.me.user.id, client.user.id);
  assert.ok(dev.permissionsFor(guild.members.me).has('SendMessagesInThreads'));
  assert.equal((await guild.members.fetch()).size, 4);
  assert.equal((await client.application.fetch()).id, client.user.id);
});

await step('it registers commands with localisations and context menus', async () => {
  const start = new SlashCommandBuilder()
    .setName('jules').setDescription('Work with Jules').setDescriptionLocalizations({ de: 'Mit Jules arbeiten' })
    .addSubcommand((sub) => sub.setName('start').setNameLocalizations({ de: 'starten' }).setDescription('Start a session')
      .addStringOption((option) => option.setName('prompt').setNameLocalizations({ de: 'aufgabe' }).setDescription('What').setRequired(true))
      .addStringOption((option) => option.setName('repo').setDescription('Where').setAutocomplete(true))
      .addStringOption((option) => option.setName('approval').setDescription('Ask?').addChoices({ name: 'required', value: 'r', name_localizations: { de: 'nötig' } }))
      .addUserOption((option) => option.setName('who').setDescription('For whom'))
      .addAttachmentOption((option) => option.setName('file').setDescription('A file')))
    .addSubcommand((sub) => sub.setName('ask').setDescription('Ask'));
  const menu = (name, type) => new ContextMenuCommandBuilder().setName(name).setType(type);
  const commands = await client.application.commands.set([
    start,
    menu('Send to Jules', ApplicationCommandType.Message).setNameLocalizations({ de: 'An Jules senden' }),
    menu('Who is this', ApplicationCommandType.User),
  ], guild.id);
  assert.equal(commands.size, 3);
  const fetched = await guild.commands.fetch({ withLocalizations: true });
  assert.equal(fetched.find((command) => command.name === 'Send to Jules').nameLocalizations.de, 'An Jules senden');
  const wrong = client.application.commands.set([{ name: 'x', description: 'x', nameLocalizations: { de: 'Falsch' } }]);
  assert.equal(await refusal(wrong), 50035);
  await control('PATCH', '/people/grace', { locale: 'de' });
  const shown = await control('GET', '/people/grace/commands?channel=dev');
  assert.deepEqual([shown[0].description, shown[0].options[0].name, shown[1].name], ['Mit Jules arbeiten', 'starten', 'An Jules senden']);
});

await step('it answers a command, privately and once', async () => {
  const options = { aufgabe: 'go', approval: 'nötig', who: 'ada', file: { filename: 'a.txt', content: 'boom' } };
  const outcome = await between(() => grace('commands', { command: 'jules starten', options }), async (command) => {
    assert.ok(command.isChatInputCommand() && command.inCachedGuild());
    assert.deepEqual([command.locale, command.options.getSubcommand(), command.options.getString('prompt')], ['de', 'start', 'go']);
    assert.equal(command.options.getString('approval'), 'r');
    assert.equal(command.options.getMember('who').displayName, 'Ada');
    const file = await fetch(command.options.getAttachment('file').url);
    assert.equal(await file.text(), 'boom');
    const response = await command.reply({ content: 'hallo', flags: MessageFlags.Ephemeral, withResponse: true });
    assert.equal(response.resource.message.content, 'hallo');
    assert.equal(await refusal(command.client.rest.post(`/interactions/${command.id}/${command.token}/callback`, { body: { type: 5 } })), 40060);
  });
  assert.deepEqual([outcome.status, outcome.messages[0].content, outcome.messages[0].flags], ['answered', 'hallo', 64]);
  assert.equal((await dev.messages.fetch()).size, 0);
});

await step('it defers, edits, follows up and deletes', async () => {
  const outcome = await between(() => ada('commands', { command: 'jules ask' }), async (command) => {
    await command.deferReply();
    await command.editReply({ content: 'half', embeds: [new EmbedBuilder().setTitle('Plan')] });
    const more = await command.followUp({ content: 'more', flags: MessageFlags.Ephemeral });
    await command.editReply('done');
    await command.webhook.editMessage(more.id, 'even more');
    const gone = await command.followUp('gone');
    await command.deleteReply(gone.id);
  });
  const settled = await control('GET', `/interactions/${outcome.interaction}`);
  assert.deepEqual(settled.messages.map((message) => message.content), ['done', 'even more']);
});

await step('it opens a modal and reads what was filled in', async () => {
  const modal = new ModalBuilder().setCustomId('changes').setTitle('Request changes').addComponents(row(
    new TextInputBuilder().setCustomId('what').setLabel('What?').setStyle(TextInputStyle.Paragraph).setMinLength(3)));
  const outcome = await between(() => ada('commands', { command: 'jules ask' }), (command) => command.showModal(modal));
  assert.equal(outcome.modal.title, 'Request changes');
  const submit = () => ada('modals', { interaction: outcome.interaction, values: { 'What?': 'tests first' } });
  const said = await between(submit, async (filled) => {
    assert.ok(filled.isModalSubmit());
    await filled.reply(`you said ${filled.fields.getTextInputValue('what')}`);
  });
  assert.equal(said.messages[0].content, 'you said tests first');
});

await step('it completes an option', async () => {
  const typing = () => ada('autocomplete', { command: 'jules start', option: 'repo', value: 'ac', options: { prompt: 'x' } });
  const outcome = await between(typing, async (asked) => {
    assert.ok(asked.isAutocomplete());
    assert.deepEqual(asked.options.getFocused(true).value, 'ac');
    await asked.respond([{ name: 'acme/todo', value: 'acme/todo' }]);
  });
  assert.deepEqual(outcome.choices, [{ name: 'acme/todo', value: 'acme/todo' }]);
});

await step('buttons and menus reach it, and it updates their message', async () => {
  const card = await dev.send({
    content: 'card',
    components: [
      row(new ButtonBuilder().setCustomId('yes').setLabel('Approve').setStyle(ButtonStyle.Success)),
      row(new StringSelectMenuBuilder().setCustomId('files').setMinValues(0).setMaxValues(2)
        .addOptions({ label: 'a.rs', value: 'a' }, { label: 'b.rs', value: 'b' })),
      row(new UserSelectMenuBuilder().setCustomId('who')),
    ],
  });
  const click = await between(() => ada('clicks', { message: card.id, button: 'Approve' }), async (pressed) => {
    assert.equal(pressed.message.id, card.id);
    await pressed.update({ content: 'approved' });
  });
  assert.equal(click.status, 'updated');
  const choice = await between(() => ada('selects', { message: card.id, menu: 'files', values: ['b.rs', 'a'] }), async (chosen) => {
    assert.ok(chosen.isStringSelectMenu());
    assert.deepEqual(chosen.values, ['b', 'a']);
    await chosen.deferUpdate();
    await chosen.editReply({ content: 'chosen' });
  });
  assert.equal(choice.status, 'acknowledged');
  await between(() => ada('selects', { message: card.id, menu: 'who', values: ['grace'] }), async (chosen) => {
    assert.equal(chosen.users.first().username, 'grace');
    await chosen.update({ components: [] });
  });
  assert.equal((await card.fetch(true)).content, 'chosen');
});

await step('context menus hand over a whole message, or a user', async () => {
  const arrived = next(Events.MessageCreate, (message) => message.content === 'see this');
  const theirs = await ada('messages', { content: 'see this', attachments: [{ filename: 'log.txt', content: 'boom' }] });
  assert.equal((await arrived).attachments.first().name, 'log.txt');
  const sent = await between(() => grace('message-commands', { message: theirs.id, command: 'An Jules senden' }), async (used) => {
    assert.ok(used.isMessageContextMenuCommand());
    assert.deepEqual([used.commandName, used.targetMessage.content], ['Send to Jules', 'see this']);
    assert.equal(await (await fetch(used.targetMessage.attachments.first().url)).text(), 'boom');
    await used.reply('taken');
  });
  assert.equal(sent.status, 'answered');
  await between(() => ada('user-commands', { user: 'grace', command: 'Who is this' }), async (used) => {
    assert.deepEqual([used.isUserContextMenuCommand(), used.targetUser.username], [true, 'grace']);
    await used.reply({ content: 'Grace', flags: MessageFlags.Ephemeral });
  });
});

await step('it posts, uploads, edits, replies, reacts and deletes', async () => {
  const picture = new AttachmentBuilder(Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ', 'base64'), { name: 'dot.png', description: 'a dot' });
  const post = { content: 'hello', nonce: 'n1', enforceNonce: true, embeds: [new EmbedBuilder().setTitle('T').setImage('attachment://dot.png')], files: [picture] };
  const message = await dev.send(post);
  assert.equal((await dev.send(post)).id, message.id);
  assert.deepEqual([message.attachments.size, message.embeds[0].image.width], [0, 1]);
  assert.equal((await fetch(message.embeds[0].image.url)).status, 200);
  await message.edit({ content: 'hello again', allowedMentions: { parse: [] } });
  await message.react('✅');
  const reacted = next(Events.MessageReactionAdd, (reaction, user) => user.username === 'ada');
  await control('PUT', '/people/ada/reactions', { channel: 'dev', message: message.id, emoji: '👍' });
  assert.equal((await reacted).emoji.name, '👍');
  const answer = await message.reply({ content: 'so', flags: MessageFlags.SuppressNotifications });
  assert.equal(answer.reference.messageId, message.id);
  assert.equal(await refusal(dev.send('x'.repeat(2001))), 50035);
  assert.equal(await refusal(dev.messages.delete('1')), 10008);
  const edited = next(Events.MessageUpdate, (_, now) => now.content === 'changed');
  const theirs = await ada('messages', { content: 'first' });
  await control('PATCH', `/people/ada/messages/${theirs.id}`, { channel: 'dev', content: 'changed' });
  await edited;
  const deleted = next(Events.MessageDelete, (gone) => gone.id === theirs.id);
  await control('DELETE', `/people/ada/messages/${theirs.id}?channel=dev`);
  await deleted;
  await answer.delete();
  await dev.sendTyping();
});

await step('only what is allowed pings', async () => {
  const mention = `<@${(await guild.members.search({ query: 'ada' })).first().id}>`;
  await dev.send({ content: mention, allowedMentions: { parse: [] } });
  assert.deepEqual(await control('GET', '/people/ada/pings'), []);
  const loud = await dev.send(mention);
  assert.deepEqual((await control('GET', '/people/ada/pings')).map((ping) => ping.message), [loud.id]);
});

await step('it opens threads, fills them, archives them and wakes them', async () => {
  const starter = await dev.send('work');
  const created = next(Events.ThreadCreate);
  const thread = await starter.startThread({ name: 'Fix it', autoArchiveDuration: 60 });
  assert.deepEqual([(await created).id, thread.id], [starter.id, starter.id]);
  await thread.send('inside');
  await thread.members.add((await guild.members.search({ query: 'grace' })).first());
  assert.equal((await thread.members.fetch()).size, 2);
  await thread.setArchived(true);
  assert.equal((await dev.threads.fetchArchived()).threads.first().id, thread.id);
  const awake = next(Events.ThreadUpdate, (_, now) => now.archived === false);
  await grace('messages', { channel: thread.id, content: 'wake up' });
  await awake;
  assert.equal((await guild.channels.fetchActiveThreads()).threads.size, 1);
  const other = await dev.threads.create({ name: 'Plain', type: ChannelType.PublicThread });
  const gone = next(Events.ThreadDelete);
  await control('DELETE', `/people/ada/threads/${other.id}`);
  assert.equal((await gone).id, other.id);
});

await step('it posts in forums and changes tags', async () => {
  const made = next(Events.ChannelCreate);
  await control('POST', '/channels', { name: 'sessions', type: 15, tags: ['running', 'done'], flags: 16 });
  const forum = await made;
  const [running, done] = forum.availableTags.map((tag) => tag.id);
  assert.equal(await refusal(forum.threads.create({ name: 'Untagged', message: { content: 'x' } })), 40067);
  const post = await forum.threads.create({ name: 'Fix', message: { content: 'begin', files: [{ attachment: Buffer.from('x'), name: 'x.txt' }] }, appliedTags: [running] });
  assert.equal((await post.fetchStarterMessage()).attachments.size, 1);
  await post.setAppliedTags([done]);
  assert.deepEqual(post.appliedTags, [done]);
  assert.match(await control('GET', '/channels/sessions/transcript'), /🧵 Fix \[done\]/);
});

await step('polls, webhooks, pins and forwards', async () => {
  await control('PUT', '/channels/dev/permissions', { who: 'bot', allow: ['MANAGE_WEBHOOKS', 'PIN_MESSAGES'] });
  const poll = await dev.send({ poll: { question: { text: 'Which?' }, answers: [{ text: 'A' }, { text: 'B' }], duration: 1, allowMultiselect: false } });
  const voted = next(Events.MessagePollVoteAdd);
  await ada('votes', { message: poll.id, answers: ['B'] });
  assert.equal((await voted).text, 'B');
  await poll.poll.end();
  const hook = await dev.createWebhook({ name: 'CI' });
  const heard = next(Events.MessageCreate, (message) => message.webhookId === hook.id);
  await hook.send({ content: 'built', username: 'Ada' });
  assert.deepEqual([(await heard).author.bot, (await heard).member], [true, null]);
  const pin = next(Events.ChannelPinsUpdate);
  await poll.pin();
  await pin;
  const forwarded = await poll.forward(dev);
  assert.equal(forwarded.messageSnapshots.size, 1);
});

await step('it resumes after the connection breaks and misses nothing', async () => {
  const resumed = next(Events.ShardResume);
  const heard = next(Events.MessageCreate, (message) => message.content === 'while you were away');
  await control('POST', '/gateway', { action: 'drop' });
  await ada('messages', { content: 'while you were away' });
  await Promise.all([resumed, heard]);
  const again = next(Events.ShardResume);
  await control('POST', '/gateway', { action: 'reconnect' });
  await again;
  const { identified, sessions } = await control('GET', '/gateway');
  assert.deepEqual([identified, sessions.length], [1, 1]);
});

await client.destroy();
assert.deepEqual(troubles, []);
sim.kill('SIGTERM');
const [code] = await once(sim, 'exit');
assert.equal(code, 0);
console.log(`discord.js ${(await import('discord.js')).version}: ${steps} steps in ${((Date.now() - began) / 1000).toFixed(1)} s`);
