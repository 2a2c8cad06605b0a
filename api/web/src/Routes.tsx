import { lazy, Suspense } from "react";
import { Provider } from "urql";
import { Redirect, Route, Switch } from "wouter";
import { useSession } from "./account/session";
import { SignIn } from "./account/SignIn";
import { SignUp } from "./account/SignUp";
import { plainClient } from "./api/session";
import { FeedPage } from "./posts/FeedPage";
import { BookmarksPage } from "./posts/BookmarksPage";
import { NotificationsPage } from "./notifications/NotificationsPage";
import { Page } from "./parts";
import { FollowsPage } from "./people/FollowsPage";
import { ProfilePage } from "./people/ProfilePage";
import { SuggestionsPage } from "./people/SuggestionsPage";
import { PostPage } from "./posts/PostPage";
import { SearchPage } from "./search/SearchPage";
import { SettingsPage } from "./settings/SettingsPage";

// With what draws it a chunk of its own, which is read by those who open it.
const ExplorePage = lazy(async () => ({ default: (await import("./explore/ExplorePage")).ExplorePage }));

/** The page of an address; the server knows the same addresses (view.py). */
export function Routes() {
  const { viewer } = useSession();
  return (
    <Switch>
      <Route path="/u/:username">{({ username }) => <ProfilePage username={username} />}</Route>
      <Route path="/u/:username/followers">
        {({ username }) => <FollowsPage username={username} list="followers" />}
      </Route>
      <Route path="/u/:username/following">
        {({ username }) => <FollowsPage username={username} list="following" />}
      </Route>
      <Route path="/p/:id">{({ id }) => <PostPage id={id} />}</Route>
      <Route path="/search" component={SearchPage} />
      {viewer ? signedIn : signedOut}
      <Route>
        <Page title="Not found">
          <p className="pad">There is no such page.</p>
        </Page>
      </Route>
    </Switch>
  );
}

const signedIn = [
  <Route key="feed" path="/" component={FeedPage} />,
  <Route key="suggestions" path="/suggestions" component={SuggestionsPage} />,
  <Route key="notifications" path="/notifications" component={NotificationsPage} />,
  <Route key="bookmarks" path="/bookmarks" component={BookmarksPage} />,
  <Route key="explore" path="/explore">
    <Suspense fallback={<p className="quiet pad" aria-busy="true">Reading…</p>}><ExplorePage /></Suspense>
  </Route>,
  <Route key="settings" path="/settings/:section?">
    {({ section }) => <SettingsPage section={section ?? "profile"} />}
  </Route>,
  ...["/sign-in", "/sign-up"].map((path) => (
    <Route key={path} path={path}><Redirect to="/" /></Route>
  )),
];

const signedOut = [
  // What begins a session has a client of its own, without the cache.
  <Route key="sign-up" path="/sign-up">
    <Provider value={plainClient}><SignUp /></Provider>
  </Route>,
  <Route key="sign-in" path="/sign-in">
    <Provider value={plainClient}><SignIn /></Provider>
  </Route>,
  ...["/", "/suggestions", "/notifications", "/bookmarks", "/explore", "/settings/:section?"].map((path) => (
    <Route key={path} path={path}><Redirect to="/sign-in" /></Route>
  )),
];
