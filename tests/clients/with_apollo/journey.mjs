// A first day and the next morning with Apollo Client: `node journey.mjs URL ACT FOLDER`.
// Prints what it saw, as JSON.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { filter, firstValueFrom, map } from "rxjs";

import { operations } from "../operations.mjs";
import { connect, errorsIn, signIn } from "./client.mjs";

const [url, act, folder] = process.argv.slice(2);
const SESSION = join(folder, "session.json");
const PASSWORD = "correct horse battery";

const mutate = async (client, name, variables) =>
  (await client.mutate({ mutation: operations[name], variables })).data;

const query = async (client, name, variables, fetchPolicy = "network-only") =>
  (await client.query({ query: operations[name], variables, fetchPolicy })).data;

const picture = (name) => new File([readFileSync(join(folder, name))], name, { type: "image/png" });

const contents = ({ edges }) => edges.map(({ node }) => node.content);

async function firstDay() {
  const session = {};
  const ada = connect(url, session);
  const report = { form: await signup(ada, session) };
  report.profile = await dressUp(ada);
  const mine = await publish(ada);
  report.images = mine.images;
  const { followUser } = await mutate(ada, "FollowUser", { username: "grace" });
  report.followed = [followUser.user.viewerFollows, followUser.user.followersCount];

  const graceSession = {};
  const grace = connect(url, graceSession);
  signIn(graceSession, (await mutate(grace, "Login", { username: "grace", password: PASSWORD })).login);
  report.feed = await readFeed(ada, grace);
  report.notifications = await readNotifications(ada, grace, mine);
  report.objects = (await query(ada, "Objects", { ids: [mine.id, followUser.user.id] })).nodes;
  writeFileSync(SESSION, JSON.stringify(session));
  return report;
}

// A form shows what is wrong with which field; mended, it signs in.
async function signup(client, session) {
  const form = { username: "ada", email: "ada@example.com", password: "short" };
  const shown = await refusal(mutate(client, "Signup", form));
  signIn(session, (await mutate(client, "Signup", { ...form, password: PASSWORD })).signup);
  return shown;
}

async function dressUp(client) {
  const notes = new File(["Not a picture."], "notes.png", { type: "image/png" });
  const refused = await refusal(mutate(client, "UpdateProfile", { profileImage: notes }));
  const changes = { displayName: "Ada L.", profileImage: picture("sea.png") };
  const { user } = (await mutate(client, "UpdateProfile", changes)).updateProfile;
  return { refused, displayName: user.displayName, image: user.profileImage };
}

async function publish(client) {
  const images = [picture("sea.png"), picture("hill.png")];
  const imageDescriptions = ["The sea.", "A hill."];
  const variables = { content: "Two pictures.", images, imageDescriptions };
  return (await mutate(client, "CreatePost", variables)).createPost.post;
}

// To the end of the feed, while somebody in it goes on posting; then from its top again.
async function readFeed(reader, author) {
  const feed = reader.watchQuery({ query: operations.Feed, variables: { first: 7 } });
  // As a page of an app would: the next is asked for when this one is shown. Apollo drops what
  // arrived but was not shown yet when `fetchMore` is called.
  const shown = (ready) =>
    firstValueFrom(feed.pipe(map(({ data }) => data?.feedConnection), filter((list) => list && ready(list))));

  let list = await shown(() => true);
  let pages = 1;
  while (list.pageInfo.hasNextPage) {
    const after = list.pageInfo.endCursor;
    const late = { content: `Late ${pages}.` };
    await Promise.all([feed.fetchMore({ variables: { after } }), mutate(author, "CreatePost", late)]);
    list = await shown(({ pageInfo }) => pageInfo.endCursor !== after);
    pages += 1;
  }
  const walked = contents(list);

  // The cache is normalized: the feed shows what the like has answered, without another request.
  const { id, likesCount } = list.edges[0].node;
  await mutate(reader, "LikePost", { id });
  const liked = (await shown(({ edges }) => edges[0].node.viewerHasLiked)).edges[0].node;
  const { data } = await feed.refetch();
  const refreshed = contents(data.feedConnection);
  return { pages, walked, liked: [likesCount, liked.likesCount, liked.viewerHasLiked], refreshed };
}

async function readNotifications(reader, friend, post) {
  await mutate(friend, "FollowUser", { username: "ada" });
  await mutate(friend, "LikePost", { id: post.id });
  await mutate(friend, "CreateComment", { post: post.id, content: "Which sea?" });
  const first = { first: 10 };
  const notified = await query(reader, "Notifications", first);
  const rows = notified.notifications.edges.map(({ node }) => node);
  await mutate(reader, "MarkNotificationRead", { id: rows[0].id });
  const cached = (await query(reader, "Notifications", first, "cache-only")).notifications.edges;
  const { count } = (await mutate(reader, "MarkAllNotificationsRead")).markAllNotificationsRead;
  const after = await query(reader, "Notifications", first);
  return {
    unread: [notified.unreadNotificationsCount, after.unreadNotificationsCount],
    rows: rows.map(({ kind, actor, post, comment }) => [kind, actor.username, post?.content, comment?.content]),
    one: cached.map(({ node }) => node.read),
    all: [count, ...after.notifications.edges.map(({ node }) => node.read)],
  };
}

// The app is opened with yesterday's session, whose access token has expired.
async function nextMorning() {
  const session = JSON.parse(readFileSync(SESSION, "utf8"));
  const ada = connect(url, session);
  const [{ me }, feed, notified] = await Promise.all([
    query(ada, "Me"),
    query(ada, "Feed", { first: 3 }),
    query(ada, "Notifications", { first: 10 }),
  ]);
  const spent = { refreshToken: JSON.parse(readFileSync(SESSION, "utf8")).refreshToken };
  return {
    me: [me.username, me.email],
    feed: contents(feed.feedConnection),
    unread: notified.unreadNotificationsCount,
    renewals: session.renewals,
    spent: (await refusal(mutate(ada, "RefreshToken", spent)))[0],
  };
}

// The first of the errors by which `work` is refused.
async function refusal(work) {
  try {
    await work;
  } catch (error) {
    const [{ code, field, message }] = errorsIn(error);
    return [code, field, message];
  }
  throw new Error("It was not refused.");
}

console.log(JSON.stringify(await (act === "first-day" ? firstDay() : nextMorning())));
