// What a message has besides words: embeds, files, polls, reactions.

import { fileAddress, person } from "./api.js";
import { ICONS, h, icon, link } from "./dom.js";
import { inline } from "./inline.js";
import { markdown } from "./markdown.js";
import { nameOf, user } from "./store.js";
import { attempt } from "./notice.js";

/** An embed. */
export function embed(message, data) {
  const card = h("article", { class: "embed", "aria-label": data.title ?? "Embed" });
  if (data.color) card.style.borderLeftColor = `#${data.color.toString(16).padStart(6, "0")}`;
  const body = h("div", { class: "embed-body" });
  if (data.author?.name) body.append(h("div", { class: "embed-author" }, data.author.name));
  if (data.title) {
    const title = inline(data.title);
    body.append(h("h3", { class: "embed-title" }, data.url ? link(data.url, title) : title));
  }
  if (data.description) body.append(h("div", { class: "embed-text markup" }, markdown(data.description)));
  if (data.fields?.length) {
    const fields = data.fields.map((field) =>
      h("div", { class: field.inline ? "field inline" : "field" },
        h("div", { class: "field-name" }, inline(field.name)),
        h("div", { class: "field-value markup" }, markdown(field.value))));
    body.append(h("div", { class: "fields" }, fields));
  }
  if (data.image?.url) body.append(picture(message, data.image, data.title ?? "Picture"));
  if (data.footer?.text || data.timestamp) {
    const parts = [data.footer?.text, data.timestamp && new Date(data.timestamp).toLocaleString("en")].filter(Boolean);
    body.append(h("div", { class: "embed-footer" }, parts.join(" • ")));
  }
  card.append(body);
  if (data.thumbnail?.url) card.append(h("div", { class: "thumbnail" }, picture(message, data.thumbnail, "Thumbnail")));
  return card;
}

function picture(message, media, label) {
  const url = fileAddress(message, media.url, media.filename);
  const image = h("img", { src: url, alt: media.description ?? label, loading: "lazy" });
  if (media.width && media.height) {
    const scale = Math.min(1, 420 / media.width, 300 / media.height);
    image.width = Math.round(media.width * scale);
    image.height = Math.round(media.height * scale);
  }
  // What cannot be loaded is told by its words: the page loads nothing from elsewhere.
  image.addEventListener("error", () => image.replaceWith(h("span", { class: "no-picture" }, `🖼️ ${image.alt}`)));
  return h("a", { href: url, target: "_blank", rel: "noreferrer noopener", class: "picture" }, image);
}

const PICTURES = /^image\/(png|jpeg|gif|webp)/;

/** The files of a message. */
export function files(message) {
  return (message.attachments ?? []).map((file) => {
    if (PICTURES.test(file.content_type ?? "")) {
      return h("figure", { class: "attachment" }, picture(message, file, file.filename));
    }
    const url = fileAddress(message, file.url, file.filename);
    return h("div", { class: "file" },
      icon(ICONS.file),
      h("div", { class: "file-words" },
        h("a", { href: url, target: "_blank", rel: "noreferrer", download: file.filename }, file.filename),
        h("div", { class: "muted" }, size(file.size), file.description ? ` — ${file.description}` : "")),
      icon(ICONS.down));
  });
}

/** `3.2 KB` */
export function size(bytes) {
  if (bytes < 1024) return `${bytes} bytes`;
  return bytes < 1048576 ? `${(bytes / 1024).toFixed(1)} KB` : `${(bytes / 1048576).toFixed(1)} MB`;
}

/** A poll as it stands. */
export function poll(data) {
  const counts = new Map((data.results?.answer_counts ?? []).map((each) => [each.id, each.count]));
  const rows = (data.answers ?? []).map((answer) =>
    h("li", {}, answer.poll_media?.text ?? "", h("span", { class: "muted" }, ` ${counts.get(answer.answer_id) ?? 0}`)));
  return h("section", { class: "poll", "aria-label": "Poll" },
    h("h3", {}, data.question?.text ?? "Poll"), h("ul", {}, rows));
}

/** Who reacted with what; pressing one joins in or takes it back. */
export function reactions(message) {
  if (!message.reactions?.length) return null;
  const row = message.reactions.map((each) => {
    const emoji = each.emoji.name;
    const names = each.users.map((id) => nameOf(user(id))).join(", ");
    const press = () => attempt(() => person.react(message.id, emoji, !each.me));
    return h("button", {
      type: "button", class: each.me ? "reaction mine" : "reaction", onclick: press, title: names,
      "aria-pressed": String(each.me), "aria-label": `${emoji}, ${each.count}: ${names}`,
    }, h("span", {}, emoji), h("span", { class: "count" }, String(each.count)));
  });
  return h("div", { class: "reactions" }, row);
}
