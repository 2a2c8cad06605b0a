import type { ReactNode } from "react";

/** Drawn like GraphiQL's own, which has none for these. */
function Icon({ children }: { children: ReactNode }) {
  return (
    <svg
      className="graphiql-toolbar-icon"
      viewBox="0 0 18 18"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.4"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      {children}
    </svg>
  );
}

export function PictureIcon() {
  return (
    <Icon>
      <rect x="1.75" y="2.75" width="14.5" height="12.5" rx="2" />
      <path d="m2 13 4.2-4.3 3.2 3.2 2.2-2 4.4 4" />
      <circle cx="11.8" cy="6.4" r="1.3" />
    </Icon>
  );
}

export function ExamplesIcon() {
  return (
    <Icon>
      <path d="M6.6 13.2h4.8M7.3 15.9h3.4" />
      <path d="M6.7 11c0-1.5-2.2-2.3-2.2-5a4.5 4.5 0 0 1 9 0c0 2.7-2.2 3.5-2.2 5z" />
    </Icon>
  );
}
