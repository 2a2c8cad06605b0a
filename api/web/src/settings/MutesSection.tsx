import { MutedUsersDocument, UnmuteDocument } from "../generated";
import { ActButton, List, usePages } from "../parts";
import { PersonRow } from "../people/PersonRow";
import { MutedWords } from "./MutedWords";

export function MutesSection() {
  const pages = usePages(MutedUsersDocument, {}, (data) => data.mutedUsers);
  return (
    <>
      <List label="Users whom you mute" empty="You mute nobody." pages={pages}>
        {(person) => (
          <PersonRow person={person}>
            <ActButton act={UnmuteDocument} variables={{ id: person.id }}>Unmute</ActButton>
          </PersonRow>
        )}
      </List>
      <MutedWords />
    </>
  );
}
