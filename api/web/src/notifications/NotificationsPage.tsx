import { MarkAllReadDocument, NotificationsDocument } from "../generated";
import { ActButton, List, Page, usePages } from "../parts";
import { NotificationRow } from "./NotificationRow";

/** The notifications; new ones arrive by the subscription of the link in the navigation. */
export function NotificationsPage() {
  const pages = usePages(NotificationsDocument, {}, (data) => data.notifications);
  const hasUnread = pages.items.some((notification) => !notification.read);
  return (
    <Page title="Notifications">
      {hasUnread && (
        <p className="pad">
          <ActButton act={MarkAllReadDocument} variables={{}}>Mark all as read</ActButton>
        </p>
      )}
      <List label="Notifications" empty="Nothing has happened yet." pages={pages}>
        {(notification) => <NotificationRow notification={notification} />}
      </List>
    </Page>
  );
}
