import { DirectedGraph } from "graphology";
import louvain from "graphology-communities-louvain";
import type { NetworkQuery } from "../generated";

/** Somebody in the picture: where they are drawn, and how. */
export type Person = {
  x: number;
  y: number;
  size: number;
  color: string;
  label: string;
  username: string;
  community: number;
  degree: number;
  /** Whether they have ties to several communities. */
  bridge: boolean;
  shape: "circle" | "diamond";
};
/** A follow; `since` in milliseconds since 1970. */
export type Follow = { since: number };
export type Network = DirectedGraph<Person, Follow>;
type People = NonNullable<NetworkQuery["network"]>["people"];

const COLORS = ["#3987e5", "#d95926", "#199e70", "#d55181", "#c98500", "#9085e9", "#008300", "#e66767"];
const ALONE = "#898781";

/** The graph of an answer; the key of a person is the ID. */
export function makeNetwork(people: People): Network {
  const network: Network = new DirectedGraph();
  people.forEach(({ user, community }, place) => {
    // On a spiral, from where the layout begins: so the same answer is the same picture.
    const [angle, radius] = [2.4 * place, Math.sqrt(place)];
    network.addNode(user.id, {
      x: radius * Math.cos(angle),
      y: radius * Math.sin(angle),
      size: 3,
      color: ALONE,
      label: user.displayName,
      username: user.username,
      community: community ?? -1,
      degree: 0,
      bridge: false,
      shape: "circle",
    });
  });
  for (const { user, follows, since } of people) {
    follows.forEach((place, index) => {
      network.addDirectedEdge(user.id, people[place]!.user.id, { since: Date.parse(since[index]!) });
    });
  }
  const known = people.filter(({ community }) => community !== null).length;
  if (known < people.length / 2 && network.size > 0) louvain.assign(network, { randomWalk: false });
  network.forEachNode((id) => network.mergeNodeAttributes(id, look(network, id)));
  return network;
}

function look(network: Network, id: string): Partial<Person> {
  const { community } = network.getNodeAttributes(id);
  const degree = network.neighbors(id).length;
  const bridge = degree > 3 && participation(network, id) >= 0.5;
  return {
    degree,
    bridge,
    size: Math.min(3 + Math.sqrt(degree), 16),
    color: community < 0 || degree === 0 ? ALONE : COLORS[community % COLORS.length]!,
    shape: bridge ? "diamond" : "circle",
  };
}

/**
 * How evenly the ties of a person are spread over communities: 0 for one of them.
 * Source: Guimerà and Amaral, Functional cartography of complex metabolic networks, 2005.
 */
function participation(network: Network, id: string): number {
  const ties = new Map<number, number>();
  const neighbors = network.neighbors(id);
  for (const each of neighbors) {
    const { community } = network.getNodeAttributes(each);
    ties.set(community, (ties.get(community) ?? 0) + 1);
  }
  return [...ties.values()].reduce((left, count) => left - (count / neighbors.length) ** 2, 1);
}

/** The times of the first and of the last follow. */
export function times(network: Network): [number, number] {
  let [first, last] = [Infinity, -Infinity];
  network.forEachEdge((_, { since }) => {
    first = Math.min(first, since);
    last = Math.max(last, since);
  });
  return [first, last];
}

/** The shortest way between two people over follows in either direction until a time; [] for none. */
export function way(network: Network, from: string, to: string, until: number): string[] {
  const before = new Map<string, string | null>([[from, null]]);
  const waiting = [from];
  for (const one of waiting) {
    if (one === to) break;
    network.forEachEdge(one, (_, { since }, source, target) => {
      const other = source === one ? target : source;
      if (since > until || before.has(other)) return;
      before.set(other, one);
      waiting.push(other);
    });
  }
  if (!before.has(to)) return [];
  const found = [];
  for (let one: string | null | undefined = to; one; one = before.get(one)) found.unshift(one);
  return found;
}
