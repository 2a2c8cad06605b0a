import logo from "./logo.svg";
import { useSession } from "./account/session";
import { NotificationsLink } from "./notifications/NotificationsLink";
import { Item } from "./parts";

export function Navigation() {
  const { viewer } = useSession();
  return (
    <nav aria-label="Main" className="navigation">
      <img src={logo} alt="" width="32" height="32" />
      {viewer ? (
        <>
          <Item href="/" icon="home" text="Home" />
          <Item href="/search" icon="search" text="Search" />
          <Item href="/suggestions" icon="people" text="Suggestions" />
          <Item href="/explore" icon="network" text="Explore" />
          <NotificationsLink />
          <Item href="/bookmarks" icon="bookmark" text="Bookmarks" />
          <Item href={`/u/${viewer.username}`} icon="person" text="Profile" />
          <Item href="/settings" icon="settings" text="Settings" />
        </>
      ) : (
        <>
          <Item href="/sign-in" icon="person" text="Sign in" />
          <Item href="/sign-up" icon="people" text="Sign up" />
          <Item href="/search" icon="search" text="Search" />
        </>
      )}
    </nav>
  );
}
