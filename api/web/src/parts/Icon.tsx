const PATHS = {
  home: "M4 11 12 4l8 7v9h-5v-6H9v6H4z",
  search: "M11 4a7 7 0 1 1 0 14 7 7 0 0 1 0-14zm5 12 4 4",
  bell: "M6 17V11a6 6 0 0 1 12 0v6l1.500 2h-15zM10 21h4",
  bookmark: "M7 4h10v16l-5-4-5 4z",
  person: "M12 4a4 4 0 1 1 0 8 4 4 0 0 1 0-8zM4.500 20a7.500 6 0 0 1 15 0z",
  people: "M9 5a3.500 3.500 0 1 1 0 7 3.500 3.500 0 0 1 0-7zM2.500 19a6.500 5 0 0 1 13 0zM16 6a3 3 0 0 1 0 6m2 2.500a6 5 0 0 1 4 4.500",
  network: "M6 4.500a2 2 0 1 1 0 4 2 2 0 0 1 0-4zM18 7a2 2 0 1 1 0 4 2 2 0 0 1 0-4zM9 16a2 2 0 1 1 0 4 2 2 0 0 1 0-4zM8 7l8 1.500M7 8.500l2 7.500m1.500.500 6-6",
  settings: "M4 7h9m4 0h3M4 17h3m4 0h9M15 5v4M9 15v4",
  heart: "M12 20 4.500 12.500a4.600 4.600 0 0 1 7.500-5.200 4.600 4.600 0 0 1 7.500 5.200z",
  comment: "M4 5h16v11h-9l-4 4v-4H4z",
} as const;

export type IconName = keyof typeof PATHS;

/** A picture beside or in place of a text that says the same. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg className="icon" viewBox="0 0 24 24" aria-hidden="true"><path d={PATHS[name]} /></svg>
  );
}
