import type { Network } from "./network";
import type { Drawing } from "./Picture";

/** Download the picture as it is on the screen. */
export function savePicture(sigma: Drawing, name: string): void {
  const drawn = sigma.getStageCanvas();
  const copy = document.createElement("canvas");
  [copy.width, copy.height] = [drawn.width, drawn.height];
  const paper = copy.getContext("2d")!;
  paper.fillStyle = getComputedStyle(document.querySelector("main")!).backgroundColor;
  paper.fillRect(0, 0, copy.width, copy.height);
  // What was drawn is there until the next frame.
  sigma.refresh();
  paper.drawImage(drawn, 0, 0);
  copy.toBlob((blob) => blob && save(blob, `${name}.png`));
}

/** Download people and follows in the form of graphology. */
export function saveJson(network: Network, name: string): void {
  save(new Blob([JSON.stringify(network.export())], { type: "application/json" }), `${name}.json`);
}

/** Download people and follows as Gephi and others read them. Source: GraphML 1.0. */
export function saveGraphml(network: Network, name: string): void {
  save(new Blob([graphml(network)], { type: "application/xml" }), `${name}.graphml`);
}

const KEYS = [
  ["label", "string"],
  ["username", "string"],
  ["community", "int"],
  ["degree", "int"],
  ["bridge", "boolean"],
] as const;

function graphml(network: Network): string {
  const keys = KEYS.map(([key, type]) => `<key id="${key}" for="node" attr.name="${key}" attr.type="${type}"/>`);
  const people = network.mapNodes((id, person) => {
    const data = KEYS.map(([key]) => `<data key="${key}">${escaped(String(person[key]))}</data>`);
    return `<node id="${escaped(id)}">${data.join("")}</node>`;
  });
  const follows = network.mapEdges((_, { since }, source, target) => {
    const time = new Date(since).toISOString();
    return `<edge source="${escaped(source)}" target="${escaped(target)}"><data key="since">${time}</data></edge>`;
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">',
    ...keys,
    '<key id="since" for="edge" attr.name="since" attr.type="string"/>',
    '<graph edgedefault="directed">',
    ...people,
    ...follows,
    "</graph></graphml>",
  ].join("\n");
}

/** A text for XML, without characters that XML has not. */
function escaped(text: string): string {
  return text
    .replace(/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, "")
    .replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}

function save(blob: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
