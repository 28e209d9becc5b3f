// A live list of what went over the wire between the bot and its two services.

import { h } from "./dom.js";
import { on } from "./live.js";

const MOST = 300;
const list = () => document.getElementById("wire");
let stick = true;

export function startWire() {
  on("wire", (lines) => add(lines));
  for (const box of document.querySelectorAll("[data-wire]")) {
    box.addEventListener("change", () => {
      list().dataset[box.dataset.wire] = String(box.checked);
    });
  }
  let before = 0;
  list().addEventListener("scroll", () => {
    const { scrollTop, scrollHeight, clientHeight } = list();
    // Only who scrolls back wants to read; the list itself grows faster than it tells.
    if (scrollTop < before - 1) stick = false;
    if (scrollHeight - scrollTop - clientHeight < 40) stick = true;
    before = scrollTop;
  }, { passive: true });
  document.getElementById("wire-clear").addEventListener("click", () => list().replaceChildren());
}

function add(lines) {
  const box = list();
  const known = new Set([...box.children].slice(-MOST).map((each) => each.dataset.n));
  for (const line of lines) if (!known.has(line.n)) box.append(draw(line));
  while (box.children.length > MOST) box.firstElementChild.remove();
  requestAnimationFrame(() => {
    if (stick) box.scrollTop = box.scrollHeight;
  });
}

const WAYS = { discord: "Discord", gateway: "gateway", jules: "Jules" };

function draw({ n, at, kind, what, status, detail, fault }) {
  const bad = fault || status === null || status >= 400;
  const result = kind === "gateway" ? "" : status === null ? "no answer" : String(status);
  const head = h("summary", {}, h("span", { class: "wire-time" }, at.slice(11, 19)), h("span", { class: `wire-kind ${kind}` }, WAYS[kind]),
    h("span", { class: "wire-what" }, what), h("span", { class: bad ? "wire-status bad" : "wire-status" }, result));
  const entry = h("details", { class: "wire-line", "data-n": n, "data-kind": kind }, head);
  // Most lines are never opened; their bodies are not worth a node each.
  entry.addEventListener("toggle", () => {
    if (entry.open && entry.children.length === 1) entry.append(h("pre", { tabindex: "0" }, detail || "(no body)"));
  });
  return entry;
}
