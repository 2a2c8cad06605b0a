import { Link } from "wouter";
import type { PostAudience, PostFragment } from "../generated";
import { Avatar, PersonName, Text, Time, type Options } from "../parts";
import { Pictures } from "./Pictures";
import { PostActions } from "./PostActions";

/** Whom a post is for; the options of the composer, too. */
export const AUDIENCES: Options<PostAudience> = {
  PUBLIC: "Everybody",
  FOLLOWERS: "Followers",
  MUTUALS: "Mutual followers",
  MENTIONED: "Only whom it mentions",
};

export function PostCard({ post }: { post: PostFragment }) {
  const { author } = post;
  return (
    <article className="row" aria-label={`Post by ${author.displayName}`}>
      <Avatar person={author} />
      <div className="grow">
        <header>
          <PersonName person={author} />{" "}
          <Link className="quiet" href={`/p/${post.id}`}><Time at={post.createdAt} /></Link>
          {post.editedAt && <span className="quiet"> · edited</span>}
          {post.audience !== "PUBLIC" && (
            <span className="quiet"> · {AUDIENCES[post.audience]}</span>
          )}
        </header>
        {post.content && <Text>{post.content}</Text>}
        <Pictures images={post.images} />
        <PostActions post={post} />
      </div>
    </article>
  );
}
