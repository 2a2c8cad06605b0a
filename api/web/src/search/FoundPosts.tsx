import { SearchPostsDocument } from "../generated";
import { List, usePages } from "../parts";
import { PostCard } from "../posts/PostCard";

export function FoundPosts({ text }: { text: string }) {
  const pages = usePages(SearchPostsDocument, { text }, (data) => data.posts);
  return (
    <List label="Posts" empty="No post was found." pages={pages}>
      {(post) => <PostCard post={post} />}
    </List>
  );
}
