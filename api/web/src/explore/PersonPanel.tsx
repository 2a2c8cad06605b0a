import { Link } from "wouter";
import { Time } from "../parts";
import type { Network } from "./network";

const MOST = 20;

type Props = {
  network: Network;
  person: string;
  way: string[];
  start: string;
  until: number;
  onStart: (id: string) => void;
  onAround: (id: string) => void;
  onFollow: (edge: string) => void;
};

/** The person that is chosen: the way to them, and their follows in the picture. */
export function PersonPanel({ network, person, way, start, until, onStart, onAround, onFollow }: Props) {
  const { label, username, degree, bridge } = network.getNodeAttributes(person);
  const name = (id: string) => network.getNodeAttribute(id, "label");
  const follows = network
    .mapEdges(person, (edge, { since }, source, target) => ({ edge, since, source, target }))
    .filter(({ since }) => since <= until)
    .sort((one, other) => other.since - one.since);
  return (
    <section className="card" aria-labelledby="person">
      <h2 id="person">{label}</h2>
      <p>
        <Link href={`/u/${username}`}>@{username}</Link>, {degree} ties{bridge && ", a bridge between communities"}
      </p>
      {person !== start && (
        <p role="status">
          {way.length ? `Path: ${way.map(name).join(" → ")}` : `There is no path from ${name(start)}.`}
        </p>
      )}
      <div className="actions">
        <button type="button" onClick={() => onAround(person)}>Draw the network around them</button>
        <button type="button" disabled={person === start} onClick={() => onStart(person)}>
          Begin paths here
        </button>
      </div>
      <ul className="list" aria-label="Follows">
        {follows.slice(0, MOST).map(({ edge, since, source, target }) => (
          <li key={edge}>
            <button type="button" className="plain" onClick={() => onFollow(edge)}>
              {name(source)} follows {name(target)}, <Time at={new Date(since).toISOString()} />
            </button>
          </li>
        ))}
      </ul>
      {follows.length > MOST && <p className="quiet">and {follows.length - MOST} more</p>}
    </section>
  );
}
