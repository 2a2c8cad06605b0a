import { BookmarksDocument } from "../generated";
import { List, Page, usePages } from "../parts";
import { PostCard } from "./PostCard";

export function BookmarksPage() {
  const pages = usePages(BookmarksDocument, {}, (data) => data.bookmarks);
  return (
    <Page title="Bookmarks">
      <List label="Bookmarked posts" empty="You have bookmarked nothing yet." pages={pages}>
        {(post) => <PostCard post={post} />}
      </List>
    </Page>
  );
}
