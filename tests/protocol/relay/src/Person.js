// A person's page: refetched by id, with their posts forward and their followers from either end.
import { graphql } from "react-relay";

export const Person = graphql`
  fragment Person_user on User {
    id
    username
    displayName
    profileImage(size: SMALL)
    viewerFollows
    followsViewer
    isMutual
  }
`;

export const Screen = graphql`
  query PersonScreenQuery($id: ID!) {
    user(id: $id) {
      bio
      dateJoined
      followersCount
      followingCount
      postsCount
      ...Person_user
      ...PersonPosts_user
      ...PersonFollowers_user
    }
  }
`;

export const Posts = graphql`
  fragment PersonPosts_user on User
  @refetchable(queryName: "PersonPostsPaginationQuery")
  @argumentDefinitions(first: { type: "Int", defaultValue: 10 }, after: { type: "String" }) {
    posts(first: $first, after: $after) @connection(key: "PersonPosts_posts") {
      edges {
        node {
          id
          ...PostCard_post
        }
      }
    }
  }
`;

// usePaginationFragment in both directions wants all four arguments.
export const Followers = graphql`
  fragment PersonFollowers_user on User
  @refetchable(queryName: "PersonFollowersPaginationQuery")
  @argumentDefinitions(
    first: { type: "Int", defaultValue: 10 }
    after: { type: "String" }
    last: { type: "Int" }
    before: { type: "String" }
  ) {
    followers(first: $first, after: $after, last: $last, before: $before)
      @connection(key: "PersonFollowers_followers") {
      edges {
        node {
          ...Person_user
        }
      }
    }
  }
`;

export const Several = graphql`
  query PersonSeveralQuery($ids: [ID!]!) {
    nodes(ids: $ids) {
      id
      ...Person_user @alias
      ...PostCard_post @alias
    }
  }
`;
