import { ChangePasswordDocument } from "../generated";
import { ActForm, Field, useSay } from "../parts";

export function PasswordForm() {
  const say = useSay();
  const done = (form: HTMLFormElement) => {
    form.reset();
    say("The password is changed, and your other sessions have ended.");
  };
  return (
    <ActForm act={ChangePasswordDocument} submit="Change the password" onDone={done}>
      <h3>Password</h3>
      <Field
        label="Current password"
        name="old"
        type="password"
        autoComplete="current-password"
        required
      />
      <Field label="New password" name="new" type="password" autoComplete="new-password" required />
    </ActForm>
  );
}
