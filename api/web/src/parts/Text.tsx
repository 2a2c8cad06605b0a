import { Link } from "wouter";

/** Mentions as the server finds them, and addresses of pages. */
const LINKED = /((?<![\w./@])@[\w](?:[\w.-]*[\w])?|https?:\/\/[^\s<>"]*[^\s<>".,;:!?)])/;

/** A text as it was typed, with links for mentions and addresses. */
export function Text({ children }: { children: string }) {
  return <p className="text">{children.split(LINKED).map(linked)}</p>;
}

function linked(part: string, index: number) {
  // `split` puts what the group matched at the odd places.
  if (index % 2 === 0) return part;
  if (part.startsWith("@")) {
    return <Link key={index} href={`/u/${part.slice(1)}`}>{part}</Link>;
  }
  return <a key={index} href={part} rel="nofollow noopener noreferrer" target="_blank">{part}</a>;
}
