// Files on their way up: how big they may be, and how they travel.

import { size } from "./parts.js";

const BIGGEST = 10 * 1024 * 1024;

/** What is said of a file that is too big; nothing of another. */
export function tooBig(file) {
  return file.size > BIGGEST ? `Your files are too powerful. The maximum file size is 10 MB, and ${file.name} has ${size(file.size)}.` : null;
}

/** A file as the control API takes it. */
export async function encoded(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = "";
  for (let at = 0; at < bytes.length; at += 32768) text += String.fromCharCode(...bytes.subarray(at, at + 32768));
  return { filename: file.name, base64: btoa(text), content_type: file.type || undefined };
}
