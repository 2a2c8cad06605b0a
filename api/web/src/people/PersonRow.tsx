import type { ReactNode } from "react";
import type { RelationFragment } from "../generated";
import { Avatar, PersonName } from "../parts";
import { FollowButton } from "./FollowButton";

type Props = {
  person: RelationFragment & { bio: string };
  note?: string;
  /** In place of the button to follow. */
  children?: ReactNode;
};

export function PersonRow({ person, note, children }: Props) {
  return (
    <article className="row" aria-label={person.displayName}>
      <Avatar person={person} />
      <div className="grow">
        <PersonName person={person} />
        {person.followsViewer && <span className="tag">Follows you</span>}
        {note && <p className="quiet">{note}</p>}
        {person.bio && <p className="clamped">{person.bio}</p>}
      </div>
      {children ?? <FollowButton person={person} />}
    </article>
  );
}
