// The live connections: what is seen and typed, from the control API, and what the director looks at.
// Each comes back by itself.

import { apply, here } from "./store.js";

const handlers = new Map();
let eyes = null;

/** Calls `handler` for each message of a kind: `typing`, `wire`, `stage`, `refused`, `connected`. */
export function on(kind, handler) {
  handlers.set(kind, [...(handlers.get(kind) ?? []), handler]);
}

function tell(kind, data) {
  for (const handler of handlers.get(kind) ?? []) handler(data);
}

/** Says who is looking and where. */
export function look() {
  if (eyes?.readyState === WebSocket.OPEN) {
    eyes.send(JSON.stringify({ as: here.who, channel: here.channel, newest: here.newest }));
  }
}

function keep(path, hear, turn = () => {}) {
  let wait = 100;
  const open = () => {
    const socket = new WebSocket(`ws://${location.host}${path}`);
    socket.onopen = () => {
      wait = 100;
      turn(socket);
    };
    socket.onmessage = ({ data }) => hear(JSON.parse(data));
    socket.onclose = () => {
      turn(null);
      setTimeout(open, wait);
      wait = Math.min(wait * 2, 3000);
    };
  };
  open();
}

function hear(message) {
  if (message.set || message.gone) apply(message);
  for (const kind of ["typing", "wire", "stage", "refused"]) if (message[kind] !== undefined) tell(kind, message[kind]);
}

export function connect() {
  keep("/control/live", hear, (socket) => {
    eyes = socket;
    tell("connected", socket !== null);
    look();
  });
  keep("/director/live", hear);
}
