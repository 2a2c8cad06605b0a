/** The configuration of the page, in its `<script id="playground-config">`. */
export type Config = {
  /** Path of the GraphQL endpoint. */
  endpoint: string;
  /** The demo account, in development only. */
  demo: { username: string; password: string } | null;
  /** Whether introspection is enabled; without it there are no docs and no completion. */
  introspection: boolean;
  /** Where the latest requests are shown with their statements, in development only. */
  requests: string | null;
};

export function readConfig(): Config {
  const element = document.getElementById("playground-config");
  if (!element?.textContent) throw new Error("The page carries no playground-config.");
  return JSON.parse(element.textContent) as Config;
}
