// Buttons, menus and the newer layout components of a message, and what pressing them leads to.

import { fileAddress, person } from "./api.js";
import { h, link } from "./dom.js";
import { openForm } from "./form.js";
import { markdown } from "./markdown.js";
import { fail, failed } from "./notice.js";
import { pick } from "./picker.js";
import { all, nameOf, title } from "./store.js";

const STYLES = { 1: "primary", 2: "secondary", 3: "success", 4: "danger", 5: "link", 6: "primary" };
const MENUS = { 3: "text", 5: "user", 6: "role", 7: "mentionable", 8: "channel" };

/** All components of a message. */
export function components(message) {
  return (message.components ?? []).map((each) => component(message, each));
}

function component(message, data) {
  const inner = () => (data.components ?? []).map((each) => component(message, each));
  switch (data.type) {
    case 1: return h("div", { class: "row" }, inner());
    case 2: return button(message, data);
    case 3: case 5: case 6: case 7: case 8: return menu(message, data);
    case 9: return h("div", { class: "section" }, h("div", {}, inner()), data.accessory ? component(message, data.accessory) : null);
    case 10: return h("div", { class: "markup" }, markdown(data.content ?? ""));
    case 11: return image(message, data);
    case 12: return h("div", { class: "gallery" }, (data.items ?? []).map((each) => image(message, each)));
    case 14: return h("hr", {});
    case 17: return container(data, inner());
    default: return h("span", { class: "muted" }, `(component ${data.type})`);
  }
}

function container(data, inner) {
  const box = h("div", { class: "container" }, inner);
  if (data.accent_color) box.style.borderLeftColor = `#${data.accent_color.toString(16).padStart(6, "0")}`;
  return box;
}

function image(message, data) {
  const url = fileAddress(message, data.media?.url);
  return h("img", { src: url, alt: data.description ?? "Picture", loading: "lazy" });
}

function label(data) {
  return [data.emoji?.name ? h("span", { class: "emoji" }, data.emoji.name) : null, data.label ? h("span", {}, data.label) : null];
}

function button(message, data) {
  const shape = `button ${STYLES[data.style] ?? "secondary"}`;
  if (data.style === 5) {
    const out = link(data.url ?? "", label(data), h("span", { class: "leaves", "aria-hidden": "true" }, "↗\uFE0E"));
    out.className = shape;
    return out;
  }
  const press = (event) => use(message, event.currentTarget, () => person.click(message.id, data.custom_id));
  return h("button", {
    type: "button", class: shape, disabled: data.disabled, onclick: press, "data-custom-id": data.custom_id,
    "aria-label": data.label ? null : data.emoji?.name,
  }, label(data));
}

/** Uses a component: it waits, and what comes of it is shown. */
async function use(message, element, act) {
  if (element.getAttribute("aria-busy")) return;
  element.setAttribute("aria-busy", "true");
  failed(message.id, null);
  try {
    const outcome = await act();
    if (outcome.modal) openForm(outcome);
    else if (outcome.error) failed(message.id, "This interaction failed");
  } catch (error) {
    fail(error);
  } finally {
    element.removeAttribute("aria-busy");
  }
}

function menu(message, data) {
  const options = choices(data);
  const chosen = options.filter((each) => each.default);
  const words = chosen.length ? chosen.map((each) => each.label).join(", ") : data.placeholder ?? "Make a selection";
  const most = data.max_values ?? 1;
  const open = (event) => {
    const element = event.currentTarget;
    const send = (values) => use(message, element, () => person.select(message.id, data.custom_id, values));
    pick({ anchor: element, label: data.placeholder ?? "Choose", options, most, least: data.min_values ?? 1, done: send });
  };
  return h("button", {
    type: "button", class: chosen.length ? "select" : "select empty", disabled: data.disabled, onclick: open,
    "aria-haspopup": "listbox", "data-custom-id": data.custom_id,
  }, h("span", {}, words), h("span", { class: "caret", "aria-hidden": "true" }, "⌄"));
}

/** What a menu offers: its own options, or people, roles and channels. */
export function choices(data) {
  const kind = MENUS[data.type];
  const roles = () => all("guild").flatMap((guild) => guild.roles).filter((role) => role.name !== "@everyone")
    .map((role) => ({ label: `@${role.name}`, value: role.id }));
  const people = () => all("user").map((each) => ({ label: nameOf(each), value: each.id, description: each.username }));
  const allowed = (place) => !data.channel_types?.length || data.channel_types.includes(place.type);
  switch (kind) {
    case "user": return people();
    case "role": return roles();
    case "mentionable": return [...people(), ...roles()];
    case "channel": return all("channel").filter(allowed).map((each) => ({ label: `#${title(each)}`, value: each.id }));
    default: return (data.options ?? []).map((each) => ({ ...each, emoji: each.emoji?.name }));
  }
}
