import { Link } from "wouter";
import type { NotificationFragment, NotificationKind } from "../generated";
import { Avatar, PersonName, Time } from "../parts";

/** A kind that a newer server adds has no text here. */
const TEXTS: Partial<Record<NotificationKind, string>> = {
  FOLLOW: "follows you.",
  LIKE: "likes your post.",
  COMMENT: "commented on your post.",
  REPLY: "replied to you.",
  MENTION: "mentioned you.",
  FOLLOW_REQUEST: "asks to follow you.",
  FOLLOW_ACCEPTED: "accepted your request to follow them.",
};

export function NotificationRow({ notification }: { notification: NotificationFragment }) {
  const { actor, comment, createdAt, kind, post, read } = notification;
  const text = comment?.content ?? post?.content;
  return (
    <article className={read ? "row" : "row unread"}>
      <Avatar person={actor} />
      <div className="grow">
        <PersonName person={actor} /> {TEXTS[kind] ?? "did something that concerns you."}{" "}
        <Time at={createdAt} />
        {!read && <span className="hidden"> Unread.</span>}
        {post && (
          <Link className="excerpt" href={`/p/${post.id}`}>{text || "The post"}</Link>
        )}
        {kind === "FOLLOW_REQUEST" && <Link href="/settings/requests">Answer</Link>}
      </div>
    </article>
  );
}
