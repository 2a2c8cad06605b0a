import { useState } from "react";
import { PostCommentsDocument } from "../generated";
import { Problem, usePages } from "../parts";
import { CommentForm } from "./CommentForm";
import { CommentThread } from "./CommentThread";
import { threadsOf } from "./threads";

type Props = { post: string; canComment: boolean };

/** The comments as threads, the oldest first; one form at a time answers one of them. */
export function Comments({ post, canComment }: Props) {
  const pages = usePages(PostCommentsDocument, { id: post }, (data) => data.post?.commentsConnection);
  const [answered, setAnswered] = useState<string | null>(null);
  const onAnswer = canComment ? setAnswered : undefined;
  return (
    <section aria-label="Comments">
      {canComment ? (
        <CommentForm key={answered ?? ""} post={post} parent={null} />
      ) : (
        <p className="quiet pad">You cannot comment on this post.</p>
      )}
      <Problem error={pages.error} />
      {pages.more && (
        <button type="button" className="more" onClick={pages.more} disabled={pages.isReading}>
          Earlier comments
        </button>
      )}
      <ul className="list" aria-label="Threads">
        {threadsOf(pages.items).map((thread) => (
          <CommentThread
            key={thread.comment.id}
            post={post}
            thread={thread}
            answered={answered}
            onAnswer={onAnswer}
          />
        ))}
      </ul>
    </section>
  );
}
