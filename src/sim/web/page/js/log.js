// The messages of the channel that is open: drawn once each, drawn anew when they change.

import { person } from "./api.js";
import { h } from "./dom.js";
import { announce, onFailure } from "./notice.js";
import { draw, isEphemeral, isSaid, spoken } from "./message.js";
import { all, channel, get, here, me, title, watch } from "./store.js";
import { look } from "./live.js";

const list = () => document.getElementById("messages");
const scroller = () => document.getElementById("scroller");
let acts = {};
let drawn = new Map();
let unreadFrom = null;
let stick = true;
let first = true;

/** Starts to show messages; `with` are what can be done with them. */
export function startLog(withActs) {
  acts = withActs;
  watch((keys, fresh) => {
    if (fresh) {
      clear();
      unreadFrom = channel(here.channel)?.read_to ?? null;
    }
    if (fresh || keys.some((key) => /^(message|user|channel)\//.test(key))) redraw(fresh, keys);
  });
  onFailure((id) => {
    drawn.delete(id);
    redraw(false, [`message/${id}`]);
  });
  scroller().addEventListener("scroll", scrolled, { passive: true });
  new ResizeObserver(() => stick && bottom()).observe(list());
  list().addEventListener("keydown", walk);
  list().addEventListener("focusin", (event) => enter(event.target.closest(".message")));
  document.addEventListener("visibilitychange", read);
}

function clear() {
  drawn = new Map();
  list().replaceChildren();
  stick = true;
  first = true;
}

function redraw(fresh, keys) {
  const messages = all("message").filter((each) => each.channel_id === here.channel);
  const held = document.activeElement?.closest?.("#messages .message") ? focusPath() : null;
  const known = new Set(messages.map((each) => each.id));
  for (const element of [...list().children]) {
    if (element.dataset.id && !known.has(element.dataset.id)) {
      drawn.delete(element.dataset.id);
      element.remove();
    } else if (!element.dataset.id) element.remove();
  }
  let before = null;
  let after = null;
  for (const message of messages) {
    const old = drawn.get(message.id);
    const current = old && old.message === message && old.before === before?.id && !keys.some((key) => key.startsWith("user/"));
    const element = current ? old.element : draw(message, before, acts);
    if (!current) {
      if (old?.element.isConnected) old.element.replaceWith(element);
      if (!old && !fresh && !first) arrived(message);
      drawn.set(message.id, { message, before: before?.id, element });
    }
    const expected = after ? after.nextElementSibling : list().firstElementChild;
    if (element !== expected) after ? after.after(element) : list().prepend(element);
    after = element;
    before = message;
  }
  dividers(messages);
  if (!list().contains(document.activeElement)) enter(after);
  if (messages.length) first = false;
  heading(messages);
  if (held) refocus(held);
  if (stick) bottom();
  read();
}

/** Where the keyboard enters the list: where it has been, else the newest message. */
function enter(row) {
  for (const each of list().querySelectorAll(".message[tabindex='0']")) each.tabIndex = -1;
  if (row) row.tabIndex = 0;
}

/** Said aloud; and what is an answer to me, or my own, is looked at. */
function arrived(message) {
  const own = message.author.id === me()?.id;
  if (own) unreadFrom = null;
  if (own || isEphemeral(message)) stick = true;
  if (message.author.id !== me()?.id && isSaid(message)) announce(spoken(message));
}

/** A line between days, and one before what is new. */
function dividers(messages) {
  let day = null;
  let marked = false;
  for (const message of messages) {
    const element = drawn.get(message.id).element;
    const its = new Date(message.timestamp).toDateString();
    const fresh = !marked && unreadFrom && message.author.id !== me()?.id && compare(message.id, unreadFrom) > 0;
    if (its !== day) {
      const words = new Date(message.timestamp).toLocaleDateString("en", { dateStyle: "long" });
      element.before(h("li", { class: "divider", role: "separator" }, h("span", {}, words)));
    }
    if (fresh) {
      marked = true;
      element.before(h("li", { class: "divider new", role: "separator" }, h("span", {}, "New")));
    }
    day = its;
  }
}

const compare = (a, b) => a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);

/** What stands above the first message. */
function heading(messages) {
  const place = channel(here.channel);
  const start = document.getElementById("start");
  const more = messages.length >= here.newest;
  start.hidden = more || !place;
  document.getElementById("older").hidden = !more;
  if (!place) return;
  const thread = Boolean(place.thread_metadata);
  start.replaceChildren(
    h("div", { class: "start-mark", "aria-hidden": "true" }, thread ? "🧵" : place.type === 1 ? "@" : "#"),
    h("h2", {}, thread ? title(place) : place.type === 1 ? title(place) : `Welcome to #${title(place)}!`),
    h("p", { class: "muted" }, thread ? "This is the beginning of the thread." : `This is the start of ${place.type === 1 ? "this conversation" : `the #${title(place)} channel`}.`),
    messages.length || thread || place.type === 1 ? "" : hint());
}

/** What to do in a channel where nothing has been said yet. */
function hint() {
  return h("p", { class: "hint markup" }, "Type ", h("code", {}, "/jules start"), " below, and what Jules shall do, such as: ",
    h("em", {}, "Some tests fail around midnight. Find out why and fix it."));
}

/** Shows a hundred more. */
export function older() {
  const before = scroller().scrollHeight;
  here.newest += 100;
  look();
  const keep = new MutationObserver(() => {
    scroller().scrollTop += scroller().scrollHeight - before;
    keep.disconnect();
  });
  keep.observe(list(), { childList: true });
}

function scrolled() {
  const box = scroller();
  stick = box.scrollHeight - box.scrollTop - box.clientHeight < 60;
  document.getElementById("to-bottom").hidden = stick;
  if (stick) read();
}

/** Goes to the newest message, and stays there. */
export function bottom() {
  stick = true;
  scroller().scrollTop = scroller().scrollHeight;
  document.getElementById("to-bottom").hidden = true;
}

/** What stands at the bottom of a page that is looked at counts as read. */
function read() {
  const place = channel(here.channel);
  if (!place?.unread || !stick || document.hidden || read.busy) return;
  read.busy = true;
  person.reads().catch(() => {}).finally(() => {
    read.busy = false;
  });
}

/** The keyboard goes from message to message. */
function walk(event) {
  const row = event.target.closest(".message");
  if (!row || event.target !== row) {
    if (event.key === "Escape" && row) row.focus();
    return;
  }
  const rows = [...list().querySelectorAll(".message")];
  const at = rows.indexOf(row);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key];
  const message = get(`message/${row.dataset.id}`);
  if (to !== undefined) {
    event.preventDefault();
    rows[to]?.focus();
  } else if (event.key === "r") {
    event.preventDefault();
    acts.reply(message);
  } else if (event.key === "e" && message.author.id === me().id) {
    event.preventDefault();
    acts.edit(message);
  } else if (event.key === "Enter" || event.key === "ContextMenu") {
    event.preventDefault();
    acts.more(message, row);
  }
}

/** Where the focus is, so that a message drawn anew does not lose it. */
function focusPath() {
  const element = document.activeElement;
  const row = element.closest(".message");
  return { row: row.dataset.id, component: element.dataset.customId, label: element.getAttribute("aria-label") };
}

function refocus({ row, component, label }) {
  const element = document.getElementById(`m${row}`);
  if (!element || element.contains(document.activeElement)) return;
  const same = component ? element.querySelector(`[data-custom-id="${CSS.escape(component)}"]`) : null;
  const labelled = label ? element.querySelector(`[aria-label="${CSS.escape(label)}"]`) : null;
  (same ?? labelled ?? element).focus({ preventScroll: true });
}
