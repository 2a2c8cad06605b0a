import { BlockedUsersDocument, UnblockDocument } from "../generated";
import { ActButton, List, usePages } from "../parts";
import { PersonRow } from "../people/PersonRow";

export function BlocksSection() {
  const pages = usePages(BlockedUsersDocument, {}, (data) => data.blockedUsers);
  return (
    <List label="Users whom you block" empty="You block nobody." pages={pages}>
      {(person) => (
        <PersonRow person={person}>
          <ActButton act={UnblockDocument} variables={{ id: person.id }}>Unblock</ActButton>
        </PersonRow>
      )}
    </List>
  );
}
