// Apollo Client as an app sets it up for this API: uploads, a session that renews itself, and a
// normalized cache that joins the pages of a list.

import { ApolloClient, ApolloLink, CombinedGraphQLErrors, InMemoryCache } from "@apollo/client";
import { SetContextLink } from "@apollo/client/link/context";
import { ErrorLink } from "@apollo/client/link/error";
import { relayStylePagination } from "@apollo/client/utilities";
import UploadHttpLink from "apollo-upload-client/UploadHttpLink.mjs";
import { from, mergeMap } from "rxjs";

import { operations, possibleTypes } from "../operations.mjs";

// `session` is { token, refreshToken }, or {} for nobody; it is kept up to date.
export function connect(url, session = {}) {
  const client = new ApolloClient({
    link: ApolloLink.from([renewing(), authorized(), uploading(url)]),
    cache: new InMemoryCache({ possibleTypes, typePolicies }),
  });

  // The header that lets a multipart request pass: no page of another site can send it.
  function uploading(uri) {
    return new UploadHttpLink({ uri, headers: { "Apollo-Require-Preflight": "true" } });
  }

  function authorized() {
    return new SetContextLink(({ headers }, { operationName }) => {
      const { token } = session;
      const known = token && operationName !== "RefreshToken";
      return { token, headers: known ? { ...headers, authorization: `Bearer ${token}` } : headers };
    });
  }

  // An operation that the access token was too old for is sent again with a new one.
  function renewing() {
    return new ErrorLink(({ error, operation, forward }) => {
      const { token, again } = operation.getContext();
      const expired = errorsIn(error).some(({ code }) => code === "UNAUTHENTICATED");
      if (!expired || again || !token || operation.operationName === "RefreshToken") return;
      operation.setContext({ again: true });
      return from(renewed(token)).pipe(mergeMap(() => forward(operation)));
    });
  }

  // A refresh token is good for one use, and a second use ends the session: operations that fail
  // at the same time share one renewal, and one that fails late finds the new token there.
  let renewal;
  async function renewed(token) {
    if (session.token === token) await (renewal ??= renew().finally(() => (renewal = undefined)));
  }

  async function renew() {
    const variables = { refreshToken: session.refreshToken };
    const { data } = await client.mutate({ mutation: operations.RefreshToken, variables });
    signIn(session, data.refreshToken);
    session.renewals = (session.renewals ?? 0) + 1;
  }

  return client;
}

// Apollo joins `edges`; a list that is read by `nodes` would show its last page alone.
const typePolicies = {
  Query: {
    fields: {
      feedConnection: relayStylePagination(["includeOwn"]),
      notifications: relayStylePagination(["unread", "kinds"]),
    },
  },
};

export function signIn(session, { token, refreshToken }) {
  Object.assign(session, { token, refreshToken });
}

// What a form can show of an error: [{ code, field, message }].
export function errorsIn(error) {
  if (!CombinedGraphQLErrors.is(error)) return [];
  return error.errors.map(({ message, extensions }) => ({ ...extensions, message }));
}
