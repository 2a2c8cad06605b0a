import { useMemo } from "react";
import { useQuery } from "urql";
import { SessionContext } from "./account/session";
import { ViewerDocument } from "./generated";
import { Links } from "./Links";
import { Navigation } from "./Navigation";
import { Problem } from "./parts";
import { Routes } from "./Routes";

/** The whole window: navigation, the page of the address, links to other pages of the service. */
export function Frame({ restart }: { restart: () => void }) {
  const [{ data, error, fetching }] = useQuery({ query: ViewerDocument });
  const viewer = data?.me ?? null;
  const session = useMemo(() => ({ viewer, restart }), [viewer, restart]);
  if (error && !data) return <Problem error={error} />;
  if (!data || (fetching && !viewer)) return <p className="quiet pad">Reading…</p>;
  return (
    <SessionContext value={session}>
      <a className="skip" href="#content">Skip to content</a>
      <div className="frame">
        <Navigation />
        <Routes />
        <Links />
      </div>
    </SessionContext>
  );
}
