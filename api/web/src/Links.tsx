import { config } from "./config";

/** What else this server has: the playground, the admin, the graph and documents. */
export function Links() {
  return (
    <footer className="links">
      {config.links.map(({ address, name, text }) => (
        <a key={address} href={address} title={text}>{name}</a>
      ))}
      <a href="/about/">About</a>
    </footer>
  );
}
