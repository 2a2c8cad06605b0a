import type { FetcherParams } from "@graphiql/toolkit";
import { createClient, NetworkError } from "graphql-sse";
import { config } from "./session";
import { isUnauthenticated, type Answer } from "./transport";

type Headers = Record<string, string>;

/**
 * The events of a subscription, over server-sent events in the distinct connections mode of graphql-sse.
 *
 * `headers` is called for every new connection, which resumes after the last event whose
 * `eventId` was selected. A stream ends with its token; `renewed` returns whether there is a new one.
 */
export function subscribe(
  { query, operationName, variables }: FetcherParams,
  headers: () => Promise<Headers>,
  renewed: () => Promise<boolean>,
): AsyncIterableIterator<Answer> {
  let last: string | undefined;
  const client = createClient({
    url: config.endpoint,
    headers: async () => ({ ...(last ? { "Last-Event-ID": last } : {}), ...(await headers()) }),
  });
  const begin = () =>
    client.iterate<Record<string, unknown>>({
      query,
      operationName: operationName ?? undefined,
      variables: variables as Record<string, unknown>,
    }) as AsyncIterableIterator<Answer>;
  let events = begin();
  let mayRenew = true;

  const next = async (): Promise<IteratorResult<Answer>> => {
    const result = await events.next().catch(refusal);
    if (result.done) return result;
    if (isUnauthenticated(result.value) && mayRenew && (await renewed())) {
      mayRenew = false;
      events = begin();
      return next();
    }
    mayRenew = true;
    last = eventId(result.value) ?? last;
    return result;
  };
  // No generator: its end would wait for an event that may never come.
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    next,
    return: async () => {
      client.dispose();
      return { value: undefined, done: true };
    },
  };
}

function eventId(answer: Answer): string | undefined {
  const [payload] = Object.values(answer.data ?? {}) as ({ eventId?: string } | null)[];
  return payload?.eventId;
}

/** The server's response to a subscription that it does not serve; other errors are rethrown. */
async function refusal(error: unknown): Promise<IteratorResult<Answer>> {
  if (error instanceof NetworkError && error.response instanceof Response) {
    const text = await error.response.text();
    if (text.startsWith("{")) return { value: JSON.parse(text) as Answer, done: false };
  }
  throw error;
}
