import { useEffect, useRef, type ReactNode } from "react";
import type { CombinedError } from "urql";
import { Problem } from "./Problem";

type Props<N> = {
  label: string;
  empty: string;
  pages: {
    items: N[];
    isReading: boolean;
    isRead: boolean;
    error: CombinedError | undefined;
    more: (() => void) | undefined;
  };
  children: (item: N) => ReactNode;
};

/** A list of `usePages` that reads on when its end comes into view. */
export function List<N extends { id: string }>({ label, empty, pages, children }: Props<N>) {
  const { items, isReading, isRead, error, more } = pages;
  const end = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (!end.current || !more || isReading) return;
    const observer = new IntersectionObserver(
      ([entry]) => entry?.isIntersecting && more(),
      { rootMargin: "800px" },
    );
    observer.observe(end.current);
    return () => observer.disconnect();
  }, [more, isReading]);

  if (error) return <Problem error={error} />;
  if (!isRead) return <p className="quiet pad" aria-busy="true">Reading…</p>;
  if (items.length === 0) return <p className="quiet pad">{empty}</p>;
  return (
    <>
      <ul className="list" aria-label={label} aria-busy={isReading}>
        {items.map((item) => (
          <li key={item.id}>{children(item)}</li>
        ))}
      </ul>
      {more && (
        <button ref={end} type="button" className="more" onClick={more} disabled={isReading}>
          More
        </button>
      )}
    </>
  );
}
