/** What the server says about itself, in the page (view.py). */
export type Link = { address: string; name: string; text: string };

type Config = {
  endpoint: string;
  demo: { username: string; password: string } | null;
  links: Link[];
};

export const config = JSON.parse(
  document.getElementById("web-config")?.textContent ?? "{}",
) as Config;
