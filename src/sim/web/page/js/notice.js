// What the page itself has to say: refusals, and presses that failed.

import { h } from "./dom.js";

const failures = new Map();
let refresh = () => {};

/** Shows a sentence for a while, and lets screen readers say it at once. */
export function notice(words, kind = "error") {
  const place = document.getElementById("notices");
  const note = h("div", { class: `notice ${kind}` }, h("span", {}, words),
    h("button", { type: "button", "aria-label": "Dismiss", onclick: () => note.remove() }, "✕"));
  place.append(note);
  while (place.children.length > 3) place.firstChild.remove();
  setTimeout(() => note.remove(), 12000);
}

/** Shows what went wrong. */
export function fail(error) {
  notice(error.message);
}

/** Does something; a refusal is shown. Whether it went well. */
export async function attempt(act) {
  try {
    await act();
    return true;
  } catch (error) {
    fail(error);
    return false;
  }
}

/** Says aloud what nobody who looks needs to be told. */
export function announce(words) {
  const place = document.getElementById("announcer");
  place.append(h("div", {}, words));
  while (place.children.length > 5) place.firstChild.remove();
}

/** Notes that a press on a message failed, or no longer did. */
export function failed(message, words) {
  if (words) failures.set(message, words);
  else if (!failures.delete(message)) return;
  refresh(message);
}

export const failureOf = (message) => failures.get(message);

/** Who draws a message anew. */
export function onFailure(draw) {
  refresh = draw;
}
