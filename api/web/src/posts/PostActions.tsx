import { Link, useLocation } from "wouter";
import { useSession } from "../account/session";
import {
  BookmarkDocument,
  DeletePostDocument,
  RemoveBookmarkDocument,
  type PostFragment,
} from "../generated";
import { ActButton, Icon } from "../parts";
import { LikeButton } from "./LikeButton";

/** What one can do with a post. */
export function PostActions({ post }: { post: PostFragment }) {
  const { viewer } = useSession();
  const [location, go] = useLocation();
  const { id, author, commentsCount, viewerHasBookmarked } = post;
  return (
    <footer className="actions">
      <LikeButton post={post} />
      <Link href={`/p/${id}`} aria-label={`${commentsCount ?? 0} comments`}>
        <Icon name="comment" /> {commentsCount}
      </Link>
      {viewer && (
        <ActButton
          act={viewerHasBookmarked ? RemoveBookmarkDocument : BookmarkDocument}
          variables={{ id }}
          className="plain bookmark"
          aria-pressed={viewerHasBookmarked ?? false}
          aria-label="Bookmark"
        >
          <Icon name="bookmark" />
        </ActButton>
      )}
      {viewer?.id === author.id && (
        <ActButton
          act={DeletePostDocument}
          variables={{ id }}
          question="Delete this post with its comments and likes?"
          className="plain"
          onDone={() => location.startsWith("/p/") && go("/")}
        >
          Delete
        </ActButton>
      )}
    </footer>
  );
}
