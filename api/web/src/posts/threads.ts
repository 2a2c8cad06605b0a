import type { CommentFragment } from "../generated";

export type Thread = { comment: CommentFragment; replies: Thread[] };

/**
 * The comments, newest first, as threads, oldest first. A reply whose comment is not among them, as
 * it is on an earlier page, begins a thread.
 */
export function threadsOf(comments: CommentFragment[]): Thread[] {
  const threads = new Map<string, Thread>(
    comments.map((comment) => [comment.id, { comment, replies: [] }]),
  );
  const roots: Thread[] = [];
  for (const thread of [...threads.values()].reverse()) {
    const parent = threads.get(thread.comment.parent?.id ?? "");
    (parent?.replies ?? roots).push(thread);
  }
  return roots;
}
