import { useQuery } from "urql";
import { Link } from "wouter";
import { FollowEvidenceDocument } from "../generated";
import { Problem, Time } from "../parts";
import type { Network } from "./network";

type Props = { network: Network; follow: string };

/** What a follow rests on. */
export function Evidence({ network, follow }: Props) {
  const [follower, followee] = network.extremities(follow) as [string, string];
  const [{ data, error, fetching }] = useQuery({
    query: FollowEvidenceDocument,
    variables: { follower, followee },
  });
  const [one, other] = [follower, followee].map((id) => network.getNodeAttribute(id, "label"));
  const found = data?.followEvidence;
  return (
    <section className="card" aria-labelledby="evidence" aria-busy={fetching}>
      <h2 id="evidence">{one} follows {other}</h2>
      <Problem error={error} />
      {!fetching && !error && !found && <p>This follow is no longer there.</p>}
      {found && (
        <>
          <p>
            Since <Time at={found.since} />
            {found.sinceBack && <>, and back since <Time at={found.sinceBack} /></>}
          </p>
          <h3>Posts that one likes of the other</h3>
          {found.likes.length === 0 && <p className="quiet">None.</p>}
          <ul className="list">
            {found.likes.map(({ id, content, author }) => (
              <li key={id}>
                <Link href={`/p/${id}`} className="excerpt">{author.displayName}: {content}</Link>
              </li>
            ))}
          </ul>
          <h3>Comments on each other’s posts</h3>
          {found.comments.length === 0 && <p className="quiet">None.</p>}
          <ul className="list">
            {found.comments.map(({ id, content, author, post }) => (
              <li key={id}>
                <Link href={`/p/${post.id}`} className="excerpt">{author.displayName}: {content}</Link>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
