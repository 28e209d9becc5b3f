// A list to choose from, beside what it belongs to: keyboard, pointer and screen reader alike.

import { h } from "./dom.js";

let open = null;

/** Puts a floating box beside an element, on the screen whole. */
export function place(box, anchor, above = false) {
  document.body.append(box);
  const at = anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = box;
  const left = Math.max(8, Math.min(at.left, innerWidth - width - 8));
  const below = at.bottom + 4 + height < innerHeight;
  const top = !above && below ? at.bottom + 4 : Math.max(8, at.top - height - 4);
  box.style.left = `${left}px`;
  box.style.top = `${top}px`;
}

/** Closes whatever floats. */
export function closePicker(back = true) {
  if (!open) return;
  const { box, anchor } = open;
  open = null;
  box.remove();
  document.removeEventListener("pointerdown", outside, true);
  if (back && document.contains(anchor)) anchor.focus();
}

function outside(event) {
  if (open && !open.box.contains(event.target)) closePicker(false);
}

/** Floats a box until something else is pressed. */
export function float(box, anchor) {
  closePicker(false);
  place(box, anchor);
  open = { box, anchor };
  document.addEventListener("pointerdown", outside, true);
}

/** Lets people choose up to `most` of the options; `done` gets their values. */
export function pick({ anchor, label, options, most, least, done }) {
  const chosen = new Set(options.filter((each) => each.default).map((each) => each.value));
  const many = most > 1;
  const rows = options.map((each) => {
    const row = h("li", { role: "option", tabindex: "-1", "aria-selected": String(chosen.has(each.value)), "data-value": each.value },
      each.emoji ? h("span", { class: "emoji" }, each.emoji) : null,
      h("span", { class: "option-words" }, h("span", {}, each.label), each.description ? h("span", { class: "muted" }, each.description) : null));
    row.addEventListener("click", () => toggle(row));
    return row;
  });
  const finish = () => {
    closePicker();
    done([...chosen]);
  };
  function toggle(row) {
    const value = row.dataset.value;
    if (!many) {
      chosen.clear();
      chosen.add(value);
      finish();
    } else {
      if (chosen.has(value)) chosen.delete(value);
      else if (chosen.size < most) chosen.add(value);
      row.setAttribute("aria-selected", String(chosen.has(value)));
    }
  }
  const list = h("ul", { role: "listbox", "aria-label": label, "aria-multiselectable": many ? "true" : null }, rows);
  const box = h("div", { class: "floating" }, list,
    many ? h("button", { type: "button", class: "button primary", onclick: () => chosen.size >= least && finish() }, "Done") : null);
  box.addEventListener("keydown", (event) => keys(event, rows, () => document.activeElement.click()));
  float(box, anchor);
  rows[0]?.focus();
}

/** Arrow keys, Home, End, Enter and Escape in a list of elements. */
export function keys(event, rows, choose) {
  const at = rows.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key];
  if (to !== undefined) {
    event.preventDefault();
    rows[(to + rows.length) % rows.length]?.focus();
  } else if (event.key === "Enter" || event.key === " ") {
    if (at < 0) return;
    event.preventDefault();
    choose(rows[at]);
  } else if (event.key === "Escape") {
    event.preventDefault();
    event.stopPropagation();
    closePicker();
  } else if (event.key === "Tab") {
    // A list of several ends with its button.
    const done = open?.box.querySelector(":scope > .button");
    if (!done || at < 0) return closePicker();
    event.preventDefault();
    done.focus();
  }
}

/** A menu of actions: `[{ words, act, danger? }]`. */
export function openMenu(anchor, label, actions, at) {
  const rows = actions.map((each) => h("button", {
    type: "button", role: "menuitem", tabindex: "-1", class: each.danger ? "danger" : "",
    onclick: () => {
      closePicker();
      each.act();
    },
  }, each.words));
  const box = h("div", { class: "floating menu", role: "menu", "aria-label": label }, rows);
  box.addEventListener("keydown", (event) => keys(event, rows, (row) => row.click()));
  float(box, anchor);
  if (at) {
    box.style.left = `${Math.min(at.x, innerWidth - box.offsetWidth - 8)}px`;
    box.style.top = `${Math.min(at.y, innerHeight - box.offsetHeight - 8)}px`;
  }
  rows[0]?.focus();
}
