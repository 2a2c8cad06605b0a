import { useQuery } from "urql";
import { ProfileDocument, ProfilePostsDocument } from "../generated";
import { List, Page, Problem, usePages } from "../parts";
import { PostCard } from "../posts/PostCard";
import { ProfileHeader } from "./ProfileHeader";

export function ProfilePage({ username }: { username: string }) {
  const [{ data, error, fetching }] = useQuery({
    query: ProfileDocument,
    variables: { username },
  });
  const pages = usePages(ProfilePostsDocument, { username }, (data) => data.user?.posts);
  const person = data?.user;
  if (!person) {
    return (
      <Page title={`@${username}`}>
        {error ? <Problem error={error} /> : <p className="pad">{fetching ? "Reading…" : "User not found."}</p>}
      </Page>
    );
  }
  const isClosed = person.isPrivate && !person.viewerFollows;
  return (
    <Page title={person.displayName}>
      <ProfileHeader person={person} />
      <List
        label="Posts"
        empty={isClosed ? "Only followers see the posts." : "No posts yet."}
        pages={pages}
      >
        {(post) => <PostCard post={post} />}
      </List>
    </Page>
  );
}
