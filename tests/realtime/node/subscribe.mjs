// Subscribes by a client's own library and writes what happens, one JSON object a line.
//
//   node subscribe.mjs sse|ws PORT TOKEN QUERY
//
// When a client has to come back it goes on after the last event that it got, as an app would.
import { createInterface } from "node:readline";
import { createClient as createEvents } from "graphql-sse";
import { createClient as createSocket } from "graphql-ws";
import WebSocket from "ws";

const [way, port, firstToken, query] = process.argv.slice(2);
// For a minute at least: a server may take long to start.
const retryAttempts = 600;
const retry = () => new Promise((resolve) => setTimeout(resolve, 100));
let after = "";
let token = firstToken;

const signedIn = () => (token ? { Authorization: `Bearer ${token}` } : {});
const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);
const note = (result) => {
  const field = Object.values(result.data ?? {})[0];
  if (field?.eventId) after = field.eventId;
  say(result);
};

const sink = {
  next: note,
  error: (error) => say({ error: error.message ?? error.reason ?? error }),
  complete: () => say({ complete: true }),
};

function bySse() {
  const client = createEvents({
    url: `http://127.0.0.1:${port}/graphql/`,
    retryAttempts,
    retry,
    headers: () => ({
      ...signedIn(),
      ...(after ? { "Last-Event-ID": after } : {}),
    }),
    on: { connected: (again) => say({ connected: again }) },
  });
  client.subscribe({ query }, sink);
}

function byWs() {
  const variables = {};
  const client = createSocket({
    url: `ws://127.0.0.1:${port}/graphql/`,
    webSocketImpl: WebSocket,
    retryAttempts,
    shouldRetry: () => true,
    retryWait: retry,
    connectionParams: signedIn,
    on: {
      connected: (_, payload, again) => {
        after ||= payload.eventId;
        say({ connected: again });
      },
      closed: (event) => say({ closed: event.code }),
    },
  });
  // Read anew whenever the client subscribes again.
  Object.defineProperty(variables, "after", { enumerable: true, get: () => after || null });
  client.subscribe({ query, variables }, sink);
}

createInterface({ input: process.stdin }).on("line", (line) => {
  token = line;
});
(way === "sse" ? bySse : byWs)();
