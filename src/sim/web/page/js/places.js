// Servers, channels and threads on the left, and the head of the channel that is open.

import { person } from "./api.js";
import { ICONS, h, icon } from "./dom.js";
import { textField } from "./fields.js";
import { dialogue } from "./form.js";
import { attempt } from "./notice.js";
import { openMenu } from "./picker.js";
import { all, channel, compareIds, get, guild, here, me, threadsOf, title, watch } from "./store.js";

const FORUMS = [15, 16];
export const isForum = (place) => FORUMS.includes(place?.type);
let drawn = "";

export function startPlaces() {
  watch((keys, fresh) => {
    if (fresh || keys.some((key) => /^(channel|guild|me)/.test(key))) redraw();
  });
  document.getElementById("threads-button").addEventListener("click", listThreads);
  document.getElementById("channel-more").addEventListener("click", (event) => channelMenu(event.currentTarget));
  document.getElementById("new-post").addEventListener("click", newPost);
}

const address = (id) => `#${here.who}/${id}`;

/** The guild in view. */
export function currentGuild() {
  return guild(channel(here.channel)?.guild_id) ?? all("guild")[0];
}

function redraw() {
  // Most changes are of nothing that is listed.
  const shape = JSON.stringify([here.who, here.channel, all("guild"), all("channel").map(sketch)]);
  if (shape === drawn) return;
  drawn = shape;
  rail();
  sidebar();
  header();
  forum();
  document.title = `${pings() ? `(${pings()}) ` : ""}${title(channel(here.channel)) || "Demo"} · jules-discord`;
}

function sketch(place) {
  const { id, name, type, unread, pings, joined, thread_metadata: thread, applied_tags: tags, message_count: count, may } = place;
  return [id, name, type, unread > 0, pings, joined, thread?.archived, thread?.locked, tags, isForum(channel(place.parent_id)) && count, may];
}

const pings = () => all("channel").reduce((sum, each) => sum + (each.pings ?? 0), 0);

function rail() {
  const direct = all("channel").filter((each) => each.type === 1);
  const servers = all("guild").map((each) => {
    const inside = all("channel").filter((place) => place.guild_id === each.id);
    const first = inside.find((place) => place.name === "dev" && !place.thread_metadata) ?? inside[0];
    const mark = each.name.split(/\s+/).map((word) => word[0]).join("").slice(0, 3);
    const current = currentGuild()?.id === each.id;
    return h("a", { class: "server", href: first ? address(first.id) : null, title: each.name, "aria-label": each.name, "aria-current": current ? "true" : null }, mark);
  });
  const home = direct.map((each) =>
    h("a", { class: "server home", href: address(each.id), title: title(each), "aria-label": `Direct messages with ${title(each)}`, "aria-current": each.id === here.channel ? "true" : null }, "@"));
  document.getElementById("servers").replaceChildren(...home, ...servers);
}

function sidebar() {
  const server = currentGuild();
  document.getElementById("server-name").textContent = server?.name ?? "";
  const top = all("channel").filter((each) => each.guild_id === server?.id && !each.thread_metadata && each.type !== 4);
  top.sort((a, b) => a.position - b.position || compareIds(a.id, b.id));
  const rows = top.flatMap((place) => {
    const threads = threadsOf(place.id).filter((each) => (each.joined && !each.thread_metadata.archived) || each.id === here.channel);
    const inner = threads.map((each) => entry(each, true));
    return [h("li", {}, entry(place, false), inner.length ? h("ul", { class: "threads", "aria-label": `Threads of ${place.name}` }, inner.map((each) => h("li", {}, each))) : null)];
  });
  document.getElementById("channels").replaceChildren(...rows);
}

function entry(place, thread) {
  const current = place.id === here.channel;
  const unread = place.unread > 0 && !current;
  const mark = thread ? null : icon(isForum(place) ? ICONS.forum : ICONS.hash);
  const words = [title(place), unread ? `${place.unread} unread` : null, place.pings ? `${place.pings} pings` : null].filter(Boolean);
  return h("a", {
    class: `entry${unread ? " unread" : ""}${thread ? " thread" : ""}`, href: address(place.id),
    "aria-current": current ? "page" : null, "aria-label": words.join(", "),
  }, mark, h("span", { class: "entry-name" }, title(place)), place.pings ? h("span", { class: "count", "aria-hidden": "true" }, String(place.pings)) : null);
}

function header() {
  const place = channel(here.channel);
  const thread = place?.thread_metadata;
  const parent = thread && channel(place.parent_id);
  const way = document.getElementById("channel-name");
  way.replaceChildren(
    parent ? h("a", { href: address(parent.id), class: "parent" }, icon(ICONS.hash), parent.name) : "",
    parent ? h("span", { class: "muted", "aria-hidden": "true" }, "›") : "",
    icon(thread ? ICONS.thread : isForum(place) ? ICONS.forum : ICONS.hash), h("span", {}, title(place)),
    thread?.archived ? h("span", { class: "tag" }, "archived") : "", thread?.locked ? h("span", { class: "tag" }, "locked") : "",
    ...tags(place).map((tag) => h("span", { class: "tag" }, tag)));
  const topic = document.getElementById("channel-topic");
  topic.textContent = place?.topic ?? "";
  document.getElementById("threads-button").hidden = Boolean(thread) || !place || place.type === 1;
  document.getElementById("channel-more").hidden = !thread;
}

/** The names of a post's tags. */
function tags(place) {
  const known = channel(place?.parent_id)?.available_tags ?? [];
  return (place?.applied_tags ?? []).map((id) => known.find((tag) => tag.id === id)?.name).filter(Boolean);
}

/** A forum shows its posts where other channels show messages. */
function forum() {
  const place = channel(here.channel);
  const shown = isForum(place);
  document.getElementById("posts").hidden = !shown;
  document.getElementById("scroller").hidden = shown;
  document.getElementById("composer").hidden = shown;
  if (!shown) return;
  const posts = threadsOf(place.id).map((post) =>
    h("li", {}, h("a", { class: "post", href: address(post.id) },
      h("div", { class: "post-tags" }, tags(post).map((tag) => h("span", { class: "tag" }, tag))),
      h("strong", {}, title(post)), h("span", { class: "muted" }, `${post.message_count ?? 0} messages${post.thread_metadata.archived ? " · archived" : ""}`))));
  document.getElementById("post-list").replaceChildren(...(posts.length ? posts : [h("li", { class: "muted" }, "There are no posts yet.")]));
}

function newPost() {
  const place = channel(here.channel);
  dialogue({
    title: `New post in ${place.name}`, action: "Post",
    fields: [
      textField({ name: "name", label: "Title", required: true, most: 100 }),
      textField({ name: "content", label: "Message", long: true, required: true, most: 2000 }),
    ],
    send: async ({ name, content }) => {
      const post = await person.post(place.id, { name, content });
      location.hash = address(post.id);
    },
  });
}

function listThreads(event) {
  const place = channel(here.channel);
  const threads = threadsOf(place.id);
  const rows = threads.map((each) => ({
    words: `🧵 ${title(each)}${each.thread_metadata.archived ? " (archived)" : ""}`,
    act: () => { location.hash = address(each.id); },
  }));
  const make = { words: "➕ New thread…", act: () => newThread() };
  openMenu(event.currentTarget, "Threads", isForum(place) ? rows : [...rows, make]);
}

/** Asks for a name and opens a thread, on a message or by itself. */
export function newThread(message) {
  dialogue({
    title: "Create thread", action: "Create",
    fields: [textField({ name: "name", label: "Thread name", required: true, most: 100 })],
    send: async ({ name }) => {
      const thread = await person.thread(name, message?.id);
      location.hash = address(thread.id);
    },
  });
}

function channelMenu(anchor) {
  const place = channel(here.channel);
  const { archived, locked } = place.thread_metadata;
  const change = (what) => attempt(() => person.changeThread(place.id, what));
  openMenu(anchor, "Thread", [
    { words: archived ? "Reopen thread" : "Close thread", act: () => change({ archived: !archived }) },
    { words: locked ? "Unlock thread" : "Lock thread", act: () => change({ locked: !locked }) },
    { words: "Rename thread…", act: () => rename(place) },
  ]);
}

function rename(place) {
  dialogue({
    title: "Rename thread", action: "Save", fields: [textField({ name: "name", label: "Thread name", value: place.name, required: true, most: 100 })],
    send: ({ name }) => person.changeThread(place.id, { name }),
  });
}

/** The place to begin with: `#dev` of the first server. */
export function firstPlace() {
  const open = all("channel").filter((each) => !each.thread_metadata && !isForum(each));
  return (open.find((each) => each.name === "dev") ?? open[0])?.id ?? null;
}

export { get, me };
