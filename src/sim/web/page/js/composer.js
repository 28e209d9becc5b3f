// Where people write: words, replies, edits, files. What begins with `/` is handed to commands.js.

import { person } from "./api.js";
import { begin, commandHere, leaveCommand, parse, reload, sendCommand, suggestCommands } from "./commands.js";
import { ICONS, h, icon } from "./dom.js";
import { bottom } from "./log.js";
import { excerpt } from "./message.js";
import { fail, notice } from "./notice.js";
import { size } from "./parts.js";
import { closeSuggestions, suggest, suggestionKey } from "./suggest.js";
import { all, channel, here, me, nameOf, title, watch } from "./store.js";
import { isForum } from "./places.js";
import { encoded, tooBig } from "./upload.js";

const MOST = 2000;
const words = () => document.getElementById("words");
let about = null;
let chosen = [];
let typed = 0;

export function startComposer() {
  const box = words();
  box.addEventListener("input", changed);
  box.addEventListener("keydown", key);
  box.addEventListener("paste", (event) => event.clipboardData.files.length && add(event.clipboardData.files));
  document.getElementById("composer").addEventListener("submit", (event) => {
    event.preventDefault();
    send();
  });
  const picker = document.getElementById("file-picker");
  document.getElementById("attach").addEventListener("click", () => picker.click());
  picker.addEventListener("change", () => {
    add(picker.files);
    picker.value = "";
  });
  const main = document.querySelector("main");
  main.addEventListener("dragover", (event) => event.preventDefault());
  main.addEventListener("drop", (event) => {
    event.preventDefault();
    add(event.dataTransfer.files);
  });
  document.getElementById("about-close").addEventListener("click", forget);
  watch((keys, fresh) => {
    if (fresh) moved();
    if (fresh || keys.includes(`channel/${here.channel}`)) placeholder();
  });
}

/** Somewhere else: drafts do not move along. */
function moved() {
  forget();
  leaveCommand();
  reload();
}

function placeholder() {
  const place = channel(here.channel);
  const box = words();
  const may = place?.may?.write;
  box.disabled = !may;
  const name = place?.thread_metadata || place?.type === 1 ? title(place) : `#${title(place)}`;
  const where = may ? `Message ${name}` : "You do not have permission to send messages in this channel.";
  box.placeholder = place ? where : "";
  box.setAttribute("aria-label", where);
  if (isForum(place)) closeSuggestions();
}

function changed() {
  const box = words();
  const text = box.value;
  box.style.height = "auto";
  box.style.height = `${Math.min(box.scrollHeight, 320)}px`;
  const left = MOST - [...text].length;
  const counter = document.getElementById("counter");
  counter.textContent = left < 200 ? String(left) : "";
  counter.classList.toggle("over", left < 0);
  if (text.startsWith("/") && !about?.edit) {
    const found = parse(text);
    if (found) {
      box.value = "";
      begin(found.command, found.given);
    } else suggestCommands(text, (command) => {
      box.value = "";
      changed();
      begin(command);
    });
    return;
  }
  suggestNames(box, text);
  if (text && Date.now() - typed > 8000) {
    typed = Date.now();
    person.types().catch(() => {});
  }
}

/** `@gr` and `#de` complete themselves. */
function suggestNames(box, text) {
  const found = /(?:^|\s)([@#])([\w-]*)$/.exec(text.slice(0, box.selectionStart));
  if (!found) return closeSuggestions();
  const [, mark, part] = found;
  const low = part.toLowerCase();
  const people = () => all("user").map((each) => ({ words: `@${nameOf(each)}`, note: each.username, value: `@${each.username} ` }));
  const places = () => all("channel").filter((each) => each.name && !each.thread_metadata).map((each) => ({ words: `#${title(each)}`, value: `#${each.name} ` }));
  const rows = (mark === "@" ? people() : places()).filter((each) => `${each.words}${each.note ?? ""}`.toLowerCase().includes(low));
  suggest({
    anchor: box, label: mark === "@" ? "People" : "Channels", rows,
    choose: (row) => {
      const start = box.selectionStart - part.length - 1;
      box.setRangeText(row.value, start, box.selectionStart, "end");
      changed();
    },
  });
}

function key(event) {
  if (suggestionKey(event)) return;
  const box = words();
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    send();
  } else if (event.key === "Escape" && (about || chosen.length)) {
    event.preventDefault();
    forget();
  } else if (event.key === "ArrowUp" && !box.value && !about) {
    const own = all("message").filter((each) => each.author.id === me().id && each.channel_id === here.channel).pop();
    if (own) {
      event.preventDefault();
      edit(own);
    }
  }
}

/** Names become mentions, as the client makes them. */
function encode(text) {
  return text.replace(/(^|[\s(])@([\w.]+)/g, (whole, before, name) => {
    const known = all("user").find((each) => each.username.toLowerCase() === name.toLowerCase());
    return known ? `${before}<@${known.id}>` : whole;
  }).replace(/(^|[\s(])#([\w-]+)/g, (whole, before, name) => {
    const known = all("channel").find((each) => each.name === name);
    return known ? `${before}<#${known.id}>` : whole;
  });
}

async function send() {
  if (commandHere()) return sendCommand();
  const box = words();
  const text = box.value.trim();
  const draft = { about, chosen, text: box.value };
  if (!text && !chosen.length) return;
  if ([...text].length > 4000) {
    return notice(`Your message is too long: ${[...text].length} characters. ${MOST} are allowed, 4000 with Nitro.`);
  }
  closeSuggestions();
  box.value = "";
  forget();
  changed();
  try {
    if (draft.about?.edit) await person.edit(draft.about.edit.id, encode(text));
    else {
      const attachments = await Promise.all(draft.chosen.map(encoded));
      const reply = draft.about?.reply;
      await person.write({ content: encode(text), attachments, reply_to: reply?.id, ping: draft.about?.ping, silent: text.startsWith("@silent ") });
      bottom();
    }
  } catch (error) {
    fail(error);
    // What was written is not lost.
    box.value = draft.text;
    chosen = draft.chosen;
    about = draft.about;
    show();
    changed();
  }
}

/** Takes files to be sent. */
function add(files) {
  for (const file of files) {
    if (tooBig(file)) notice(tooBig(file));
    else if (chosen.length >= 10) notice("A message has at most 10 files.");
    else chosen = [...chosen, file];
  }
  show();
  words().focus();
}

export function reply(message) {
  about = { reply: message, ping: message.author.id !== me().id };
  show();
  words().focus();
}

export function edit(message) {
  about = { edit: message };
  words().value = message.content;
  show();
  changed();
  words().focus();
}

function forget() {
  if (about?.edit) words().value = "";
  about = null;
  chosen = [];
  show();
}

/** The bar above the words: what is answered, edited, attached. */
function show() {
  const bar = document.getElementById("about");
  bar.hidden = !about;
  const line = document.getElementById("about-words");
  if (about?.edit) line.replaceChildren("Editing a message — Escape to cancel");
  else if (about?.reply) {
    const turn = () => {
      about.ping = !about.ping;
      show();
    };
    line.replaceChildren("Replying to ", h("strong", {}, nameOf(about.reply.author)), h("span", { class: "muted excerpt" }, ` ${excerpt(about.reply)}`),
      h("button", { type: "button", class: "as-link", "aria-pressed": String(about.ping), onclick: turn }, about.ping ? "@ ON" : "@ OFF"));
  }
  const list = document.getElementById("chosen");
  list.hidden = !chosen.length;
  list.replaceChildren(...chosen.map((file) => h("li", {}, icon(ICONS.file), h("span", {}, file.name), h("span", { class: "muted" }, size(file.size)),
    h("button", {
      type: "button", "aria-label": `Remove ${file.name}`,
      onclick: () => {
        chosen = chosen.filter((each) => each !== file);
        show();
      },
    }, icon(ICONS.bin)))));
}
