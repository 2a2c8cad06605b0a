// Notifications as they come, and each of their kinds by what it is about.
import { graphql } from "react-relay";

export const Screen = graphql`
  query NotificationsScreenQuery($first: Int!, $kinds: [NotificationKind!]) {
    ...Notifications_query @arguments(first: $first, kinds: $kinds)
  }
`;

export const Notifications = graphql`
  fragment Notifications_query on Query
  @refetchable(queryName: "NotificationsPaginationQuery")
  @argumentDefinitions(
    first: { type: "Int", defaultValue: 20 }
    after: { type: "String" }
    kinds: { type: "[NotificationKind!]" }
  ) {
    notifications(first: $first, after: $after, kinds: $kinds)
      @connection(key: "Notifications_notifications") {
      edges {
        node {
          id
          kind
          read
          actor {
            ...Person_user
          }
          post {
            ...PostCard_post
          }
          comment {
            ...Comment_comment
          }
        }
      }
    }
  }
`;

export const Read = graphql`
  mutation NotificationsReadMutation($id: ID!) {
    markNotificationRead(id: $id) {
      notification {
        id
        read
      }
    }
  }
`;
