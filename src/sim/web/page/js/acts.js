// What can be done with a message: its menu, and reacting to it.

import { person } from "./api.js";
import { messageCommands } from "./commands.js";
import { edit, reply } from "./composer.js";
import { h } from "./dom.js";
import { confirm, openForm } from "./form.js";
import { isEphemeral, isSaid } from "./message.js";
import { attempt, fail, notice } from "./notice.js";
import { closePicker, float, keys, openMenu } from "./picker.js";
import { get, me } from "./store.js";
import { newThread } from "./places.js";

const EMOJI = ["👍", "👎", "✅", "❌", "👀", "🎉", "❤️", "😄", "😕", "🤔", "🚀", "🔥", "🙏", "💯", "⚠️", "📨", "🐛", "☕"];

/** Offers emoji to react with. */
export function react(message, anchor) {
  const rows = EMOJI.map((emoji) => h("button", {
    type: "button", "aria-label": `React with ${emoji}`,
    onclick: () => {
      closePicker();
      attempt(() => person.react(message.id, emoji, true));
    },
  }, emoji));
  const box = h("div", { class: "floating emoji-grid", role: "group", "aria-label": "Reactions" }, rows);
  box.addEventListener("keydown", (event) => {
    const across = { ArrowRight: "ArrowDown", ArrowLeft: "ArrowUp" }[event.key];
    if (across) {
      event.preventDefault();
      const step = across === "ArrowDown" ? 1 : -1;
      rows[(rows.indexOf(document.activeElement) + step + rows.length) % rows.length].focus();
    } else keys(event, rows, (row) => row.click());
  });
  float(box, anchor);
  rows[0].focus();
}

/** The menu of a message. */
export function more(message, anchor, at) {
  const mine = message.author.id === me()?.id;
  const secret = isEphemeral(message);
  const actions = [];
  const add = (words, act, danger) => actions.push({ words, act, danger });
  if (!secret && isSaid(message)) {
    add("Add reaction…", () => react(message, anchor));
    add("Reply", () => reply(message));
    if (mine) add("Edit message", () => edit(message));
    if (!message.thread) add("Create thread…", () => newThread(message));
    for (const command of messageCommands()) add(`Apps › ${command.name}`, () => use(message, command));
  }
  if (message.content) add("Copy text", () => copy(message.content));
  add("Copy message ID", () => copy(message.id));
  if (secret) add("Dismiss message", () => attempt(() => person.erase(message.id)));
  else if (mine || me()?.moderates) add("Delete message…", () => erase(message), true);
  openMenu(anchor, "Message", actions, at);
}

async function use(message, command) {
  try {
    const outcome = await person.messageCommand(message.id, command.default_name ?? command.name);
    if (outcome.modal) openForm(outcome);
    if (outcome.error) notice(outcome.error);
  } catch (error) {
    fail(error);
  }
}

function copy(text) {
  attempt(async () => {
    await navigator.clipboard.writeText(text);
    notice("Copied.", "good");
  });
}

function erase(message) {
  confirm({
    title: "Delete message", note: "Are you sure you want to delete this message?", action: "Delete",
    send: () => person.erase(message.id),
  });
}

/** The second button of the mouse opens the menu; on links and chosen text it stays the browser's. */
export function contextMenus(list) {
  list.addEventListener("contextmenu", (event) => {
    const row = event.target.closest(".message");
    if (!row || event.target.closest("a, input, textarea") || String(getSelection())) return;
    event.preventDefault();
    more(get(`message/${row.dataset.id}`), row, { x: event.clientX, y: event.clientY });
  });
}
