import { useQuery, useSubscription } from "urql";
import { NewNotificationsDocument, UnreadDocument } from "../generated";
import { Item } from "../parts";

/** The link with the number of unread notifications, which the cache keeps from each event. */
export function NotificationsLink() {
  const [{ data }] = useQuery({ query: UnreadDocument });
  useSubscription({ query: NewNotificationsDocument, variables: {} });
  return (
    <Item
      href="/notifications"
      icon="bell"
      text="Notifications"
      count={data?.unreadNotificationsCount ?? 0}
    />
  );
}
