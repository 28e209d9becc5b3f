// The fields of a dialogue: to write in, to choose from, to tick, to upload to. Each is `{ name, element, read }`.

import { choices } from "./components.js";
import { h } from "./dom.js";
import { markdown } from "./markdown.js";
import { encoded, tooBig } from "./upload.js";

const star = (required) => (required ? h("span", { class: "required", "aria-hidden": "true" }, " *") : null);
const explained = (id, note) => (note ? h("p", { id: `${id}-note`, class: "muted" }, note) : null);
const count = (least, most, what) => (least === most ? `${most} ${what}` : `${least} to ${most} ${what}`);

/** A field to write in. */
export function textField({ name, label, value = "", long = false, required = false, least, most, placeholder, note }) {
  const id = `field-${name}`;
  const input = h(long ? "textarea" : "input", {
    id, placeholder, required, rows: long ? "5" : null, "aria-describedby": note ? `${id}-note` : null,
  });
  if (!long) input.type = "text";
  input.value = value;
  const counter = h("span", { class: "counter muted", "aria-hidden": "true" });
  const recount = () => {
    const length = [...input.value].length;
    counter.textContent = most ? `${length}/${most}` : "";
    counter.classList.toggle("over", Boolean(most) && length > most);
  };
  input.addEventListener("input", recount);
  recount();
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) input.form.requestSubmit();
  });
  const read = () => {
    const length = [...input.value.trim()].length;
    if (required && length === 0) throw new Error(`“${label}” is required.`);
    if (length && least && length < least) throw new Error(`“${label}” must have at least ${least} characters.`);
    if (most && length > most) throw new Error(`“${label}” must have ${most} characters or fewer.`);
    return input.value;
  };
  const element = h("div", { class: "field-box" },
    h("label", { for: id }, label, star(required)),
    explained(id, note), input, counter);
  return { name, element, read };
}

/** One of a list. */
function choiceField({ name, label, note, options, required, placeholder }) {
  const id = `field-${name}`;
  const rows = options.map((each) => h("option", { value: each.value, selected: each.default }, each.label));
  const none = h("option", { value: "" }, placeholder ?? "Make a selection");
  const input = h("select", { id, "aria-required": String(required), "aria-describedby": note ? `${id}-note` : null }, none, rows);
  const read = () => {
    if (required && !input.value) throw new Error(`“${label}” is required.`);
    return input.value ? [input.value] : [];
  };
  return { name, element: h("div", { class: "field-box" }, h("label", { for: id }, label, star(required)), explained(id, note), input), read };
}

/** Several of a list, or one with everything in view: ticks or radio buttons. */
function tickField({ name, label, note, options, required, least = 1, most = 1, one = false }) {
  const id = `field-${name}`;
  const rows = options.map((each) => {
    const input = h("input", { type: one ? "radio" : "checkbox", name: id, value: each.value, checked: each.default });
    return h("label", { class: "tick" }, input, h("span", {}, each.label, each.description ? h("span", { class: "muted" }, each.description) : null));
  });
  const read = () => {
    const chosen = rows.map((row) => row.firstElementChild).filter((input) => input.checked).map((input) => input.value);
    if (!required && !chosen.length) return chosen;
    if (one && !chosen.length) throw new Error(`“${label}” is required.`);
    if (chosen.length < least || chosen.length > most) throw new Error(`“${label}”: choose ${count(least, most, "of them")}, not ${chosen.length}.`);
    return chosen;
  };
  const box = h("fieldset", { class: "field-box", id, "aria-describedby": note ? `${id}-note` : null },
    h("legend", {}, label, star(required)), explained(id, note), rows);
  return { name, element: box, read };
}

/** A single tick: yes or no. */
function checkField({ name, label, note, ticked }) {
  const id = `field-${name}`;
  const input = h("input", { type: "checkbox", id, checked: ticked, "aria-describedby": note ? `${id}-note` : null });
  const element = h("div", { class: "field-box" }, h("label", { class: "tick", for: id }, input, h("span", {}, label)), explained(id, note));
  return { name, element, read: () => input.checked };
}

/** Files. */
function fileField({ name, label, note, required, least, most }) {
  const id = `field-${name}`;
  const input = h("input", { id, type: "file", multiple: most > 1, "aria-required": String(required), "aria-describedby": note ? `${id}-note` : null });
  const read = async () => {
    const files = [...input.files];
    if (!required && !files.length) return [];
    if (files.length < least || files.length > most) throw new Error(`“${label}” takes ${count(least, most, most === 1 ? "file" : "files")}, not ${files.length}.`);
    const big = files.find(tooBig);
    if (big) throw new Error(tooBig(big));
    return Promise.all(files.map(encoded));
  };
  return { name, element: h("div", { class: "field-box" }, h("label", { for: id }, label, star(required)), explained(id, note), input), read };
}

/** What a menu of a form offers; whom it names from the start is chosen. */
function offered(data) {
  const named = new Set((data.default_values ?? []).map((each) => each.id));
  return choices(data).map((each) => ({ ...each, default: each.default ?? named.has(each.value) }));
}

/** The field of a row of a form, as Discord describes it. */
export function field(row) {
  const labelled = row.type === 18;
  const data = labelled ? row.component : row.components?.[0] ?? row;
  const label = (labelled ? row.label : data.label) ?? "";
  const required = data.required !== false;
  const basic = { name: data.custom_id, label, note: row.description, required };
  switch (data.type) {
    case 4:
      return textField({
        ...basic, value: data.value ?? "", long: data.style === 2, least: data.min_length, most: data.max_length ?? 4000, placeholder: data.placeholder,
      });
    case 3: case 5: case 6: case 7: case 8: {
      const [least, most] = [data.min_values ?? 1, data.max_values ?? 1];
      if (most > 1) return tickField({ ...basic, options: offered(data), least, most });
      return choiceField({ ...basic, options: offered(data), required: required && least > 0, placeholder: data.placeholder });
    }
    case 19: return fileField({ ...basic, least: data.min_values ?? 1, most: data.max_values ?? 1 });
    case 21: return tickField({ ...basic, options: data.options ?? [], one: true });
    case 22: return tickField({ ...basic, options: data.options ?? [], least: data.min_values ?? 1, most: data.max_values ?? data.options?.length });
    case 23: return checkField({ ...basic, ticked: data.default });
    default: return { element: h("div", { class: "markup" }, markdown(data.content ?? "")) };
  }
}
