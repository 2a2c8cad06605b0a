import type { SubscriptionForwarder } from "urql";
import { createClient } from "graphql-ws";
import { config } from "../config";
import { renewSession } from "./session";

const FORBIDDEN = 4403;
const LONGEST_PAUSE = 30_000;

/** Says "gap" when events may have been missed: what they would have changed is to be read again. */
export const live = new EventTarget();

const socket = createClient({
  url: () => new URL(config.endpoint, location.href.replace(/^http/, "ws")).href,
  // Reconnecting is done below, which resumes after the last event.
  retryAttempts: 0,
});

/** Subscriptions over one WebSocket, resumed after the last event whenever it was interrupted. */
export const forwardSubscription: SubscriptionForwarder = ({ query, variables }) => ({
  subscribe(sink) {
    let last: string | undefined;
    let pause = 500;
    let stop = () => {};
    let timer = 0;

    const connect = () => {
      const payload = { query: query ?? "", variables: { ...variables, after: last } };
      stop = socket.subscribe<Record<string, unknown>>(payload, {
        next(answer) {
          last = eventId(answer) ?? last;
          pause = 500;
          sink.next(answer as Parameters<typeof sink.next>[0]);
        },
        error: (cause) => void reconnect(cause),
        complete: () => void reconnect(null),
      });
    };
    const reconnect = async (cause: unknown) => {
      if (timer < 0) return;
      if (isForbidden(cause) && !(await renewSession(Date.now()))) return;
      // An answer with errors: the stream cannot be resumed there. Begin anew.
      if (Array.isArray(cause)) last = undefined;
      if (!last) live.dispatchEvent(new Event("gap"));
      timer = window.setTimeout(connect, pause);
      pause = Math.min(2 * pause, LONGEST_PAUSE);
    };
    connect();
    return {
      unsubscribe() {
        clearTimeout(timer);
        timer = -1;
        stop();
      },
    };
  },
});

function eventId(answer: { data?: Record<string, unknown> | null }): string | undefined {
  const [event] = Object.values(answer.data ?? {}) as ({ eventId?: string } | null)[];
  return event?.eventId;
}

function isForbidden(cause: unknown): boolean {
  if (cause instanceof CloseEvent) return cause.code === FORBIDDEN;
  return Array.isArray(cause) && cause[0]?.extensions?.code === "UNAUTHENTICATED";
}
