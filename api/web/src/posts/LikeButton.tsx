import { useSession } from "../account/session";
import { LikeDocument, UnlikeDocument, type PostFragment } from "../generated";
import { Icon, useAct } from "../parts";

/** Optimistic: the cache shows the like at once (`optimistic` in api/cache.ts), so it never waits. */
export function LikeButton({ post }: { post: PostFragment }) {
  const { viewer } = useSession();
  const { id, likesCount, viewerHasLiked } = post;
  const [act] = useAct(viewerHasLiked ? UnlikeDocument : LikeDocument);
  return (
    <button
      type="button"
      className="plain like"
      aria-pressed={viewerHasLiked ?? false}
      aria-label={`Like, ${likesCount ?? 0} likes`}
      disabled={!viewer}
      onClick={() => void act({ id })}
    >
      <Icon name="heart" /> {likesCount}
    </button>
  );
}
