import { useQuery, useSubscription } from "urql";
import { PostChangesDocument, PostDetailDocument } from "../generated";
import { useSession } from "../account/session";
import { Page, Problem } from "../parts";
import { Comments } from "./Comments";
import { PostCard } from "./PostCard";

/** A post with its comments, which change while one looks at them. */
export function PostPage({ id }: { id: string }) {
  const { viewer } = useSession();
  const [{ data, error, fetching }] = useQuery({ query: PostDetailDocument, variables: { id } });
  useSubscription({ query: PostChangesDocument, variables: { id }, pause: !viewer });
  const post = data?.post;
  return (
    <Page title={post ? `Post by ${post.author.displayName}` : "Post"}>
      {post && <PostCard post={post} />}
      {post && <Comments post={id} canComment={post.viewerCanComment ?? false} />}
      {!post && !fetching && !error && (
        <p className="pad">There is no such post, or you may not see it.</p>
      )}
      {!post && <Problem error={error} />}
    </Page>
  );
}
