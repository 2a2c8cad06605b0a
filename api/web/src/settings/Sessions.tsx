import { useQuery } from "urql";
import { EndSessionDocument, SessionsDocument } from "../generated";
import { ActButton, Problem, Time } from "../parts";

/** Where one is signed in. */
export function Sessions() {
  const [{ data, error }] = useQuery({ query: SessionsDocument });
  return (
    <>
      <Problem error={error} />
      <ul className="list" aria-label="Sessions">
        {data?.sessions.map(({ id, device, place, lastUsedAt, current }) => (
          <li key={id} className="row">
            <p className="grow">
              {device} <span className="quiet">{place}</span> <Time at={lastUsedAt} />
              {current && <span className="tag">This one</span>}
            </p>
            {!current && (
              <ActButton act={EndSessionDocument} variables={{ id }} aria-label={`End: ${device}`}>
                End
              </ActButton>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}
