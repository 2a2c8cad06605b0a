import { SearchPeopleDocument } from "../generated";
import { List, usePages } from "../parts";
import { PersonRow } from "../people/PersonRow";

export function FoundPeople({ text }: { text: string }) {
  const pages = usePages(SearchPeopleDocument, { text }, (data) => data.users);
  return (
    <List label="People" empty="Nobody was found." pages={pages}>
      {(person) => <PersonRow person={person} />}
    </List>
  );
}
