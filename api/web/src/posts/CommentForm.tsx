import { useState, type SubmitEvent } from "react";
import { useMutation } from "urql";
import { CreateCommentDocument } from "../generated";
import { Problem } from "../parts";

type Props = { post: string; parent: string | null; onDone?: () => void };

/** Comments on a post, or replies to the comment `parent`. */
export function CommentForm({ post, parent, onDone }: Props) {
  const [content, setContent] = useState("");
  const [idempotencyKey, setKey] = useState(() => crypto.randomUUID());
  const [{ error, fetching }, createComment] = useMutation(CreateCommentDocument);
  const submit = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const result = await createComment({ post, parent, content, idempotencyKey });
    if (!result.data?.createComment) return;
    setContent("");
    setKey(crypto.randomUUID());
    onDone?.();
  };
  const label = parent ? "Your reply" : "Your comment";
  return (
    <form onSubmit={(event) => void submit(event)} className="pad">
      <textarea
        aria-label={label}
        placeholder={label}
        name={parent ? "reply" : "comment"}
        rows={2}
        maxLength={2000}
        autoFocus={parent !== null}
        value={content}
        onChange={(event) => setContent(event.target.value)}
      />
      <Problem error={error} />
      <button className="primary" disabled={content.trim() === "" || fetching}>
        {parent ? "Reply" : "Comment"}
      </button>
    </form>
  );
}
