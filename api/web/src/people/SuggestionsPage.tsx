import { useQuery } from "urql";
import { DismissDocument, SuggestionsDocument } from "../generated";
import { ActButton, Page, Problem } from "../parts";
import { FollowButton } from "./FollowButton";
import { PersonRow } from "./PersonRow";

/** People to follow, best first, each with the strongest reason. */
export function SuggestionsPage() {
  const [{ data, error, fetching }] = useQuery({ query: SuggestionsDocument });
  const suggestions = data?.followSuggestions;
  return (
    <Page title="Suggestions">
      {!suggestions && <Problem error={error} />}
      {!suggestions && fetching && <p className="quiet pad">Reading…</p>}
      {suggestions?.length === 0 && <p className="quiet pad">There is nobody to suggest.</p>}
      <ul className="list" aria-label="People to follow">
        {suggestions?.map(({ user, reasons }) => (
          <li key={user.id}>
            <PersonRow person={user} note={reasons[0]?.text}>
              <div className="stacked">
                <FollowButton person={user} />
                <ActButton
                  act={DismissDocument}
                  variables={{ id: user.id }}
                  className="plain"
                  aria-label={`Dismiss ${user.displayName}`}
                >
                  Dismiss
                </ActButton>
              </div>
            </PersonRow>
          </li>
        ))}
      </ul>
    </Page>
  );
}
