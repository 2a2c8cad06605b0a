// urql as an app sets it up for this API: uploads, a session that renews itself, and a normalized
// cache that joins the pages of a list.

import { Client, fetchExchange, getOperationName } from "@urql/core";
import { authExchange } from "@urql/exchange-auth";
import { cacheExchange } from "@urql/exchange-graphcache";
import { relayPagination } from "@urql/exchange-graphcache/extras";
import { minifyIntrospectionQuery } from "@urql/introspection";
import { introspectionFromSchema } from "graphql";

import { operations, schema } from "../operations.mjs";

// `session` is { token, refreshToken }, or {} for nobody; it is kept up to date.
export function connect(url, session = {}) {
  const plain = new Client({ url, exchanges: [fetchExchange] });
  return new Client({
    url,
    // urql sends files by itself; the header lets a multipart request pass: no page of another
    // site can send it.
    fetchOptions: { headers: { "GraphQL-Preflight": "1" } },
    // Short queries go by GET. Mutations never do.
    preferGetMethod: "within-url-limit",
    exchanges: [cache(), authExchange(async (utils) => renewing(session, plain, utils)), fetchExchange],
  });
}

const cache = () =>
  cacheExchange({
    // By its list of possible types alone it would take a Post for a User too.
    schema: minifyIntrospectionQuery(introspectionFromSchema(schema)),
    resolvers: {
      Query: { feedConnection: relayPagination(), notifications: relayPagination() },
    },
    // These have no id: they are kept with what they belong to.
    keys: Object.fromEntries(
      ["FollowSuggestion", "PostImage", "SuggestionReason"].map((type) => [type, () => null]),
    ),
  });

// The exchange holds back whatever comes while it renews, so that the refresh token is used once.
const renewing = (session, plain, utils) => ({
  addAuthToOperation(operation) {
    const authorization = `Bearer ${session.token}`;
    return session.token ? utils.appendHeaders(operation, { authorization }) : operation;
  },
  didAuthError: ({ graphQLErrors }, { query }) =>
    Boolean(session.token) &&
    getOperationName(query) !== "RefreshToken" &&
    graphQLErrors.some(({ extensions }) => extensions.code === "UNAUTHENTICATED"),
  async refreshAuth() {
    const { refreshToken } = session;
    // Not by `utils.mutate`, whose answer the cache cannot read, as it did not see the request.
    const { data } = await plain.mutation(operations.RefreshToken, { refreshToken }).toPromise();
    if (data?.refreshToken) signIn(session, data.refreshToken);
    session.renewals = (session.renewals ?? 0) + 1;
  },
});

export function signIn(session, { token, refreshToken }) {
  Object.assign(session, { token, refreshToken });
}

// What a form can show of an error: [{ code, field, message }].
export const errorsIn = ({ graphQLErrors }) =>
  graphQLErrors.map(({ message, extensions }) => ({ ...extensions, message }));
