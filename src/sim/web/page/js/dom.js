// Makes elements. Text only ever becomes text: nothing in this page parses HTML.

/** An element: `h("p", { class: "note", onclick: f }, "words", child)`. */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "value") element.value = value;
    else if (value === true) element.setAttribute(name, "");
    else element.setAttribute(name, value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** A link to somewhere else; what is not http(s) is shown, but leads nowhere. */
export function link(url, ...children) {
  const safe = /^https?:\/\//i.test(url);
  return safe ? h("a", { href: url, rel: "noreferrer noopener", target: "_blank" }, ...children) : h("span", {}, ...children);
}

/** A picture made of one path, 24 by 24. */
export function icon(path, label) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "icon");
  if (label) {
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", label);
  } else {
    svg.setAttribute("aria-hidden", "true");
  }
  const shape = document.createElementNS(space, "path");
  shape.setAttribute("d", path);
  svg.append(shape);
  return svg;
}

export const ICONS = {
  hash: "M10.5 3 9.6 8H5v2h4.2l-.7 4H4v2h4.1l-.9 5h2l.9-5h4l-.9 5h2l.9-5H20v-2h-3.5l.7-4H21V8h-3.4l.9-5h-2l-.9 5h-4l.9-5zm.7 7h4l-.7 4h-4z",
  thread: "M4 3h2v8a3 3 0 0 0 3 3h6v-3l6 4.5-6 4.5v-4H9a5 5 0 0 1-5-5z",
  forum: "M3 4h13v9H8l-5 4zm15 4h3v12l-4-3H9v-2h9z",
  reply: "M10 8V4L3 11l7 7v-4c5 0 8 1.5 11 6 0-7-4-12-11-12z",
  edit: "M3 17.3V21h3.8L17.8 9.9l-3.7-3.7zM20.7 7a1 1 0 0 0 0-1.4l-2.3-2.3a1 1 0 0 0-1.4 0l-1.8 1.8 3.7 3.7z",
  more: "M6 10a2 2 0 1 0 0 4 2 2 0 0 0 0-4zm6 0a2 2 0 1 0 0 4 2 2 0 0 0 0-4zm6 0a2 2 0 1 0 0 4 2 2 0 0 0 0-4z",
  smile: "M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20zM8.5 8a1.5 1.5 0 1 1 0 3 1.5 1.5 0 0 1 0-3zm7 0a1.5 1.5 0 1 1 0 3 1.5 1.5 0 0 1 0-3zM7 14h10a5 5 0 0 1-10 0z",
  plus: "M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20zm1 5v4h4v2h-4v4h-2v-4H7v-2h4V7z",
  send: "M3 20v-6l8-2-8-2V4l19 8z",
  file: "M6 2h8l6 6v14H6zm7 1.5V9h5.5z",
  close: "M18.3 5.7 12 12l6.3 6.3-1.4 1.4L10.6 13.4 4.3 19.7 2.9 18.3 9.2 12 2.9 5.7 4.3 4.3l6.3 6.3 6.3-6.3z",
  menu: "M3 6h18v2H3zm0 5h18v2H3zm0 5h18v2H3z",
  director: "M4 6h10v2H4zm14-2h2v6h-2zM4 16h4v2H4zm6-2h2v6h-2zm4 2h6v2h-6zM4 11h16v2H4z",
  sun: "M12 7a5 5 0 1 0 0 10 5 5 0 0 0 0-10zM11 1h2v4h-2zm0 18h2v4h-2zM1 11h4v2H1zm18 0h4v2h-4zM4.2 2.8 7 5.6 5.6 7 2.8 4.2zm14.2 14.2 2.8 2.8-1.4 1.4-2.8-2.8zM2.8 19.8 5.6 17 7 18.4l-2.8 2.8zM17 5.6l2.8-2.8 1.4 1.4L18.4 7z",
  bell: "M12 2a6 6 0 0 0-6 6v5l-2 3v1h16v-1l-2-3V8a6 6 0 0 0-6-6zM9 19a3 3 0 0 0 6 0z",
  bin: "M9 3h6l1 2h4v2H4V5h4zM6 8h12l-1 13H7z",
  down: "M11 4h2v11l4-4 1.4 1.4L12 19l-6.4-6.6L7 11l4 4zM5 20h14v2H5z",
  pause: "M6 4h4v16H6zm8 0h4v16h-4z",
  play: "M7 4v16l13-8z",
  skip: "M5 4v16l9-8zM15 4h3v16h-3z",
  pin: "M14 2 22 10l-2 1-1-.5-4 4 .5 4-1.5 1.5-4.500-4.500L4 21l-1-1 5.500-5.500L4 10l1.500-1.500 4 .500 4-4L13 4z",
};
