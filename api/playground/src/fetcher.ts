import type { Fetcher, FetcherParams } from "@graphiql/toolkit";
import { getOperationAST, parse } from "graphql";
import { config, liveSession, offer, renew, sessions, type Session } from "./session";
import { subscribe } from "./subscription";
import { isTokenPayload } from "./token";
import { isUnauthenticated, post, type Answer } from "./transport";

type Headers = Record<string, string>;

/** GraphiQL's fetcher: sends as the signed-in user and renews an expired token. */
export const fetcher: Fetcher = (params, options) => {
  const typed = (options?.headers ?? {}) as Headers;
  if (kindOf(params) !== "subscription") return answered(params, typed);
  return subscribe(
    params,
    async () => ({ ...authorization(await liveSession()), ...typed }),
    async () => {
      const session = await liveSession();
      return session !== null && (await renew(session)) !== null;
    },
  );
};

async function answered(params: FetcherParams, typed: Headers): Promise<Answer> {
  const session = await liveSession();
  let answer = await send(params, session, typed);
  if (session && isUnauthenticated(answer)) answer = await afterRefusal(params, session, typed, answer);
  offerSession(answer);
  return answer;
}

/** A token may have been revoked: try another, but never run a mutation twice. */
async function afterRefusal(
  params: FetcherParams,
  session: Session,
  typed: Headers,
  answer: Answer,
): Promise<Answer> {
  const renewed = await renew(session);
  return kindOf(params) === "query" ? send(params, renewed, typed) : answer;
}

function send(params: FetcherParams, session: Session | null, typed: Headers): Promise<Answer> {
  return post(config.endpoint, params, { ...authorization(session), ...typed });
}

function authorization(session: Session | null): Headers {
  return session ? { Authorization: `Bearer ${session.token}` } : {};
}

/** Query, mutation or subscription; undefined if the document is ambiguous or malformed. */
function kindOf({ query, operationName }: FetcherParams): string | undefined {
  try {
    return getOperationAST(parse(query), operationName)?.operation;
  } catch {
    return undefined;
  }
}

function offerSession(answer: Answer): void {
  const payload = Object.values(answer.data ?? {}).find(isTokenPayload);
  if (payload && payload.token !== sessions.getState().session?.token) offer(payload);
}
