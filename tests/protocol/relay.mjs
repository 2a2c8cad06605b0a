// Drives what relay-compiler made of relay/ with relay-runtime against the URL given: signs in,
// reads the feed page by page, publishes, comments and deletes; the lists on the screen follow by
// the directives of the mutations. Documents go by their ids alone. Writes what it saw as JSON.
import { createRequire } from "node:module";
import { join } from "node:path";
import relay from "relay-runtime";

const { Environment, Network, RecordSource, Store, commitMutation, fetchQuery } = relay;
const [url, folder, username, password] = process.argv.slice(2);
const require = createRequire(join(folder, "src", "/"));
const artifact = (name) => require(`./__generated__/${name}.graphql.js`);

let token = null;
const sent = [];
const network = Network.create(async (request, variables) => {
  sent.push(request.name);
  if (request.text !== null || request.id === null) throw new Error("The text is there.");
  const response = await fetch(url, {
    method: "POST",
    headers: {
      "Content-Type": "application/json",
      ...(token && { Authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify({ doc_id: request.id, variables }),
  });
  return response.json();
});
const environment = new Environment({ network, store: new Store(new RecordSource()) });

const read = (name, variables) => fetchQuery(environment, artifact(name), variables).toPromise();
const write = (name, variables) =>
  new Promise((resolve, reject) =>
    commitMutation(environment, {
      mutation: artifact(name),
      variables,
      onCompleted: (data, errors) => (errors ? reject(new Error(errors[0].message)) : resolve(data)),
      onError: reject,
    }),
  );
const record = (id) => environment.getStore().getSource().get(id);
// The record of an object that was deleted is null, and components leave it out.
const shown = (connection) =>
  record(connection).edges.__refs.map((edge) => record(record(edge).node.__ref)?.content ?? null);
const connectionId = (key, parent) =>
  Object.values(record(parent)).find((value) => value?.__ref?.includes(`__${key}_connection`))
    .__ref;

const session = await write("mutationsLogInMutation", { username, password });
token = session.login.token;

await read("FeedScreenQuery", { first: 2 });
const feed = connectionId("Feed_feedConnection", "client:root");
const pages = [shown(feed)];
while (record(record(feed).pageInfo.__ref).hasNextPage) {
  const after = record(record(feed).pageInfo.__ref).endCursor;
  await read("FeedPaginationQuery", { first: 2, after, includeOwn: false });
  pages.push(shown(feed));
}

await write("mutationsCreatePostMutation", {
  content: "From Relay",
  connections: [feed],
});
const afterCreating = shown(feed);
const post = record(feed).edges.__refs.map((edge) => record(edge).node.__ref)[0];

await read("PostScreenQuery", { id: post });
const comments = connectionId("PostComments_commentsConnection", post);
await write("mutationsCommentMutation", { post, content: "First!", connections: [comments] });
await write("mutationsCommentMutation", { post, content: "Second!", connections: [comments] });
const commented = shown(comments);
await write("mutationsLikeMutation", { id: post });
const counts = [record(post).likesCount, record(post).commentsCount, record(post).viewerHasLiked];

const comment = record(record(comments).edges.__refs[0]).node.__ref;
await write("mutationsDeleteCommentMutation", { id: comment });
const uncommented = shown(comments);
await write("mutationsDeletePostMutation", { id: post, connections: [feed] });
const afterDeleting = shown(feed);
console.log(
  JSON.stringify({ pages, afterCreating, commented, counts, uncommented, afterDeleting, sent }),
);
