// One message, as the client people know shows it.

import { person } from "./api.js";
import { components } from "./components.js";
import { ICONS, h, icon } from "./dom.js";
import { markdown, plain } from "./markdown.js";
import { failureOf } from "./notice.js";
import { embed, files, poll, reactions } from "./parts.js";
import { channel, me, nameOf, title, user } from "./store.js";

const EPHEMERAL = 1 << 6;
const LOADING = 1 << 7;
const SILENT = 1 << 12;

export const isEphemeral = (message) => Boolean(message.flags & EPHEMERAL);
export const isSaid = (message) => [0, 19, 20, 23].includes(message.type);

/** Whether it is shown below the one before it without a head of its own. */
export function follows(message, before) {
  if (!before || !isSaid(message) || !isSaid(before) || message.type !== 0 || message.pinged) return false;
  const apart = new Date(message.timestamp) - new Date(before.timestamp);
  return before.author.id === message.author.id && apart < 420000 && isEphemeral(before) === isEphemeral(message);
}

/** A circle with somebody's first letter, in a colour of their own. */
export function face(author) {
  const name = nameOf(author);
  const hue = [...author.id].reduce((sum, digit) => sum * 7 + Number(digit), 0) % 6;
  const kind = author.bot ? "face bot" : `face hue-${hue}`;
  return h("span", { class: kind, "aria-hidden": "true" }, author.bot ? "🤖" : [...name][0]?.toUpperCase());
}

/** `14:03` */
export function clock(time) {
  return new Date(time).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
}

function when(time) {
  const date = new Date(time);
  const today = new Date().toDateString() === date.toDateString();
  const words = today ? `Today at ${clock(time)}` : `${date.toLocaleDateString("en-GB")} ${clock(time)}`;
  return h("time", { datetime: time, title: date.toLocaleString("en"), class: "when" }, words);
}

/** The element of a message; `acts` are what can be done with it. */
export function draw(given, before, acts) {
  // A thread begins with the message it hangs on.
  const begins = given.type === 21 && given.referenced_message;
  const message = begins ? { ...given.referenced_message, id: given.id, type: 0, thread: null } : given;
  const row = h("li", {
    id: `m${message.id}`, class: "message", tabindex: "-1", "data-id": message.id, "aria-label": spoken(message),
  });
  if (!isSaid(message)) {
    row.classList.add("system");
    row.append(h("span", { class: "system-mark", "aria-hidden": "true" }, "→"), h("div", {}, systemWords(message), " ", when(message.timestamp)));
    return row;
  }
  const joined = follows(message, before);
  row.classList.toggle("joined", joined);
  row.classList.toggle("ephemeral", isEphemeral(message));
  row.classList.toggle("pinged", Boolean(message.pinged));
  row.classList.toggle("quiet", Boolean(message.pinged?.silent));
  const body = h("div", { class: "body" });
  if (message.type === 19) row.append(answered(message));
  if (message.used) row.append(used(message.used));
  if (!joined) body.append(head(message));
  body.append(...words(message));
  row.append(h("div", { class: "gutter" }, joined ? h("span", { class: "when", "aria-hidden": "true" }, clock(message.timestamp)) : face(message.author)), body);
  if (!begins) row.append(toolbar(message, acts));
  return row;
}

function head(message) {
  const marks = [];
  if (message.author.bot) marks.push(h("span", { class: "badge" }, "APP"));
  if (message.flags & SILENT) marks.push(h("span", { class: "silent", title: "Sent silently: nobody was notified", role: "img", "aria-label": "silent" }, "🔕"));
  if (message.pinged) marks.push(h("span", { class: "ping-mark" }, icon(ICONS.bell), "pinged you"));
  return h("div", { class: "head" }, h("span", { class: message.author.bot ? "author app" : "author" }, nameOf(message.author)), marks, when(message.timestamp));
}

function words(message) {
  const out = [];
  if (message.flags & LOADING) {
    out.push(h("div", { class: "thinking" }, h("span", { class: "dots", "aria-hidden": "true" }, h("i"), h("i"), h("i")), `${nameOf(message.author)} is thinking…`));
  } else if (message.content) out.push(h("div", { class: "markup" }, markdown(message.content), edited(message)));
  for (const shot of message.message_snapshots ?? []) {
    out.push(h("blockquote", { class: "forward" }, h("div", { class: "muted" }, "↪ Forwarded"), markdown(shot.message?.content ?? "")));
  }
  if (message.poll) out.push(poll(message.poll));
  out.push(...(message.embeds ?? []).map((each) => embed(message, each)), ...files(message));
  if (!message.content) out.push(edited(message));
  const rows = components(message);
  if (rows.length) out.push(h("div", { class: "components" }, rows));
  const failure = failureOf(message.id);
  if (failure) out.push(h("div", { class: "failure", role: "alert" }, `⚠ ${failure}`));
  out.push(reactions(message), starter(message), isEphemeral(message) ? dismissal(message) : null);
  return out.filter(Boolean);
}

function edited(message) {
  if (!message.edited_timestamp) return null;
  return h("span", { class: "edited", title: new Date(message.edited_timestamp).toLocaleString("en") }, " (edited)");
}

function starter(message) {
  const thread = message.thread && channel(message.thread.id);
  if (!thread) return null;
  return h("a", { class: "starter", href: `#${me().username}/${thread.id}` },
    h("strong", {}, title(thread)), h("span", {}, `${thread.message_count ?? 0} messages ›`));
}

function dismissal(message) {
  const dismiss = () => person.erase(message.id);
  return h("div", { class: "only-you" }, "👁 Only you can see this • ",
    h("button", { type: "button", class: "as-link", onclick: dismiss }, "Dismiss message"));
}

function answered(message) {
  const other = message.referenced_message;
  const inside = other
    ? [face(other.author), h("strong", {}, `@${nameOf(other.author)}`), " ", h("span", { class: "excerpt" }, excerpt(other))]
    : [h("em", {}, "Original message was deleted")];
  const jump = () => document.getElementById(`m${other?.id}`)?.scrollIntoView({ block: "center" });
  return h("button", { type: "button", class: "answered", onclick: jump, "aria-label": other ? `Reply to ${nameOf(other.author)}: ${excerpt(other)}` : null }, inside);
}

function used({ by, command }) {
  const who = user(by);
  return h("div", { class: "answered" }, who ? face(who) : null, h("strong", {}, `@${nameOf(who)}`), " used ", h("span", { class: "command-name" }, command));
}

function systemWords(message) {
  const who = h("strong", {}, nameOf(message.author));
  const whom = h("strong", {}, nameOf(message.mentions?.[0]));
  switch (message.type) {
    case 1: return [who, " added ", whom, " to the thread."];
    case 2: return [who, " removed ", whom, " from the thread."];
    case 4: return [who, " changed the name: ", h("strong", {}, message.content)];
    case 6: return [who, " pinned a message to this channel."];
    case 7: return ["Welcome, ", who, "!"];
    case 18: {
      const id = message.message_reference?.channel_id;
      return [who, " started a thread: ", h("a", { href: `#${me().username}/${id}` }, message.content)];
    }
    case 21: return ["The message that this thread hung on was deleted."];
    default: return [who, " ", message.content];
  }
}

/** One line of what a message says. */
export function excerpt(message) {
  if (!message) return "";
  const text = message.content || message.embeds?.[0]?.title || message.embeds?.[0]?.description || "";
  if (text) return plain(text).slice(0, 200);
  return message.attachments?.length ? "📎 Attachment" : "…";
}

/** What a screen reader says of it. */
export function spoken(message) {
  const parts = [message.content, ...(message.embeds ?? []).flatMap((each) => [each.title, each.description])];
  const files = (message.attachments ?? []).map((file) => `file ${file.filename}`);
  const marks = [isEphemeral(message) ? "only you see this" : null, message.edited_timestamp ? "edited" : null];
  const words = [...parts.filter(Boolean).map(plain), ...files, ...marks.filter(Boolean)].join(", ");
  return `${nameOf(message.author)}, ${clock(message.timestamp)}: ${words.slice(0, 600)}`;
}

function toolbar(message, acts) {
  const tools = [];
  const tool = (label, path, act) => tools.push(h("button", { type: "button", title: label, "aria-label": label, onclick: act }, icon(path)));
  if (!isEphemeral(message)) {
    tool("Add reaction", ICONS.smile, (event) => acts.react(message, event.currentTarget));
    if (message.author.id === me()?.id) tool("Edit", ICONS.edit, () => acts.edit(message));
    tool("Reply", ICONS.reply, () => acts.reply(message));
  }
  tool("More", ICONS.more, (event) => acts.more(message, event.currentTarget));
  return h("div", { class: "tools", role: "group", "aria-label": "Message actions" }, tools);
}
