// The page begins here: who and where from the address, then everything that listens.

import { contextMenus, more, react } from "./acts.js";
import { edit, reply, startComposer } from "./composer.js";
import { reload } from "./commands.js";
import { startDirector } from "./director.js";
import { tick } from "./inline.js";
import { connect, look, on } from "./live.js";
import { bottom, older, startLog } from "./log.js";
import { notice } from "./notice.js";
import { startPeople } from "./people.js";
import { firstPlace, startPlaces } from "./places.js";
import { channel, get, here, me, nameOf, user, watch } from "./store.js";

const typing = new Map();
const newest = new Map();

function readAddress() {
  const [, who, where] = /^#([\w.-]+)\/(\d*)$/.exec(location.hash) ?? [];
  const moved = who !== here.who || where !== here.channel;
  here.who = who ?? here.who;
  here.channel = where || null;
  here.newest = 100;
  document.body.dataset.drawer = "shut";
  if (moved) look();
}

/** Somewhere that is there, whatever the address said. */
function settle() {
  if (!me()) return;
  if (!here.channel || !channel(here.channel)) {
    const first = firstPlace();
    if (first) location.replace(`#${here.who}/${first}`);
  }
}

function showTyping() {
  const now = Date.now();
  const names = [...typing].filter(([, each]) => each.channel === here.channel && each.until > now).map(([id]) => nameOf(user(id)));
  const words = names.length === 0 ? "" : names.length < 3 ? `${names.join(" and ")} ${names.length === 1 ? "is" : "are"} typing…` : "Several people are typing…";
  document.getElementById("typing").textContent = words;
}

function drawers() {
  const open = (which) => {
    document.body.dataset.drawer = document.body.dataset.drawer === which ? "shut" : which;
    document.getElementById("menu-button").setAttribute("aria-expanded", String(document.body.dataset.drawer === "places"));
  };
  document.getElementById("menu-button").addEventListener("click", () => open("places"));
  document.getElementById("veil").addEventListener("click", () => open("shut"));
}

/** The address says who looks and where: it is not for jumping about the page. */
function skipping() {
  document.querySelector(".skip").addEventListener("click", (event) => {
    event.preventDefault();
    document.getElementById("words").focus();
  });
}

readAddress();
skipping();
startPlaces();
startPeople();
startLog({ react, reply, edit, more });
startComposer();
startDirector();
drawers();
contextMenus(document.getElementById("messages"));
document.getElementById("older").addEventListener("click", older);
document.getElementById("to-bottom").addEventListener("click", bottom);
addEventListener("hashchange", readAddress);
let commands = "";
watch((keys, fresh) => {
  settle();
  // The bot has registered, or is gone: what `/` offers changes.
  const now = JSON.stringify(me()?.commands ?? 0);
  if (fresh || now !== commands) reload();
  commands = now;
  // Whoever has said it types no more.
  const said = keys.filter((key) => key.startsWith("message/")).map(get).filter(Boolean);
  for (const message of fresh ? [] : said) if (message.id > (newest.get(message.author.id) ?? "")) {
    newest.set(message.author.id, message.id);
    typing.delete(message.author.id);
  }
  showTyping();
});
on("typing", ({ user_id: id, channel_id: where }) => {
  if (id === me()?.id) return;
  typing.set(id, { channel: where, until: Date.now() + 9000 });
  showTyping();
});
on("refused", (words) => {
  notice(words);
  location.replace("#ada/");
});
on("connected", (up) => {
  document.body.dataset.connected = String(up);
});
setInterval(() => {
  tick();
  showTyping();
}, 5000);
connect();
