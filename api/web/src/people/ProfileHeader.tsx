import { Link } from "wouter";
import { useSession } from "../account/session";
import type { ProfileQuery } from "../generated";
import { Avatar, Text } from "../parts";
import { FollowButton } from "./FollowButton";
import { KnownFollowers } from "./KnownFollowers";
import { ProfileMenu } from "./ProfileMenu";

export type Profile = NonNullable<ProfileQuery["user"]>;

export function ProfileHeader({ person }: { person: Profile }) {
  const { viewer } = useSession();
  const { username } = person;
  const isOwn = viewer?.id === person.id;
  return (
    <section className="card profile" aria-label="Profile">
      <Avatar person={{ ...person, profileImage: person.banner }} />
      <p className="quiet">
        @{username}
        {person.isPrivate && <span className="tag">Private</span>}
        {person.followsViewer && <span className="tag">Follows you</span>}
        {person.isSuspended && <span className="tag">Suspended</span>}
      </p>
      {person.bio && <Text>{person.bio}</Text>}
      <p className="figures">
        <span>
          <b>{person.postsCount}</b> posts
        </span>
        <Link href={`/u/${username}/followers`}>
          <b>{person.followersCount}</b> followers
        </Link>
        <Link href={`/u/${username}/following`}>
          <b>{person.followingCount}</b> following
        </Link>
      </p>
      {person.knownFollowers && <KnownFollowers known={person.knownFollowers} />}
      <div className="actions">
        {isOwn ? (
          <Link className="button" href="/settings">Edit your profile</Link>
        ) : (
          <FollowButton person={person} />
        )}
        {viewer && !isOwn && <ProfileMenu person={person} />}
      </div>
    </section>
  );
}
