import { useQuery } from "urql";
import { MutedWordsDocument, MuteWordDocument, UnmuteWordDocument } from "../generated";
import { ActButton, ActForm, Field } from "../parts";

export function MutedWords() {
  const [{ data }] = useQuery({ query: MutedWordsDocument });
  return (
    <>
      <ActForm act={MuteWordDocument} submit="Mute" onDone={(form) => form.reset()}>
        <h3>Muted words</h3>
        <Field
          label="Word or phrase"
          name="text"
          maxLength={100}
          hint="Posts with it are not in your feed."
          required
        />
      </ActForm>
      <ul className="list pad" aria-label="Muted words">
        {data?.mutedWords?.nodes.map(({ id, text }) => (
          <li key={id}>
            {text}{" "}
            <ActButton
              act={UnmuteWordDocument}
              variables={{ id }}
              className="plain"
              aria-label={`Unmute ${text}`}
            >
              Unmute
            </ActButton>
          </li>
        ))}
      </ul>
    </>
  );
}
