// What changes the lists that are on the screen.
import { graphql } from "react-relay";

export const LogIn = graphql`
  mutation mutationsLogInMutation($username: String!, $password: String!) {
    login(username: $username, password: $password) {
      token
      refreshToken
      user {
        ...Person_user
      }
    }
  }
`;

export const CreatePost = graphql`
  mutation mutationsCreatePostMutation($content: String!, $connections: [ID!]!) {
    createPost(content: $content) {
      post @prependNode(connections: $connections, edgeTypeName: "PostEdge") {
        ...PostCard_post
      }
    }
  }
`;

export const DeletePost = graphql`
  mutation mutationsDeletePostMutation($id: ID!, $connections: [ID!]!) {
    deletePost(id: $id) {
      id @deleteEdge(connections: $connections)
    }
  }
`;

export const Comment = graphql`
  mutation mutationsCommentMutation(
    $post: ID!
    $content: String!
    $parent: ID
    $connections: [ID!]!
  ) {
    createComment(post: $post, content: $content, parent: $parent) {
      comment @appendNode(connections: $connections, edgeTypeName: "CommentEdge") {
        ...Comment_comment
        post {
          commentsCount
        }
      }
    }
  }
`;

export const DeleteComment = graphql`
  mutation mutationsDeleteCommentMutation($id: ID!) {
    deleteComment(id: $id) {
      id @deleteRecord
    }
  }
`;

export const Like = graphql`
  mutation mutationsLikeMutation($id: ID!) @raw_response_type {
    likePost(id: $id) {
      post {
        likesCount
        viewerHasLiked
      }
    }
  }
`;

export const Follow = graphql`
  mutation mutationsFollowMutation($id: ID!) {
    followUser(id: $id) {
      user {
        ...Person_user
        followersCount
      }
    }
  }
`;
