import { Link } from "wouter";
import type { PersonFragment } from "../generated";

/** The display name and username as one link to the profile. */
export function PersonName({ person }: { person: PersonFragment }) {
  return (
    <Link className="person-name" href={`/u/${person.username}`}>
      <b>{person.displayName}</b> <span className="quiet">@{person.username}</span>
    </Link>
  );
}
