import { Link } from "wouter";
import type { ProfileQuery } from "../generated";

type Known = NonNullable<NonNullable<ProfileQuery["user"]>["knownFollowers"]>;

/** "Followed by …, whom you follow". */
export function KnownFollowers({ known }: { known: Known }) {
  const others = known.count - known.people.length;
  if (known.people.length === 0) return null;
  return (
    <p className="quiet">
      Followed by{" "}
      {known.people.map((person, index) => (
        <span key={person.id}>
          {index > 0 && ", "}
          <Link href={`/u/${person.username}`}>{person.displayName}</Link>
        </span>
      ))}
      {others > 0 && ` and ${others}${known.countIsExact ? "" : " or more"} others`}, whom you
      follow
    </p>
  );
}
