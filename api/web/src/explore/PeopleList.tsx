import { useState } from "react";
import type { Network } from "./network";

const FIRST = 50;

type Props = { network: Network; chosen: string | null; onChoose: (id: string) => void };

/** Everybody in the picture, those with most ties first. */
export function PeopleList({ network, chosen, onChoose }: Props) {
  const [search, setSearch] = useState("");
  const [shown, setShown] = useState(FIRST);
  const words = search.trim().toLowerCase();
  const found = network
    .mapNodes((id, person) => ({ id, ...person }))
    .filter(({ label, username }) => `${label} ${username}`.toLowerCase().includes(words))
    .sort((one, other) => other.degree - one.degree);
  return (
    <section aria-labelledby="people">
      <h2 id="people">People</h2>
      <div className="pad field">
        <label htmlFor="find">Find in the network</label>
        <input id="find" type="search" value={search} onChange={(event) => setSearch(event.target.value)} />
      </div>
      <p className="pad quiet" role="status">{found.length} of {network.order} people</p>
      <ul className="list people">
        {found.slice(0, shown).map(({ id, label, degree, bridge, color, community }) => (
          <li key={id}>
            <button type="button" className="plain" aria-pressed={id === chosen} onClick={() => onChoose(id)}>
              <svg className="dot" viewBox="0 0 10 10" aria-hidden="true">
                {bridge ? <path d="M5 0 10 5 5 10 0 5z" fill={color} /> : <circle cx="5" cy="5" r="4" fill={color} />}
              </svg>
              {label}
              <span className="quiet">
                {" "}{degree} ties{community >= 0 && `, community ${community + 1}`}
                {bridge && ", bridge"}
              </span>
            </button>
          </li>
        ))}
      </ul>
      {found.length > shown && (
        <button type="button" className="more" onClick={() => setShown(shown + FIRST)}>Show more</button>
      )}
    </section>
  );
}
