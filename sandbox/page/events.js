// The stream of events: opened before the state is loaded, so that nothing falls between the two, and opened again whenever it breaks.

import { apply, changed, load, state } from "./state.js";

const RETRY_MS = 1500;

let waiting = []; // Events that came while the state was being loaded; null when it is loaded.

export function connect() {
  waiting = [];
  const source = new EventSource("/sandbox/events");
  source.onmessage = ({ data }) => receive(JSON.parse(data));
  source.onopen = () => refresh(source);
  source.onerror = () => again(source);
}

function receive(event) {
  if (waiting) waiting.push(event);
  else apply(event);
}

async function refresh(source) {
  try {
    await load();
  } catch {
    again(source);
    return;
  }
  if (source.readyState === EventSource.CLOSED) return;
  for (const event of waiting) apply(event);
  waiting = null;
  setOnline(true);
}

// The browser would retry by itself, but not after an answer such as 502, and a server that was started anew knows other chats:
// a new stream with a new load is right in every case.
function again(source) {
  if (source.readyState === EventSource.CLOSED && source.givenUp) return;
  source.givenUp = true;
  source.close();
  setOnline(false);
  setTimeout(connect, RETRY_MS);
}

function setOnline(online) {
  state.online = online;
  changed();
}
