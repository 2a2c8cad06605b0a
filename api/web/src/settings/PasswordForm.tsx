import { ChangePasswordDocument } from "../generated";
import { ActForm, PasswordField, useSay } from "../parts";

export function PasswordForm() {
  const say = useSay();
  const done = (form: HTMLFormElement) => {
    form.reset();
    say("The password is changed, and your other sessions have ended.");
  };
  return (
    <ActForm act={ChangePasswordDocument} submit="Change the password" onDone={done}>
      <h3>Password</h3>
      <PasswordField label="Current password" name="old" />
      <PasswordField label="New password" name="new" isNew />
    </ActForm>
  );
}
