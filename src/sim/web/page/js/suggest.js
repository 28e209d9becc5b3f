// What is offered while somebody types: a list above the field, whose focus stays in the field.

import { h } from "./dom.js";

let rows = [];
let active = 0;
let owner = null;
let picked = null;

const box = () => document.getElementById("suggestions");

/** Offers rows of `{ words, note?, value }`. With `note` alone it only explains. */
export function suggest({ anchor, label, rows: offered, choose, note, eager = true }) {
  rows = offered;
  owner = anchor;
  picked = choose;
  active = eager ? 0 : -1;
  if (!rows.length && !note) return closeSuggestions();
  const items = rows.map((row, index) => h("li", {
    role: "option", id: `suggestion-${index}`, "aria-selected": String(index === active),
    onpointerdown: (event) => {
      event.preventDefault();
      take(index);
    },
  }, h("span", { class: "suggestion-words" }, row.words), row.note ? h("span", { class: "muted" }, row.note) : null));
  box().replaceChildren(
    h("div", { class: "suggestions-head" }, label, note ? h("span", { class: "muted" }, ` ${note}`) : null),
    h("ul", { role: "listbox", id: "suggestion-list", "aria-label": label }, items));
  box().hidden = false;
  anchor.setAttribute("aria-expanded", "true");
  point();
}

export function closeSuggestions() {
  if (box().hidden) return;
  box().hidden = true;
  rows = [];
  owner?.setAttribute("aria-expanded", "false");
  owner?.removeAttribute("aria-activedescendant");
}

function point() {
  const items = [...box().querySelectorAll("[role=option]")];
  items.forEach((item, index) => item.setAttribute("aria-selected", String(index === active)));
  items[active]?.scrollIntoView({ block: "nearest" });
  if (active >= 0) owner.setAttribute("aria-activedescendant", `suggestion-${active}`);
  else owner.removeAttribute("aria-activedescendant");
}

function take(index) {
  const row = rows[index];
  closeSuggestions();
  if (row) picked(row);
}

/** Whether a key was for the list. */
export function suggestionKey(event) {
  if (box().hidden || !rows.length || event.isComposing) {
    if (event.key === "Escape" && !box().hidden) {
      closeSuggestions();
      return true;
    }
    return false;
  }
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    const step = event.key === "ArrowDown" ? 1 : -1;
    active = (active + step + rows.length) % rows.length;
    point();
  } else if ((event.key === "Enter" || event.key === "Tab") && active >= 0 && !event.shiftKey) take(active);
  else if (event.key === "Escape") closeSuggestions();
  else return false;
  event.preventDefault();
  event.stopPropagation();
  return true;
}
