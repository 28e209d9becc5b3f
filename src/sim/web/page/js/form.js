// Dialogues: the forms that the bot opens, and the page's own questions.

import { person } from "./api.js";
import { choices } from "./components.js";
import { h } from "./dom.js";
import { markdown } from "./markdown.js";

/** Opens a dialogue; `send(values)` may refuse by throwing, and then it stays open with the sentence. */
export function dialogue({ title, note, fields, action = "Submit", danger, send }) {
  const error = h("p", { class: "form-error", role: "alert" });
  const submit = h("button", { type: "submit", class: danger ? "button danger" : "button primary" }, action);
  const form = h("form", { method: "dialog", novalidate: true },
    h("header", {}, h("h2", { id: "dialogue-title" }, title),
      h("button", { type: "button", class: "plain", "aria-label": "Close", onclick: () => box.close() }, "✕")),
    note ? h("p", { class: "muted" }, note) : null,
    h("div", { class: "form-fields" }, fields.map((field) => field.element)), error,
    h("footer", {}, h("button", { type: "button", class: "button plain", onclick: () => box.close() }, "Cancel"), submit));
  const box = h("dialog", { "aria-labelledby": "dialogue-title" }, form);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    error.textContent = "";
    submit.setAttribute("aria-busy", "true");
    try {
      await send(Object.fromEntries(fields.filter((field) => field.name).map((field) => [field.name, field.read()])));
      box.close();
    } catch (refused) {
      error.textContent = refused.message;
    } finally {
      submit.removeAttribute("aria-busy");
    }
  });
  box.addEventListener("close", () => box.remove());
  document.body.append(box);
  box.showModal();
  (form.querySelector("input, textarea, select") ?? submit).focus();
  return box;
}

/** A field to write in. */
export function textField({ name, label, value = "", long = false, required = false, least, most, placeholder, note }) {
  const id = `field-${name}`;
  const input = h(long ? "textarea" : "input", {
    id, placeholder, required, rows: long ? "5" : null, "aria-describedby": note ? `${id}-note` : null,
  });
  if (!long) input.type = "text";
  input.value = value;
  const counter = h("span", { class: "counter muted", "aria-hidden": "true" });
  const count = () => {
    const length = [...input.value].length;
    counter.textContent = most ? `${length}/${most}` : "";
    counter.classList.toggle("over", Boolean(most) && length > most);
  };
  input.addEventListener("input", count);
  count();
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
    h("label", { for: id }, label, required ? h("span", { class: "required", "aria-hidden": "true" }, " *") : null),
    note ? h("p", { id: `${id}-note`, class: "muted" }, note) : null, input, counter);
  return { name, element, read };
}

/** A field to choose from. */
function choiceField({ name, label, options, required, many }) {
  const id = `field-${name}`;
  const rows = options.map((each) => h("option", { value: each.value, selected: each.default }, each.label));
  const input = h("select", { id, required, multiple: many }, many || required ? null : h("option", { value: "" }, ""), rows);
  const read = () => [...input.selectedOptions].map((each) => each.value).filter(Boolean);
  return { name, element: h("div", { class: "field-box" }, h("label", { for: id }, label), input), read };
}

function field(row) {
  const labelled = row.type === 18;
  const data = labelled ? row.component : row.components?.[0] ?? row;
  const label = (labelled ? row.label : data.label) ?? "";
  switch (data.type) {
    case 4:
      return textField({
        name: data.custom_id, label, value: data.value ?? "", long: data.style === 2, required: data.required !== false,
        least: data.min_length, most: data.max_length ?? 4000, placeholder: data.placeholder, note: row.description,
      });
    case 3: case 5: case 6: case 7: case 8:
      return choiceField({
        name: data.custom_id, label, options: choices(data), required: data.required !== false, many: (data.max_values ?? 1) > 1,
      });
    default: return { element: h("div", { class: "markup" }, markdown(data.content ?? "")) };
  }
}

/** Opens the form that an interaction brought. */
export function openForm(outcome) {
  const fields = (outcome.modal.components ?? []).map(field);
  dialogue({
    title: outcome.modal.title ?? "Form", fields,
    send: async (values) => {
      const filled = Object.fromEntries(Object.entries(values).filter(([, value]) => value.length));
      const answer = await person.submit(outcome.interaction, filled);
      if (answer.error) throw new Error("Something went wrong. Try again.");
      if (answer.modal) openForm(answer);
    },
  });
}

/** Asks before something that cannot be undone. */
export function confirm({ title, note, action, send }) {
  dialogue({ title, note, fields: [], action, danger: true, send });
}
