import { RequestPasswordResetDocument } from "../generated";
import { ActForm, Field, useSay } from "../parts";

/** Has a mail sent, whose link opens a page of the server. */
export function ForgotPassword() {
  const say = useSay();
  return (
    <details className="pad">
      <summary>Forgot your password?</summary>
      <ActForm
        act={RequestPasswordResetDocument}
        submit="Send a mail"
        onDone={() => say("If an account has this address, a mail is on its way.")}
      >
        <Field label="Email" name="email" type="email" autoComplete="email" required />
      </ActForm>
    </details>
  );
}
