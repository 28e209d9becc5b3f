// What this person sees, as the server last told it: one map of things by key (`channel/123`).

const things = new Map();
const listeners = new Set();

/** The choice that the address bar keeps: who I am, and where. */
export const here = { who: "ada", channel: null, newest: 100 };

/** Takes what has changed, and tells everybody which keys. */
export function apply({ fresh, set = {}, gone = [] }) {
  if (fresh) things.clear();
  for (const key of gone) things.delete(key);
  for (const [key, value] of Object.entries(set)) things.set(key, value);
  const touched = [...Object.keys(set), ...gone];
  for (const listener of listeners) listener(touched, Boolean(fresh));
}

/** Calls `listener(keys, fresh)` after each change. */
export function watch(listener) {
  listeners.add(listener);
}

export const get = (key) => things.get(key);
export const me = () => things.get("me");
export const user = (id) => things.get(`user/${id}`);
export const channel = (id) => things.get(`channel/${id}`);
export const guild = (id) => things.get(`guild/${id}`);

/** All things of a kind, in the order of their ids. */
export function all(kind) {
  const prefix = `${kind}/`;
  const found = [];
  for (const [key, value] of things) if (key.startsWith(prefix)) found.push(value);
  return found.sort((a, b) => compareIds(a.id, b.id));
}

/** Ids are numbers too long for a number. */
export function compareIds(a, b) {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}

/** What a person is called. */
export function nameOf(who) {
  if (!who) return "somebody";
  const known = user(who.id);
  return known?.nick ?? known?.display ?? who.global_name ?? who.username;
}

/** A role by its id. */
export function role(id) {
  for (const guild of all("guild")) {
    const found = guild.roles.find((role) => role.id === id);
    if (found) return found;
  }
  return undefined;
}

/** The threads of a channel, the newest first. */
export function threadsOf(id) {
  return all("channel").filter((each) => each.thread_metadata && each.parent_id === id).reverse();
}

/** What a channel is called where it is listed. */
export function title(place) {
  if (!place) return "";
  if (place.type === 1) return place.recipients?.map(nameOf).join(", ") || "Direct message";
  return place.name;
}
