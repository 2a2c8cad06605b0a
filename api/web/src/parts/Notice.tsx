import { createContext, use, useCallback, useState, type ReactNode } from "react";

const Say = createContext<(text: string) => void>(() => {});

/** A function that shows a sentence at the bottom of the page, and has it read aloud. */
export const useSay = () => use(Say);

/** Where the sentences of everything inside are shown, one at a time. */
export function Notices({ children }: { children: ReactNode }) {
  const [notice, setNotice] = useState("");
  const say = useCallback((text: string) => setNotice(text), []);
  return (
    <Say value={say}>
      {children}
      <div role="status" className="notice" hidden={!notice}>
        {notice}
        <button type="button" className="plain" onClick={() => setNotice("")}>Close</button>
      </div>
    </Say>
  );
}
