import type { PersonFragment } from "../generated";

/** The profile image, or the first letter of the name. It says nothing that the name beside it does not. */
export function Avatar({ person }: { person: PersonFragment }) {
  if (person.profileImage) {
    return <img className="avatar" src={person.profileImage} alt="" width="44" height="44" />;
  }
  return (
    <span className="avatar" aria-hidden="true">
      {person.displayName.slice(0, 1).toUpperCase()}
    </span>
  );
}
