import { useLeave } from "../account/useLeave";
import { DeleteAccountDocument } from "../generated";
import { ActForm, PasswordField } from "../parts";

export function DeleteAccount() {
  return (
    <ActForm
      act={DeleteAccountDocument}
      submit="Delete"
      question="Delete your account and everything that you wrote, for good?"
      onDone={useLeave()}
    >
      <h3>Delete your account</h3>
      <p className="quiet">
        Your posts, comments, likes and follows are deleted, too. This cannot be undone.
      </p>
      <PasswordField label="Your password" />
    </ActForm>
  );
}
