import {
  cacheExchange,
  type Cache,
  type OptimisticMutationResolver,
  type UpdateResolver,
} from "@urql/exchange-graphcache";
import { relayPagination } from "@urql/exchange-graphcache/extras";
import {
  FeedDocument,
  FollowsFragmentDoc,
  NotificationsDocument,
  PostCommentsDocument,
  UnreadDocument,
  type CommentFragment,
  type CreateCommentMutation,
  type CreateCommentMutationVariables,
  type CreatePostMutation,
  type FollowMutation,
  type NewNotificationsSubscription,
  type NewPostsSubscription,
  type PostChangesSubscription,
  type PostFragment,
} from "../generated";

/** Types that have no id are kept inside the object that has them. */
const EMBEDDED = [
  "FollowEvidence", "FollowSuggestion", "KnownFollowers", "Network", "NetworkPerson", "NotificationSettings", "PostImage", "Privacy",
  "SecondFactor", "SuggestionReason",
];

/** Lists that grow page by page, by the type that has them. */
const LISTS = {
  Query: [
    "feedConnection", "bookmarks", "notifications", "posts", "users", "blockedUsers", "mutedUsers",
    "followRequests",
  ],
  User: ["posts", "followers", "following"],
  Post: ["commentsConnection"],
};

/**
 * The normalised cache: an object that two pages show is kept once. Results of mutations change it by
 * themselves, where they return the object; what else follows from them is written here.
 */
export const makeCache = () => cacheExchange({
  keys: Object.fromEntries(EMBEDDED.map((name) => [name, () => null])),
  resolvers: joined(LISTS),
  optimistic: {
    likePost: likes(true),
    unlikePost: likes(false),
    bookmarkPost: bookmarks(true),
    removeBookmark: bookmarks(false),
  },
  updates: {
    ...renewed(LISTS),
    Mutation: {
      createPost: ((result, _, cache) => {
        if (result.createPost) addToFeed(cache, result.createPost.post);
      }) as UpdateResolver<CreatePostMutation>,
      createComment: ((result, variables, cache) => {
        if (result.createComment) addComment(cache, variables.post, result.createComment.comment);
      }) as UpdateResolver<CreateCommentMutation, CreateCommentMutationVariables>,
      deletePost: (_, { id }, cache) => invalidate(cache, "Post", id),
      deleteComment: (_, { id }, cache) => invalidate(cache, "Comment", id),
      followUser: ((result, _, cache) => {
        const user = result.followUser?.user;
        if (user && !user.isPrivate) setFollows(cache, user.id, true);
      }) as UpdateResolver<FollowMutation>,
      unfollowUser: (_, { id }, cache) => setFollows(cache, String(id), false),
      muteUser: (_, __, cache) => forget(cache, "feedConnection", "mutedUsers"),
      unmuteUser: (_, __, cache) => forget(cache, "feedConnection", "mutedUsers"),
      blockUser: (_, __, cache) => forget(cache, "feedConnection", "blockedUsers", "notifications"),
      unblockUser: (_, __, cache) => forget(cache, "blockedUsers"),
      muteWord: (_, __, cache) => forget(cache, "mutedWords", "feedConnection"),
      unmuteWord: (_, __, cache) => forget(cache, "mutedWords", "feedConnection"),
      dismissSuggestion: (_, __, cache) => forget(cache, "followSuggestions"),
      endSession: (_, __, cache) => forget(cache, "sessions"),
      confirmTotp: (_, __, cache) => forget(cache, "secondFactor"),
      disableTotp: (_, __, cache) => forget(cache, "secondFactor"),
      requestDataExport: (_, __, cache) => forget(cache, "dataExports"),
      acceptFollowRequest: (_, __, cache) => forget(cache, "followRequests"),
      refuseFollowRequest: (_, __, cache) => forget(cache, "followRequests"),
      markAllNotificationsRead: (_, __, cache) =>
        forget(cache, "notifications", "unreadNotificationsCount"),
      markNotificationRead: (_, __, cache) => forget(cache, "unreadNotificationsCount"),
    },
    Subscription: {
      feedUpdated: ((result, _, cache) => {
        addToFeed(cache, result.feedUpdated.post);
      }) as UpdateResolver<NewPostsSubscription>,
      postUpdated: ((result, _, cache) => {
        const { change, comment, commentId, postId } = result.postUpdated;
        if (change === "COMMENTED" && comment) addComment(cache, postId, comment);
        if (change === "COMMENT_DELETED") invalidate(cache, "Comment", commentId);
        if (change === "DELETED") invalidate(cache, "Post", postId);
      }) as UpdateResolver<PostChangesSubscription>,
      notificationReceived: ((result, _, cache) => {
        addNotification(cache, result.notificationReceived);
      }) as UpdateResolver<NewNotificationsSubscription>,
    },
  },
});

type Lists = Record<string, string[]>;

/** All pages of these lists are one list in the cache. */
const joined = (lists: Lists) => ofEach(lists, () => relayPagination());

/** A first page that is read again, and has moved, drops the pages that no longer follow on it. */
const renewed = (lists: Lists) =>
  ofEach(lists, (): UpdateResolver => (result, { after }, cache, { parentKey, fieldName }) => {
    const pages = Object.values(result) as ({ pageInfo?: { endCursor: string | null } } | null)[];
    const end = pages.find((page) => page?.pageInfo)?.pageInfo?.endCursor;
    const others = cache
      .inspectFields(parentKey)
      .filter((field) => field.fieldName === fieldName && field.arguments?.after);
    if (after || others.some((field) => field.arguments?.after === end)) return;
    for (const { arguments: page } of others) cache.invalidate(parentKey, fieldName, page);
  });

function ofEach<T>(lists: Lists, make: () => T): Record<string, Record<string, T>> {
  const made = (fields: string[]) => Object.fromEntries(fields.map((field) => [field, make()]));
  return Object.fromEntries(Object.entries(lists).map(([type, fields]) => [type, made(fields)]));
}

/** What a like will have changed, shown until the server answers, and taken back if it refuses. */
function likes(viewerHasLiked: boolean): OptimisticMutationResolver {
  return ({ id }, cache) => {
    const post = { __typename: "Post", id: String(id) };
    const count = cache.resolve(post, "likesCount");
    return {
      __typename: "PostPayload",
      post: {
        ...post,
        viewerHasLiked,
        likesCount: typeof count === "number" ? count + (viewerHasLiked ? 1 : -1) : null,
      },
    };
  };
}

function bookmarks(viewerHasBookmarked: boolean): OptimisticMutationResolver {
  return ({ id }) => ({
    __typename: "PostPayload",
    post: { __typename: "Post", id: String(id), viewerHasBookmarked },
  });
}

/** While the graph is unavailable, a follow is accepted before the answer can say so. */
function setFollows(cache: Cache, id: string, viewerFollows: boolean): void {
  cache.writeFragment(FollowsFragmentDoc, { id, viewerFollows });
  forget(cache, "feedConnection");
}

/** Events are delivered at least once: what is in the list already stays where it is. */
function addToFeed(cache: Cache, post: PostFragment): void {
  cache.updateQuery({ query: FeedDocument, variables: { after: null } }, (data) => {
    const feed = data?.feedConnection;
    if (!feed || feed.edges.some((edge) => edge.node.id === post.id)) return data;
    const edge = { __typename: "PostEdge" as const, cursor: post.id, node: post };
    return { ...data, feedConnection: { ...feed, edges: [edge, ...feed.edges] } };
  });
}

function addComment(cache: Cache, id: string, comment: CommentFragment): void {
  cache.updateQuery({ query: PostCommentsDocument, variables: { id, after: null } }, (data) => {
    const comments = data?.post?.commentsConnection;
    if (!data?.post || !comments) return data;
    if (comments.edges.some((edge) => edge.node.id === comment.id)) return data;
    const edge = { __typename: "CommentEdge" as const, cursor: comment.id, node: comment };
    const edges = [edge, ...comments.edges];
    return { ...data, post: { ...data.post, commentsConnection: { ...comments, edges } } };
  });
}

function addNotification(
  cache: Cache,
  event: NewNotificationsSubscription["notificationReceived"],
): void {
  const { notification, unreadNotificationsCount } = event;
  cache.updateQuery({ query: UnreadDocument }, (data) => data && { ...data, unreadNotificationsCount });
  cache.updateQuery({ query: NotificationsDocument, variables: { after: null } }, (data) => {
    const list = data?.notifications;
    if (!list || list.edges.some((edge) => edge.node.id === notification.id)) return data;
    const edge = {
      __typename: "NotificationEdge" as const,
      cursor: notification.id,
      node: notification,
    };
    return { ...data, notifications: { ...list, edges: [edge, ...list.edges] } };
  });
}

/** Have whatever shows this object read again. */
function invalidate(cache: Cache, __typename: string, id: unknown): void {
  cache.invalidate({ __typename, id: String(id) });
}

/** Have these lists read again where they are shown. */
function forget(cache: Cache, ...lists: string[]): void {
  for (const field of cache.inspectFields("Query")) {
    if (lists.includes(field.fieldName)) cache.invalidate("Query", field.fieldName, field.arguments);
  }
}
