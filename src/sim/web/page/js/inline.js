// Markdown within a line, as Discord reads it, into nodes. Linear scans, no nested patterns:
// whatever an agent writes is read in reasonable time.

import { h, link } from "./dom.js";
import { channel, me, nameOf, role, title, user } from "./store.js";

const MARKS = [
  ["***", (inside) => h("strong", {}, h("em", {}, inside))],
  ["**", (inside) => h("strong", {}, inside)],
  ["__", (inside) => h("u", {}, inside)],
  ["~~", (inside) => h("s", {}, inside)],
  ["||", spoiler],
  ["*", (inside) => h("em", {}, inside)],
  ["_", (inside) => h("em", {}, inside)],
];

/** The nodes of a piece of text. */
export function inline(text, depth = 0) {
  const nodes = [];
  let plain = "";
  const flush = () => {
    if (plain) nodes.push(plain);
    plain = "";
  };
  let at = 0;
  while (at < text.length) {
    const found = depth < 12 && special(text, at, depth);
    if (found) {
      if (typeof found.node === "string") plain += found.node;
      else {
        flush();
        nodes.push(found.node);
      }
      at = found.end;
    } else {
      plain += text[at];
      at += 1;
    }
  }
  flush();
  return nodes;
}

/** What begins here, if it is more than a letter. */
function special(text, at, depth) {
  const letter = text[at];
  if (letter === "\\" && /[^\w\s]/.test(text[at + 1] ?? "")) return { node: text[at + 1], end: at + 2 };
  if (letter === "\n") return { node: h("br"), end: at + 1 };
  if (letter === "`") return code(text, at);
  if (letter === "<") return angle(text, at);
  if (letter === "[") return masked(text, at, depth);
  if (letter === "@") return crowd(text, at);
  if (letter === "h") return address(text, at);
  for (const [mark, wrap] of MARKS) {
    if (!text.startsWith(mark, at)) continue;
    const end = closing(text, at + mark.length, mark);
    if (end < 0) continue;
    if (mark === "_" && (/\w/.test(text[at - 1] ?? "") || /\w/.test(text[end + 1] ?? ""))) continue;
    const inside = text.slice(at + mark.length, end);
    if (mark.startsWith("*") && /^\s/.test(inside)) continue;
    return { node: wrap(inline(inside, depth + 1)), end: end + mark.length };
  }
  return null;
}

/** Where a mark closes: not in code, not behind a backslash, and a single one not inside a double one. */
function closing(text, from, mark) {
  let at = from;
  while (at < text.length) {
    if (text[at] === "\\") at += 2;
    else if (text[at] === "`") {
      const found = code(text, at);
      at = found ? found.end : at + 1;
    } else if (text.startsWith(mark, at)) {
      let run = at;
      while (text[run] === mark[0]) run += 1;
      // `*a **b***`: the last of a run closes the outermost.
      if (at > from && (mark.length > 1 || run - at !== 2)) return mark.length > 1 ? run - mark.length : at;
      at = run;
    } else at += 1;
  }
  return -1;
}

function code(text, at) {
  let ticks = at;
  while (text[ticks] === "`") ticks += 1;
  const fence = text.slice(at, ticks);
  const end = text.indexOf(fence, ticks);
  if (end < 0 || end === ticks) return null;
  return { node: h("code", {}, text.slice(ticks, end).replace(/^ (.*) $/, "$1")), end: end + fence.length };
}

function angle(text, at) {
  const end = text.indexOf(">", at);
  if (end < 0 || end - at > 2100) return null;
  const inside = text.slice(at + 1, end);
  const done = (node) => ({ node, end: end + 1 });
  let found;
  if (/^https?:\/\/\S+$/.test(inside)) return done(link(inside, inside));
  if ((found = /^@!?(\d+)$/.exec(inside))) return done(mention(found[1]));
  if ((found = /^@&(\d+)$/.exec(inside))) {
    const known = role(found[1]);
    return done(h("span", { class: "mention" }, known ? `@${known.name}` : "@unknown-role"));
  }
  if ((found = /^#(\d+)$/.exec(inside))) return done(place(found[1]));
  if ((found = /^t:(-?\d{1,13})(?::([tTdDfFR]))?$/.exec(inside))) return done(moment(Number(found[1]), found[2] ?? "f"));
  if ((found = /^a?:(\w+):\d+$/.exec(inside))) return done(h("span", {}, `:${found[1]}:`));
  if ((found = /^\/([^:]+):\d+$/.exec(inside))) return done(h("span", { class: "mention" }, `/${found[1]}`));
  return null;
}

function mention(id) {
  const known = user(id);
  const mine = id === me()?.id;
  return h("span", { class: mine ? "mention mine" : "mention" }, known ? `@${nameOf(known)}` : "@unknown-user");
}

function place(id) {
  const known = channel(id);
  if (!known) return h("span", { class: "mention" }, "#unknown");
  const mark = known.thread_metadata ? "🧵 " : "#";
  return h("a", { class: "mention", href: `#${me()?.username}/${id}` }, `${mark}${title(known)}`);
}

function crowd(text, at) {
  const found = /^@(everyone|here)\b/.exec(text.slice(at, at + 10));
  return found ? { node: h("span", { class: "mention" }, found[0]), end: at + found[0].length } : null;
}

function masked(text, at, depth) {
  let open = 0;
  let end = at;
  for (; end < text.length; end += 1) {
    if (text[end] === "\\") end += 1;
    else if (text[end] === "[") open += 1;
    else if (text[end] === "]") open -= 1;
    if (open === 0) break;
  }
  if (text[end + 1] !== "(") return null;
  const found = /^\(<?(https?:\/\/[^\s)>]+)>?(?:\s+"[^"]*")?\)/.exec(text.slice(end + 1, end + 2100));
  if (!found) return null;
  const node = link(found[1], inline(text.slice(at + 1, end), depth + 1));
  node.title = found[1];
  return { node, end: end + 1 + found[0].length };
}

function address(text, at) {
  if (/\w/.test(text[at - 1] ?? "")) return null;
  const found = /^https?:\/\/[^\s<]+/.exec(text.slice(at, at + 2100));
  if (!found) return null;
  const url = found[0].replace(/[.,:;"'\])}*_~|]+$/, "");
  return /^https?:\/\/./.test(url) ? { node: link(url, url), end: at + url.length } : null;
}

function spoiler(inside) {
  const cover = h("button", { class: "spoiler", type: "button", "aria-label": "Spoiler, press to show" }, inside);
  cover.addEventListener("click", (event) => {
    event.stopPropagation();
    cover.classList.add("open");
    cover.removeAttribute("aria-label");
  });
  return cover;
}

const STYLES = {
  t: { timeStyle: "short" },
  T: { timeStyle: "medium" },
  d: { dateStyle: "short" },
  D: { dateStyle: "long" },
  f: { dateStyle: "long", timeStyle: "short" },
  F: { dateStyle: "full", timeStyle: "short" },
};

function moment(seconds, style) {
  const date = new Date(seconds * 1000);
  if (Number.isNaN(date.getTime())) return h("span", {}, "Invalid date");
  const full = new Intl.DateTimeFormat("en", STYLES.F).format(date);
  const words = style === "R" ? ago(date) : new Intl.DateTimeFormat("en", STYLES[style]).format(date);
  return h("time", { datetime: date.toISOString(), title: full, class: style === "R" ? "ago" : "" }, words);
}

/** `3 minutes ago`. */
export function ago(date) {
  const seconds = Math.round((date.getTime() - Date.now()) / 1000);
  const units = [["year", 31536000], ["month", 2592000], ["day", 86400], ["hour", 3600], ["minute", 60], ["second", 1]];
  const [unit, size] = units.find(([, size]) => Math.abs(seconds) >= size) ?? units[5];
  return new Intl.RelativeTimeFormat("en").format(Math.trunc(seconds / size), unit);
}

/** Lets every relative time on the page go on. */
export function tick() {
  for (const each of document.querySelectorAll("time.ago")) each.textContent = ago(new Date(each.dateTime));
}
