// Slash commands: the list behind `/`, options as fields in the bar, completion while typing.

import { person } from "./api.js";
import { h } from "./dom.js";
import { openForm } from "./form.js";
import { bottom } from "./log.js";
import { fail, notice } from "./notice.js";
import { openMenu } from "./picker.js";
import { closeSuggestions, suggest, suggestionKey } from "./suggest.js";
import { choices } from "./components.js";
import { channel, here } from "./store.js";
import { encoded, tooBig } from "./upload.js";

let known = [];
let menus = [];
let current = null;
let asked = 0;

const bar = () => document.getElementById("command");
const words = () => document.getElementById("words");

/** Asks anew what may be used here. */
export async function reload() {
  const place = here.channel;
  if (!channel(place)) return;
  try {
    const list = await person.commands();
    if (here.channel !== place) return;
    known = list.filter((each) => each.type === 1).flatMap((each) => leaves(each, [], []));
    menus = list.filter((each) => each.type === 3);
  } catch {
    known = [];
    menus = [];
  }
  // Somebody may have typed `/` before the answer came.
  if (words().value.startsWith("/")) words().dispatchEvent(new Event("input"));
}

/** The commands of a message's menu. */
export const messageCommands = () => menus;
export const commandHere = () => current !== null;

function leaves(command, names, defaults) {
  const shown = [...names, command.name];
  const told = [...defaults, command.default_name];
  const inner = (command.options ?? []).filter((each) => each.type === 1 || each.type === 2);
  if (inner.length) return inner.flatMap((each) => leaves(each, shown, told));
  return [{ name: shown.join(" "), told: told.join(" "), description: command.description, options: command.options ?? [] }];
}

/** Offers the commands that fit what was typed. */
export function suggestCommands(text, choose) {
  const part = text.slice(1).toLowerCase().trim();
  const fitting = known.filter((each) => each.name.toLowerCase().includes(part));
  const rank = (each) => (each.name.toLowerCase().startsWith(part) ? 0 : 1);
  fitting.sort((a, b) => rank(a) - rank(b));
  suggest({
    anchor: words(), label: "Commands",
    note: known.length ? (fitting.length ? undefined : `Nothing matches “/${part}”: it would be sent as a message.`)
      : "There are none here: the bot is not connected, or you may not use them.",
    rows: fitting.map((each) => ({ words: `/${each.name}`, note: each.description, value: each })),
    choose: (row) => choose(row.value),
  });
}

/** A command typed in full, `/jules start prompt:Fix it`, and what it was given. */
export function parse(text) {
  const line = text.slice(1);
  const fits = (each) => line.toLowerCase().startsWith(`${each.name.toLowerCase()} `);
  const command = known.filter(fits).sort((a, b) => b.name.length - a.name.length)[0];
  if (!command) return null;
  const rest = line.slice(command.name.length + 1);
  const given = {};
  let option = command.options.find((each) => each.required)?.default_name ?? command.options[0]?.default_name;
  for (const piece of rest.split(/(\s+)/)) {
    const found = command.options.find((each) => piece.startsWith(`${each.name}:`) || piece.startsWith(`${each.default_name}:`));
    if (found) {
      option = found.default_name;
      given[option] = piece.slice(piece.indexOf(":") + 1);
    } else if (option) given[option] = (given[option] ?? "") + piece;
  }
  for (const [name, value] of Object.entries(given)) given[name] = value.trim();
  return { command, given };
}

/** Opens a command's fields in the bar. */
export function begin(command, given = {}) {
  current = { command, fields: new Map() };
  words().hidden = true;
  bar().hidden = false;
  const more = h("button", { type: "button", class: "more-options", onclick: (event) => offerMore(event.currentTarget) });
  bar().replaceChildren(h("span", { class: "command-chip" }, `/${command.name}`), more);
  for (const option of command.options) {
    if (option.required || given[option.default_name]) addField(option, given[option.default_name]);
  }
  recount();
  const empty = [...current.fields.values()].find((field) => !field.input.value);
  (empty ?? [...current.fields.values()].pop())?.input.focus();
  if (!current.fields.size) bar().querySelector("button").focus();
  if (!current.fields.size && !command.options.length) more.textContent = "Enter ↵ sends it";
}

/** Back to plain words. */
export function leaveCommand(text = "") {
  if (!current) return;
  current = null;
  closeSuggestions();
  bar().hidden = true;
  bar().replaceChildren();
  words().hidden = false;
  words().value = text;
  words().dispatchEvent(new Event("input"));
  words().focus();
}

function recount() {
  const more = bar().querySelector(".more-options");
  const left = current.command.options.length - current.fields.size;
  more.hidden = left === 0 && current.command.options.length > 0;
  more.textContent = left ? `+${left} more` : "";
}

function offerMore(anchor) {
  if (!current.command.options.length) return sendCommand();
  const left = current.command.options.filter((each) => !current.fields.has(each.default_name));
  openMenu(anchor, "Options", left.map((option) => ({
    words: `${option.name} — ${option.description}`,
    act: () => {
      addField(option);
      recount();
      current.fields.get(option.default_name).input.focus();
    },
  })));
}

function addField(option, value = "") {
  const name = option.default_name;
  const isFile = option.type === 11;
  const input = h("input", {
    type: isFile ? "file" : "text", id: `option-${name}`, autocomplete: "off", spellcheck: "false",
    role: isFile ? null : "combobox", "aria-expanded": isFile ? null : "false", "aria-controls": isFile ? null : "suggestion-list",
    "aria-required": option.required ? "true" : null, "aria-description": option.description,
  });
  if (!isFile) input.value = value;
  const pill = h("label", { class: "pill", for: input.id }, h("span", { class: "pill-name" }, option.name), input);
  const field = { option, input, pill, value: undefined };
  current.fields.set(name, field);
  bar().querySelector(".more-options").before(pill);
  input.addEventListener("input", () => {
    field.value = undefined;
    pill.classList.remove("wrong");
    complete(field);
  });
  input.addEventListener("focus", () => complete(field));
  input.addEventListener("blur", () => setTimeout(() => document.activeElement?.closest("#command") || closeSuggestions(), 100));
  input.addEventListener("keydown", (event) => key(event, field));
}

function key(event, field) {
  if (suggestionKey(event)) {
    if (event.key === "Tab") next(field);
    return;
  }
  if (event.key === "Enter" && !event.isComposing) {
    event.preventDefault();
    sendCommand();
  } else if (event.key === "Escape") {
    event.preventDefault();
    leaveCommand();
  } else if (event.key === "Backspace" && !field.input.value && field.input.type === "text") {
    event.preventDefault();
    drop(field);
  }
}

/** An emptied field goes; a required one takes the whole command with it. */
function drop(field) {
  if (field.option.required) return leaveCommand(`/${current.command.name}`.replace(/ \S+$/, " "));
  current.fields.delete(field.option.default_name);
  field.pill.remove();
  recount();
  [...current.fields.values()].pop()?.input.focus();
}

function next(field) {
  const all = [...current.fields.values()];
  all[all.indexOf(field) + 1]?.input.focus();
}

/** Offers what may be filled in: choices, people, places, or what the bot suggests. */
function complete(field) {
  const { option, input } = field;
  const show = (rows, note) => suggest({
    anchor: input, label: option.name, note: note ?? option.description, rows,
    eager: input.value !== "" || !["3"].includes(String(option.type)) || rows.length > 0,
    choose: (row) => {
      input.value = row.words;
      field.value = row.value;
      const empty = [...current.fields.values()].find((each) => !each.input.value && each !== field);
      empty?.input.focus();
    },
  });
  const low = input.value.toLowerCase();
  const fit = (rows) => rows.filter((row) => row.words.toLowerCase().includes(low));
  if (field.value !== undefined) return closeSuggestions();
  if (option.choices?.length) return show(fit(option.choices.map((each) => ({ words: each.name, value: each.value }))));
  if (option.type === 5) return show(fit([{ words: "True", value: true }, { words: "False", value: false }]));
  if (option.type >= 6 && option.type <= 9) {
    const kind = { 6: 5, 7: 8, 8: 6, 9: 7 }[option.type];
    const rows = choices({ type: kind, channel_types: option.channel_types });
    return show(fit(rows.map((each) => ({ words: each.label, note: each.description, value: each.value }))));
  }
  if (!option.autocomplete) return show([]);
  show([], "…");
  const mine = (asked += 1);
  setTimeout(async () => {
    if (mine !== asked || !current) return;
    try {
      const others = read(false);
      delete others[option.default_name];
      const outcome = await person.complete(current.command.told, option.default_name, input.value, others);
      if (mine !== asked || !current || document.activeElement !== input) return;
      show(outcome.choices.map((each) => ({ words: each.name, value: each.value })), outcome.error ? "Loading options failed" : undefined);
    } catch (error) {
      show([], error.message);
    }
  }, 90);
}

/** The values of the fields; `strictly` for sending. */
function read(strictly) {
  const options = {};
  for (const [name, field] of current.fields) {
    const { option, input } = field;
    if (option.type === 11) {
      if (input.files?.[0]) options[name] = input.files[0];
      continue;
    }
    if (!input.value.trim()) {
      if (strictly && option.required) {
        field.pill.classList.add("wrong");
        input.focus();
        throw new Error(`This option is required: ${option.name}. Specify a value.`);
      }
      continue;
    }
    options[name] = field.value ?? input.value;
  }
  return options;
}

/** Sends the command; refused, it stands again as it was. */
export async function sendCommand() {
  const { command, fields } = current;
  let options;
  try {
    options = read(true);
    for (const [name, value] of Object.entries(options)) {
      if (!(value instanceof File)) continue;
      if (tooBig(value)) throw new Error(tooBig(value));
      options[name] = await encoded(value);
    }
  } catch (error) {
    return fail(error);
  }
  const given = Object.fromEntries([...fields].map(([name, field]) => [name, field.input.type === "file" ? "" : field.input.value]));
  leaveCommand();
  bottom();
  try {
    const outcome = await person.command(command.told, options);
    if (outcome.modal) openForm(outcome);
    if (outcome.error) notice(outcome.error);
  } catch (error) {
    fail(error);
    if (!current && !words().value) begin(command, given);
  }
}
