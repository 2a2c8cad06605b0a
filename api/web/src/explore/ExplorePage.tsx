import { useMemo, useState } from "react";
import { useQuery } from "urql";
import { NetworkDocument } from "../generated";
import { Choice, Page, Problem } from "../parts";
import { Explorer } from "./Explorer";
import { makeNetwork } from "./network";
import "./explore.css";

const SIZES = { "100": "100 people", "300": "300 people", "1000": "1,000 people", "2000": "2,000 people" };
type Size = keyof typeof SIZES;

/** The network around somebody, at first oneself; a chunk of its own, as it brings the drawing. */
export function ExplorePage() {
  const [around, setAround] = useState<string | null>(null);
  const [size, setSize] = useState<Size>("300");
  const variables = { around, people: Number(size) };
  const [{ data, error, fetching }] = useQuery({ query: NetworkDocument, variables });
  const people = data?.network?.people;
  const network = useMemo(() => people && makeNetwork(people), [people]);
  const centre = people?.[0]?.user;
  return (
    <Page title="Explore">
      <div className="pad actions">
        <Choice label="At most" value={size} options={SIZES} onChange={setSize} />
        {around && <button type="button" onClick={() => setAround(null)}>Back to your network</button>}
        {data?.network?.isWhole === false && <p className="quiet">There are more people around.</p>}
      </div>
      <Problem error={error} />
      {fetching && !network && <p className="quiet pad" aria-busy="true">Reading…</p>}
      {data && !network && <p className="pad">User not found.</p>}
      {network && centre && (
        <Explorer key={`${centre.id} ${size}`} network={network} centre={centre.id} onAround={setAround} />
      )}
    </Page>
  );
}
