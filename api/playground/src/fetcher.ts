import type { Fetcher, FetcherParams } from "@graphiql/toolkit";
import { getOperationAST, parse } from "graphql";
import { config, liveSession, offer, renew, sessions, type Session } from "./session";
import { isTokenPayload } from "./token";
import { isUnauthenticated, post, type Answer } from "./transport";

type Headers = Record<string, string>;

/** GraphiQL's way to the server: as the person signed in, whose token is renewed when it ends. */
export const fetcher: Fetcher = async (params, options) => {
  const typed = (options?.headers ?? {}) as Headers;
  const session = await liveSession();
  let answer = await send(params, session, typed);
  if (session && isUnauthenticated(answer)) answer = await afterRefusal(params, session, typed, answer);
  offerSession(answer);
  return answer;
};

/** A token may have been revoked: try another, but never run a mutation twice. */
async function afterRefusal(
  params: FetcherParams,
  session: Session,
  typed: Headers,
  answer: Answer,
): Promise<Answer> {
  const renewed = await renew(session);
  return isQuery(params) ? send(params, renewed, typed) : answer;
}

function send(params: FetcherParams, session: Session | null, typed: Headers): Promise<Answer> {
  const authorization: Headers = session ? { Authorization: `Bearer ${session.token}` } : {};
  return post(config.endpoint, params, { ...authorization, ...typed });
}

function isQuery({ query, operationName }: FetcherParams): boolean {
  return getOperationAST(parse(query), operationName)?.operation === "query";
}

function offerSession(answer: Answer): void {
  const payload = Object.values(answer.data ?? {}).find(isTokenPayload);
  if (payload && payload.token !== sessions.getState().session?.token) offer(payload);
}
