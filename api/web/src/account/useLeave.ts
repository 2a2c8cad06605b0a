import { useLocation } from "wouter";
import { useSession } from "./session";

/** A function to call when the session has ended. */
export function useLeave(): () => void {
  const { restart } = useSession();
  const [, go] = useLocation();
  return () => {
    go("/sign-in");
    restart();
  };
}
