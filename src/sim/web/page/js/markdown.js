// Markdown in blocks, as Discord reads it: fences, headings, quotes, lists, small print.

import { h } from "./dom.js";
import { inline } from "./inline.js";

/** The nodes of a text. */
export function markdown(text) {
  const nodes = [];
  let at = 0;
  while (at < text.length) {
    const open = text.indexOf("```", at);
    const close = open < 0 ? -1 : text.indexOf("```", open + 3);
    if (close < 0) break;
    nodes.push(...blocks(text.slice(at, open).replace(/\n$/, "")));
    nodes.push(fence(text.slice(open + 3, close)));
    at = close + 3;
    while (text[at] === "\n") at += 1;
  }
  nodes.push(...blocks(text.slice(at)));
  return nodes;
}

function fence(inside) {
  const named = /^([\w+.-]*)\n([\s\S]*)$/.exec(inside);
  const [language, body] = named ? [named[1], named[2]] : ["", inside];
  const code = h("code", language ? { class: `language-${language}` } : {});
  const lines = body.replace(/\n$/, "").split("\n");
  lines.forEach((line, index) => {
    const kind = language === "diff" ? ({ "+": "plus", "-": "minus", "@": "hunk" })[line[0]] : undefined;
    if (index > 0) code.append("\n");
    code.append(kind ? h("span", { class: kind }, line) : line);
  });
  return h("pre", { tabindex: "0" }, code);
}

const HEADING = /^(#{1,3}) +(.+)$/;
const SMALL = /^-# +(.+)$/;
const ITEM = /^( *)([-*]|\d{1,9}\.) +(.*)$/;

/** Quotes do not nest: what is quoted twice is quoted once. */
function blocks(text, quoted = false) {
  if (!text) return [];
  const nodes = [];
  const lines = text.split("\n");
  let words = [];
  const flush = () => {
    if (words.some((line) => line.trim())) nodes.push(h("span", { class: "words" }, inline(words.join("\n"))));
    else if (words.length > 1) nodes.push(h("span", { class: "gap" }));
    words = [];
  };
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at];
    let found;
    if ((found = HEADING.exec(line))) {
      flush();
      // The page itself has h1 and h2; what is said in it ranks below.
      nodes.push(h(`h${found[1].length + 2}`, {}, inline(found[2])));
    } else if ((found = SMALL.exec(line))) {
      flush();
      nodes.push(h("small", {}, inline(found[1])));
    } else if (!quoted && line.startsWith(">>> ")) {
      flush();
      nodes.push(h("blockquote", {}, blocks([line.slice(4), ...lines.slice(at + 1)].join("\n"), true)));
      at = lines.length;
    } else if (!quoted && line.startsWith("> ")) {
      flush();
      const inside = [];
      while (at < lines.length && lines[at].startsWith("> ")) inside.push(lines[at++].slice(2));
      at -= 1;
      nodes.push(h("blockquote", {}, blocks(inside.join("\n"), true)));
    } else if (ITEM.test(line)) {
      flush();
      const items = [];
      while (at < lines.length && (ITEM.test(lines[at]) || (/^ +\S/.test(lines[at]) && items.length))) items.push(lines[at++]);
      at -= 1;
      nodes.push(list(items));
    } else words.push(line);
  }
  flush();
  return nodes;
}

/** A list, with what is indented below its items. */
function list(lines) {
  const depth = ITEM.exec(lines[0])[1].length;
  const first = ITEM.exec(lines[0])[2];
  const ordered = /\d/.test(first);
  const root = h(ordered ? "ol" : "ul", ordered ? { start: Number.parseInt(first, 10) } : {});
  for (let at = 0; at < lines.length; at += 1) {
    const found = ITEM.exec(lines[at]);
    const item = h("li", {}, inline(found ? found[3] : lines[at].trim()));
    const below = [];
    while (at + 1 < lines.length) {
      const next = ITEM.exec(lines[at + 1]);
      if (next && next[1].length <= depth) break;
      below.push(lines[++at]);
    }
    const nested = below.findIndex((line) => ITEM.test(line));
    const more = nested < 0 ? below : below.slice(0, nested);
    for (const line of more) item.append(h("br"), ...inline(line.trim()));
    if (nested >= 0) item.append(list(below.slice(nested)));
    root.append(item);
  }
  return root;
}

/** A text as one line without marks, for previews and what is read aloud. */
export function plain(text) {
  const holder = h("div", {}, markdown(text ?? "").flatMap((node) => [node, " "]));
  for (const each of holder.querySelectorAll("br")) each.replaceWith(" ");
  return holder.textContent.replace(/\s+/g, " ").trim();
}
