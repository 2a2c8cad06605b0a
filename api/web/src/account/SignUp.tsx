import { Link, useLocation } from "wouter";
import { SignUpDocument } from "../generated";
import { ActForm, Field, Page, PasswordField } from "../parts";
import { useSession } from "./session";

export function SignUp() {
  const { restart } = useSession();
  const [, go] = useLocation();
  const enter = () => {
    go("/suggestions");
    restart();
  };
  return (
    <Page title="Create an account">
      <ActForm act={SignUpDocument} submit="Create the account" onDone={enter}>
        <Field
          label="Username"
          name="username"
          autoComplete="username"
          hint="3 to 30 letters, digits, dots, dashes and underscores."
          required
        />
        <Field
          label="Email"
          name="email"
          type="email"
          autoComplete="email"
          hint="Only you see it."
          required
        />
        <PasswordField label="Password" isNew hint="At least 8 characters." />
      </ActForm>
      <p className="pad">Have one already? <Link href="/sign-in">Sign in</Link></p>
    </Page>
  );
}
