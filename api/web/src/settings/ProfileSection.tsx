import { useQuery } from "urql";
import { MyProfileDocument, UpdatePictureDocument, UpdateProfileDocument } from "../generated";
import { ActForm, Avatar, Field, PictureInput, Problem, useAct, useSay } from "../parts";

export function ProfileSection() {
  const [{ data, error }] = useQuery({ query: MyProfileDocument });
  const [updatePicture, isSending] = useAct(UpdatePictureDocument);
  const say = useSay();
  const me = data?.me;
  if (!me) return <Problem error={error} />;
  const send = (profileImage: File | null) => void updatePicture({ profileImage });
  return (
    <>
      <div className="card together">
        <Avatar person={me} />
        <PictureInput label="New picture" disabled={isSending} onChoose={([file]) => file && send(file)} />
        {me.profileImage && (
          <button type="button" disabled={isSending} onClick={() => send(null)}>
            Remove the picture
          </button>
        )}
      </div>
      <ActForm act={UpdateProfileDocument} submit="Save" onDone={() => say("Saved.")}>
        <Field
          label="Display name"
          name="displayName"
          maxLength={50}
          defaultValue={me.displayName === me.username ? "" : me.displayName}
        />
        <Field label="About you" name="bio" rows={3} maxLength={300} defaultValue={me.bio} />
      </ActForm>
    </>
  );
}
