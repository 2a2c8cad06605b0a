import { createContext, use } from "react";
import type { ViewerFragment } from "../generated";

type Session = {
  /** Null for nobody. */
  viewer: ViewerFragment | null;
  /** Begin with an empty cache: somebody signed in or out. */
  restart: () => void;
};

export const SessionContext = createContext<Session>({ viewer: null, restart: () => {} });

export const useSession = () => use(SessionContext);

/** Who is signed in, on pages that only they see. */
export function useViewer(): ViewerFragment {
  const { viewer } = useSession();
  if (!viewer) throw new Error("Nobody is signed in.");
  return viewer;
}
