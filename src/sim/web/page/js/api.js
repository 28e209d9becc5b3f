// What a person does, said to the control API; what it refuses becomes an error with its sentence.

import { here } from "./store.js";

/** A refusal, in words that can be shown. */
export class Refused extends Error {}

async function call(method, path, body) {
  let reply;
  try {
    reply = await fetch(path, {
      method,
      headers: body === undefined ? {} : { "content-type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch {
    throw new Refused("The world does not answer. Is the demo still running?");
  }
  const answer = await reply.json().catch(() => ({}));
  if (!reply.ok) throw new Refused(sentence(answer.error ?? `That went wrong (${reply.status}).`));
  return answer;
}

/** Refusals of the control API begin small and end without a stop. */
function sentence(text) {
  const big = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?…]$/.test(big) ? big : `${big}.`;
}

export const get = (path) => call("GET", path);
export const post = (path, body = {}) => call("POST", path, body);
export const patch = (path, body) => call("PATCH", path, body);
export const remove = (path) => call("DELETE", path);

const mine = (path) => `/control/people/${here.who}${path}`;
const there = (more) => ({ channel: here.channel, wait_ms: 4000, ...more });

export const person = {
  commands: () => get(mine(`/commands?channel=${here.channel}`)),
  command: (command, options) => post(mine("/commands"), there({ command, options })),
  complete: (command, option, value, options) =>
    post(mine("/autocomplete"), there({ command, option, value, options })),
  messageCommand: (message, command) => post(mine("/message-commands"), there({ message, command })),
  click: (message, button) => post(mine("/clicks"), there({ message, button })),
  select: (message, menu, values) => post(mine("/selects"), there({ message, menu, values })),
  submit: (interaction, values) => post(mine("/modals"), { interaction, values, wait_ms: 4000 }),
  write: (body) => post(mine("/messages"), there(body)),
  edit: (message, content) => patch(mine(`/messages/${message}`), there({ content })),
  erase: (message) => remove(mine(`/messages/${message}?channel=${here.channel}`)),
  react: (message, emoji, on) => call(on ? "PUT" : "DELETE", mine("/reactions"), there({ message, emoji })),
  types: () => post(mine("/typing"), there({})),
  reads: () => post(mine("/reads"), there({})),
  thread: (name, message) => post(mine("/threads"), there({ name, message })),
  changeThread: (thread, change) => patch(mine(`/threads/${thread}`), change),
  post: (channel, body) => post(mine("/posts"), { channel, ...body }),
  direct: () => post(mine("/dm")),
};

/** Where a file of a message is had from: this page, as the person who looks. */
export function fileAddress(message, url, name) {
  const known = /\/attachments\/\d+\/\d+\/([^/?]+)/.exec(url ?? "");
  if (!known) return url;
  const file = name ?? decodeURIComponent(known[1]);
  const query = new URLSearchParams({ channel: message.channel_id, message: message.id, name: file });
  return mine(`/attachments?${query}`);
}
