// Dialogues: the forms that the bot opens, and the page's own questions.

import { person } from "./api.js";
import { h } from "./dom.js";
import { field } from "./fields.js";

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
      const values = {};
      for (const field of fields.filter((field) => field.name)) values[field.name] = await read(field);
      await send(values);
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

/** What stands in a field; in one that is not right the keyboard goes on. */
async function read(field) {
  try {
    return await field.read();
  } catch (refused) {
    field.element.querySelector("input, textarea, select").focus();
    throw refused;
  }
}

/** Opens the form that an interaction brought. */
export function openForm(outcome) {
  const fields = (outcome.modal.components ?? []).map(field);
  dialogue({
    title: outcome.modal.title ?? "Form", fields,
    send: async (values) => {
      const answer = await person.submit(outcome.interaction, values);
      if (answer.error) throw new Error("Something went wrong. Try again.");
      if (answer.modal) openForm(answer);
    },
  });
}

/** Asks before something that cannot be undone. */
export function confirm({ title, note, action, send }) {
  dialogue({ title, note, fields: [], action, danger: true, send });
}
