// One post with its comments, newest last, and who likes it.
import { graphql } from "react-relay";

export const Screen = graphql`
  query PostScreenQuery($id: ID!) {
    post(id: $id) {
      ...PostCard_post
      ...PostComments_post
      likers(first: 3) {
        totalCount
        nodes {
          ...Person_user
        }
      }
    }
  }
`;

export const Comments = graphql`
  fragment PostComments_post on Post
  @refetchable(queryName: "PostCommentsPaginationQuery")
  @argumentDefinitions(last: { type: "Int", defaultValue: 10 }, before: { type: "String" }) {
    commentsConnection(last: $last, before: $before)
      @connection(key: "PostComments_commentsConnection") {
      __id
      edges {
        node {
          id
          ...Comment_comment
        }
      }
    }
  }
`;

export const Comment = graphql`
  fragment Comment_comment on Comment {
    id
    content
    createdAt
    parent {
      id
    }
    author {
      ...Person_user
    }
  }
`;
