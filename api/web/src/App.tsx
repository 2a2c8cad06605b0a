import { useCallback, useMemo, useState } from "react";
import { Provider } from "urql";
import { makeClient } from "./api/client";
import { Frame } from "./Frame";
import { Notices } from "./parts";

/** The client of this session; when somebody signs in or out, a new one with an empty cache. */
export function App() {
  const [session, setSession] = useState(0);
  const restart = useCallback(() => setSession((number) => number + 1), []);
  const client = useMemo(() => makeClient(restart), [session, restart]);
  return (
    <Provider value={client}>
      <Notices><Frame key={session} restart={restart} /></Notices>
    </Provider>
  );
}
