// The feed of a person who is signed in, page by page, with what a card of it shows.
import { graphql } from "react-relay";

export const Screen = graphql`
  query FeedScreenQuery($first: Int!) {
    me {
      id
      ...Person_user
    }
    ...Feed_query @arguments(first: $first)
    unreadNotificationsCount
  }
`;

export const Feed = graphql`
  fragment Feed_query on Query
  @refetchable(queryName: "FeedPaginationQuery")
  @argumentDefinitions(
    first: { type: "Int", defaultValue: 20 }
    after: { type: "String" }
    includeOwn: { type: "Boolean", defaultValue: false }
  ) {
    feedConnection(first: $first, after: $after, includeOwn: $includeOwn)
      @connection(key: "Feed_feedConnection", filters: ["includeOwn"]) {
      __id
      edges {
        node {
          id
          ...PostCard_post
        }
      }
    }
  }
`;

export const PostCard = graphql`
  fragment PostCard_post on Post {
    id
    content
    createdAt
    editedAt
    likesCount
    commentsCount
    viewerHasLiked
    images {
      url(size: SMALL)
      width
      height
      description
    }
    author {
      ...Person_user
    }
  }
`;
