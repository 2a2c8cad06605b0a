import forceAtlas2 from "graphology-layout-forceatlas2";
import { useEffect, useRef, useState } from "react";
import Sigma from "sigma";
import { sdfCircle, sdfDiamond } from "sigma/rendering";
import type { Network } from "./network";
import type { Choice } from "./useChoice";

/** Of a frame, so many milliseconds are for the layout. */
const BUDGET = 8;
const ROUNDS = 300;

type Props = {
  network: Network;
  choice: Choice;
  /** Follows since later are not drawn. */
  until: number;
  onPerson: (id: string) => void;
  onFollow: (edge: string) => void;
  onReady: (drawing: Drawing | null) => void;
};

/** The network drawn; everything in it is in the list beside it, too. */
export function Picture({ network, choice, until, onPerson, onFollow, onReady }: Props) {
  const container = useRef<HTMLDivElement>(null);
  const sigma = useRef<Drawing | null>(null);
  const shown = useRef({ choice, until });
  const [isMissing, setMissing] = useState(false);
  shown.current = { choice, until };

  useEffect(() => {
    let stop = () => {};
    try {
      const picture = draw(network, container.current!, shown);
      picture.on("clickNode", ({ node }) => onPerson(node));
      picture.on("clickEdge", ({ edge }) => onFollow(edge));
      sigma.current = picture;
      onReady(picture);
      stop = arrange(network);
    } catch {
      // A browser without WebGL.
      setMissing(true);
    }
    return () => {
      stop();
      sigma.current?.kill();
      sigma.current = null;
      onReady(null);
    };
  }, [network, onPerson, onFollow, onReady]);

  useEffect(() => {
    sigma.current?.refresh({ skipIndexation: true, schedule: true });
  }, [choice, until]);

  if (isMissing) return <p className="pad">This browser cannot draw it. The list has it all.</p>;
  return <div ref={container} className="picture" role="img" aria-label="The network, as in the list" />;
}

type Shown = { current: { choice: Choice; until: number } };

/** Sigma with these shapes. */
export type Drawing = ReturnType<typeof draw>;

function draw(network: Network, container: HTMLElement, shown: Shown) {
  let [text, line, accent] = colors(container);
  const sigma = new Sigma(network, container, {
    primitives: { nodes: { shapes: [sdfCircle(), sdfDiamond()] } },
    settings: { enableEdgeEvents: true, gestureTarget: "shared", itemSizesReference: "screen" },
    nodeReducer: (id, data, { shape }) => {
      const { choice, until } = shown.current;
      const isHidden = !network.someEdge(id, (_, { since }) => since <= until) && network.order > 1;
      const isChosen = choice.people.has(id);
      return {
        shape,
        labelColor: text!,
        backdropColor: "#ffffff",
        visibility: isHidden && !isChosen ? "hidden" : "visible",
        opacity: choice.people.size === 0 || isChosen || choice.near.has(id) ? 1 : 0.15,
        labelVisibility: isChosen ? "visible" : data.labelVisibility,
        size: isChosen ? data.size + 4 : data.size,
      };
    },
    edgeReducer: (edge, data, { since }) => {
      const { choice, until } = shown.current;
      const isChosen = choice.follows.has(edge);
      return {
        visibility: since <= until ? "visible" : "hidden",
        color: isChosen ? accent! : line!,
        size: isChosen ? 3 : data.size / 2,
        zIndex: isChosen ? 1 : 0,
      };
    },
  });
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const repaint = () => {
    [text, line, accent] = colors(container);
    sigma.refresh({ schedule: true });
  };
  dark.addEventListener("change", repaint);
  sigma.on("kill", () => dark.removeEventListener("change", repaint));
  return sigma;
}

/** The colors of texts, follows and what is chosen: the engine of the picture knows no light-dark(). */
function colors(container: HTMLElement): string[] {
  return ["--text", "--line", "--accent"].map((name) => {
    container.style.color = `var(${name})`;
    return getComputedStyle(container).color;
  });
}

/** Move people towards those they are tied to, a few rounds a frame; returns what ends it. */
function arrange(network: Network): () => void {
  const settings = { ...forceAtlas2.inferSettings(network), barnesHutOptimize: network.order > 300 };
  let left = network.order < 2 ? 0 : ROUNDS;
  const move = () => {
    const end = performance.now() + BUDGET;
    while (left > 0 && performance.now() < end) {
      forceAtlas2.assign(network, { iterations: 1, settings });
      left -= 1;
    }
    if (left > 0) requestAnimationFrame(move);
  };
  move();
  return () => {
    left = 0;
  };
}
