// The live connection: what is seen, typed and sent, as it changes. It comes back by itself.

import { apply, here } from "./store.js";

const handlers = new Map();
let socket = null;
let wait = 100;

/** Calls `handler` for each message of a kind: `typing`, `ping`, `wire`, `stage`, `refused`, `connected`. */
export function on(kind, handler) {
  handlers.set(kind, [...(handlers.get(kind) ?? []), handler]);
}

function tell(kind, data) {
  for (const handler of handlers.get(kind) ?? []) handler(data);
}

/** Says who is looking and where. */
export function look() {
  if (socket?.readyState === WebSocket.OPEN) {
    socket.send(JSON.stringify({ as: here.who, channel: here.channel, newest: here.newest }));
  }
}

export function connect() {
  socket = new WebSocket(`ws://${location.host}/live`);
  socket.onopen = () => {
    wait = 100;
    tell("connected", true);
    look();
  };
  socket.onmessage = ({ data }) => {
    const message = JSON.parse(data);
    if (message.set || message.gone) apply(message);
    for (const kind of ["typing", "ping", "wire", "stage", "refused"]) {
      if (message[kind] !== undefined) tell(kind, message[kind]);
    }
  };
  socket.onclose = () => {
    tell("connected", false);
    setTimeout(connect, wait);
    wait = Math.min(wait * 2, 3000);
  };
}
