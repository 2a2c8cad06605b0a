import { AcceptRequestDocument, FollowRequestsDocument, RefuseRequestDocument } from "../generated";
import { ActButton, List, usePages } from "../parts";
import { PersonRow } from "../people/PersonRow";

export function RequestsSection() {
  const pages = usePages(FollowRequestsDocument, {}, (data) => data.followRequests);
  return (
    <List label="Requests to follow you" empty="Nobody asks to follow you." pages={pages}>
      {(person) => (
        <PersonRow person={person}>
          <div className="stacked">
            <ActButton act={AcceptRequestDocument} variables={{ id: person.id }} className="primary">
              Accept
            </ActButton>
            <ActButton act={RefuseRequestDocument} variables={{ id: person.id }}>Refuse</ActButton>
          </div>
        </PersonRow>
      )}
    </List>
  );
}
