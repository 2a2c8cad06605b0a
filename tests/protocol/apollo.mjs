// Asks the URL given by Apollo Client, whose persisted-queries link sends the ids of a manifest, by
// GET for queries. Writes the answers and the requests that were made as JSON.
import { ApolloClient, ApolloLink, HttpLink, InMemoryCache, gql } from "@apollo/client";
import { PersistedQueryLink } from "@apollo/client/link/persisted-queries";
import { generatePersistedQueryIdsFromManifest } from "@apollo/persisted-query-lists";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const [url, folder, token] = process.argv.slice(2);
const source = (name) => readFileSync(join(folder, "src", name), "utf8");
const manifest = JSON.parse(readFileSync(join(folder, "persisted-query-manifest.json"), "utf8"));
const fragments = source("person.graphql");
const document = (name) => gql(`${source(name)}\n${fragments}`);

const requests = [];
const recording = async (uri, options) => {
  const response = await fetch(uri, options);
  const sent = options.method === "GET" ? decodeURIComponent(uri.split("?")[1]) : options.body;
  requests.push([options.method, response.status, sent.includes("query=") || sent.includes('"query"')]);
  return response;
};

const client = (persisted) =>
  new ApolloClient({
    cache: new InMemoryCache(),
    link: ApolloLink.from([
      new PersistedQueryLink(persisted),
      new HttpLink({ uri: url, fetch: recording, headers: { authorization: `Bearer ${token}` } }),
    ]),
  });
const attempt = async (run) => {
  requests.length = 0;
  try {
    return { data: (await run()).data, requests: [...requests] };
  } catch (error) {
    return { error: error.message, code: error.errors?.[0]?.extensions?.code, requests: [...requests] };
  }
};

const trusting = client({
  ...generatePersistedQueryIdsFromManifest({ loadManifest: () => manifest }),
  useGETForHashedQueries: true,
});
const hashing = client({
  sha256: (text) => createHash("sha256").update(text).digest("hex"),
  useGETForHashedQueries: true,
});

const results = {};
results.query = await attempt(() =>
  trusting.query({ query: document("person-by-name.graphql"), variables: { username: "ada" } }),
);
results.mutation = await attempt(() =>
  trusting.mutate({ mutation: document("update-bio.graphql"), variables: { bio: "By Apollo" } }),
);
results.unknown = await attempt(() => hashing.query({ query: gql`query Unknown { me { bio } }` }));
results.unknownAgain = await attempt(() =>
  hashing.query({ query: gql`query UnknownToo { me { username } }` }),
);
console.log(JSON.stringify(results));
