import { useMemo, useState } from "react";
import { way, type Network } from "./network";

/** What is chosen in the picture, and what is shown with it. */
export type Choice = {
  /** The person whose ties are shown. */
  person: string | null;
  /** The follow whose evidence is shown. */
  follow: string | null;
  /** The shortest way from where ways begin to the person. */
  way: string[];
  people: ReadonlySet<string>;
  near: ReadonlySet<string>;
  follows: ReadonlySet<string>;
};

/** The choice of a person or follow of this network; ways begin at `start`. */
export function useChoice(network: Network, start: string, until: number) {
  const [person, choosePerson] = useState<string | null>(null);
  const [follow, chooseFollow] = useState<string | null>(null);
  const choice = useMemo<Choice>(() => {
    const found = person && person !== start ? way(network, start, person, until) : [];
    const people = new Set([...found, ...(person ? [person] : [])]);
    const follows = new Set(follow ? [follow] : []);
    if (follow) network.extremities(follow).forEach((each) => people.add(each));
    found.slice(1).forEach((each, place) => {
      network.forEachEdge((edge, _, one, other) => {
        const ends = [one, other];
        if (ends.includes(each) && ends.includes(found[place]!)) follows.add(edge);
      });
    });
    const near = new Set(person ? network.neighbors(person) : []);
    return { person, follow, way: found, people, near, follows };
  }, [network, person, follow, start, until]);
  return { choice, choosePerson, chooseFollow };
}
