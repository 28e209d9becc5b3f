// Who I am on this page, and whom else I can be.

import { h, ICONS, icon } from "./dom.js";
import { face } from "./message.js";
import { openMenu } from "./picker.js";
import { all, guild, here, me, nameOf, role, watch } from "./store.js";
import { currentGuild } from "./places.js";

export function startPeople() {
  watch((keys, fresh) => {
    if (fresh || keys.some((key) => /^(me|user|guild)/.test(key))) redraw();
  });
  document.getElementById("me").addEventListener("click", (event) => change(event.currentTarget));
  theme();
}

/** What somebody may do, in a few words. */
function standing(person) {
  if (person.owns_bot) return "owns the bot";
  const names = (person.roles ?? []).map((id) => role(id)?.name).filter((name) => name && name !== "@everyone");
  return names.length ? names.join(", ") : "no role";
}

function redraw() {
  const mine = me();
  if (!mine) return;
  document.getElementById("me").replaceChildren(face(mine),
    h("span", { class: "me-words" }, h("strong", {}, nameOf(mine)), h("span", { class: "muted" }, standing(mine))),
    h("span", { class: "caret", "aria-hidden": "true" }, "⌃"));
  document.getElementById("me").setAttribute("aria-label", `You are ${nameOf(mine)}, ${standing(mine)}. Be somebody else`);
  const list = all("user").filter((each) => each.in.includes(currentGuild()?.id));
  document.getElementById("people-count").textContent = guild(currentGuild()?.id) ? `${list.length} members` : "";
}

function change(anchor) {
  const people = all("user").filter((each) => !each.bot);
  openMenu(anchor, "Be somebody else", people.map((each) => ({
    words: `${each.id === me().id ? "● " : "○ "}${nameOf(each)} — ${standing(each)}`,
    act: () => {
      location.hash = `#${each.username}/${here.channel ?? ""}`;
    },
  })));
}

/** Light or dark: as the system has it, until somebody says otherwise. */
function theme() {
  const button = document.getElementById("theme");
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const show = () => {
    const chosen = localStorage.getItem("theme") ?? (dark.matches ? "dark" : "light");
    document.documentElement.dataset.theme = chosen;
    button.replaceChildren(icon(ICONS.sun));
    button.setAttribute("aria-label", chosen === "dark" ? "Light theme" : "Dark theme");
    button.title = button.getAttribute("aria-label");
  };
  button.addEventListener("click", () => {
    localStorage.setItem("theme", document.documentElement.dataset.theme === "dark" ? "light" : "dark");
    show();
  });
  dark.addEventListener("change", show);
  show();
}
