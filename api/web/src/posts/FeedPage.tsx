import { useSubscription } from "urql";
import { FeedDocument, NewPostsDocument } from "../generated";
import { List, Page, usePages } from "../parts";
import { Composer } from "./Composer";
import { PostCard } from "./PostCard";

/** The newest posts first. The cache puts each post that arrives, or that is written, on top. */
export function FeedPage() {
  const pages = usePages(FeedDocument, {}, (data) => data.feedConnection);
  const [{ data: event }] = useSubscription({ query: NewPostsDocument, variables: {} });
  return (
    <Page title="Home">
      <Composer />
      <p role="status" className="hidden">
        {event && `New post by ${event.feedUpdated.post.author.displayName}`}
      </p>
      <List
        label="Posts"
        empty="Nobody whom you follow has posted yet. The suggestions name people to follow."
        pages={pages}
      >
        {(post) => <PostCard post={post} />}
      </List>
    </Page>
  );
}
