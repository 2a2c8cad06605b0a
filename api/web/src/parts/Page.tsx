import { useEffect, type ReactNode } from "react";

type Props = { title: string; children: ReactNode };

/** What is in the middle of the window; its title is the window's, too. */
export function Page({ title, children }: Props) {
  useEffect(() => {
    document.title = `${title} · Social graph`;
  }, [title]);
  return (
    <main id="content" tabIndex={-1}>
      <h1>{title}</h1>
      {children}
    </main>
  );
}
