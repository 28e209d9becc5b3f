// The director's panel: the bot's life, the scenario's clock, faults, and what goes over the wire.

import { get as ask, post, remove } from "./api.js";
import { h, ICONS, icon } from "./dom.js";
import { on } from "./live.js";
import { attempt, notice } from "./notice.js";
import { startWire } from "./wire.js";

const find = (id) => document.getElementById(id);
let stage = {};

export function startDirector() {
  on("stage", (told) => {
    stage = told;
    redraw();
  });
  find("director-toggle").addEventListener("click", () => toggle());
  find("director-close").addEventListener("click", () => toggle(false));
  find("bot-kill").addEventListener("click", () => attempt(() => post("/director/bot", { do: "kill" })));
  find("bot-start").addEventListener("click", () => attempt(() => post("/director/bot", { do: "start" })));
  find("pause").addEventListener("click", () => attempt(() => clock({ paused: !stage.clock.paused })));
  for (const button of document.querySelectorAll("[data-speed]")) {
    button.addEventListener("click", () => attempt(() => clock({ speed: Number(button.dataset.speed), paused: false })));
  }
  find("next").addEventListener("click", () => attempt(() => clock({ skip: true })));
  for (const button of document.querySelectorAll("[data-fault]")) button.addEventListener("click", () => strike(button.dataset.fault));
  find("scenario").addEventListener("change", (event) => {
    const name = event.target.value;
    attempt(() => post("/director/scenario", { name })).then((done) => done && notice(`The next session plays “${name}”.`, "good"));
  });
  const wide = matchMedia("(min-width: 1100px)").matches;
  toggle(localStorage.getItem("director") ? localStorage.getItem("director") === "open" && wide : wide, false);
  scenarios();
  startWire();
}

const clock = (change) => post("/control/jules/clock", change);

function toggle(open = document.body.dataset.director !== "open", remember = true) {
  document.body.dataset.director = open ? "open" : "shut";
  find("director-toggle").setAttribute("aria-expanded", String(open));
  find("director").hidden = !open;
  if (remember) localStorage.setItem("director", open ? "open" : "shut");
}

async function scenarios() {
  try {
    const { scenarios } = await ask("/director/scenarios");
    find("scenario").replaceChildren(...scenarios.map((each) => h("option", { value: each.name, title: each.about }, each.name)));
    find("scenario").dataset.abouts = JSON.stringify(Object.fromEntries(scenarios.map((each) => [each.name, each.about])));
    redraw();
  } catch {
    // The panel says so itself: it stays empty, and the page reconnects.
  }
}

const FAULTS = {
  gateway: { act: () => post("/control/gateway", { action: "drop" }), says: "The gateway connection was cut. The bot resumes." },
  storm: {
    act: () => post("/control/faults", { method: "POST", path: "/messages", times: 8, failure: { status: 429 }, retry_after: 1.5, scope: "user" }),
    says: "The next 8 posts are answered 429.",
  },
};

async function strike(name) {
  if (name === "jules") {
    const down = stage.faults?.jules > 0;
    return attempt(() => (down ? remove("/control/jules/faults") : post("/control/jules/faults", { count: 1000000, fault: { status: 503 } })));
  }
  if (name === "clear") {
    return attempt(async () => {
      await remove("/control/faults");
      await remove("/control/jules/faults");
    });
  }
  if (await attempt(FAULTS[name].act)) notice(FAULTS[name].says, "good");
}

const LIVES = { starting: "starting…", running: "running", dead: "dead" };

function redraw() {
  const { bot, clock: time, faults, scenario } = stage;
  find("bot-card").hidden = !bot;
  if (bot) {
    find("bot-card").dataset.life = bot.life;
    find("bot-life").textContent = `${LIVES[bot.life]}${bot.pid ? ` · process ${bot.pid}` : ""}${bot.lives > 1 ? ` · life ${bot.lives}` : ""}`;
    find("bot-why").textContent = bot.why ?? "";
    find("bot-kill").disabled = bot.life === "dead";
    find("bot-start").disabled = bot.life !== "dead";
  }
  if (time) {
    find("pause").replaceChildren(icon(time.paused ? ICONS.play : ICONS.pause), h("span", {}, time.paused ? "Go on" : "Pause"));
    find("pause").setAttribute("aria-pressed", String(time.paused));
    for (const button of document.querySelectorAll("[data-speed]")) {
      button.setAttribute("aria-pressed", String(!time.paused && Number(button.dataset.speed) === time.speed));
    }
    find("next-words").textContent = time.next ? `Next, ${time.next}` : "Nothing is planned: it waits for people.";
    find("next").disabled = !time.next;
  }
  if (faults) {
    const down = faults.jules > 0;
    find("jules-fault").setAttribute("aria-pressed", String(down));
    find("jules-fault").lastElementChild.textContent = down ? "Jules up again" : "Jules down";
    const words = [down ? "Jules answers 503." : null, faults.discord ? `${faults.discord} Discord call${faults.discord === 1 ? "" : "s"} still to fail.` : null];
    find("fault-words").textContent = words.filter(Boolean).join(" ");
    find("faults-clear").hidden = !down && !faults.discord;
  }
  if (scenario && document.activeElement !== find("scenario")) find("scenario").value = scenario;
  const abouts = JSON.parse(find("scenario").dataset.abouts ?? "{}");
  find("scenario-about").textContent = abouts[scenario] ?? "";
}
