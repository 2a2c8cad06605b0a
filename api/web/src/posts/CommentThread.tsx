import { DeleteCommentDocument } from "../generated";
import { useSession } from "../account/session";
import { ActButton, Avatar, PersonName, Text, Time } from "../parts";
import { CommentForm } from "./CommentForm";
import type { Thread } from "./threads";

type Props = {
  post: string;
  thread: Thread;
  /** The id of the comment that is being answered. */
  answered: string | null;
  /** Not given where the viewer cannot comment. */
  onAnswer: ((id: string | null) => void) | undefined;
};

/** A comment with all replies below it, indented. */
export function CommentThread({ post, thread, answered, onAnswer }: Props) {
  const { viewer } = useSession();
  const { comment, replies } = thread;
  const { author, content, createdAt, id } = comment;
  return (
    <li>
      <article className="row" aria-label={`Comment by ${author.displayName}`}>
        <Avatar person={author} />
        <div className="grow">
          <PersonName person={author} /> <Time at={createdAt} />
          <Text>{content}</Text>
          <div className="actions">
            {onAnswer && (
              <button
                type="button"
                className="plain"
                aria-expanded={answered === id}
                onClick={() => onAnswer(answered === id ? null : id)}
              >
                Reply
              </button>
            )}
            {viewer?.id === author.id && (
              <ActButton act={DeleteCommentDocument} variables={{ id }} className="plain">
                Delete
              </ActButton>
            )}
          </div>
          {answered === id && (
            <CommentForm post={post} parent={id} onDone={() => onAnswer?.(null)} />
          )}
        </div>
      </article>
      {replies.length > 0 && (
        <ul className="replies" aria-label={`Replies to ${author.displayName}`}>
          {replies.map((reply) => (
            <CommentThread
              key={reply.comment.id}
              post={post}
              thread={reply}
              answered={answered}
              onAnswer={onAnswer}
            />
          ))}
        </ul>
      )}
    </li>
  );
}
