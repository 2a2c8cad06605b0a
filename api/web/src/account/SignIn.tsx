import { useState } from "react";
import { Link, useLocation } from "wouter";
import { challengeOf } from "../api/errors";
import { config } from "../config";
import { SecondFactorDocument, SignInDocument } from "../generated";
import { ActButton, ActForm, Field, Page, PasswordField } from "../parts";
import { ForgotPassword } from "./ForgotPassword";
import { useSession } from "./session";

/** Signs in by a password and, for those who have one, by a second factor. */
export function SignIn() {
  const { restart } = useSession();
  const [, go] = useLocation();
  const [challenge, setChallenge] = useState<string>();
  const enter = () => {
    go("/");
    restart();
  };
  if (challenge) {
    return (
      <Page title="Sign in">
        <ActForm act={SecondFactorDocument} submit="Sign in" onDone={enter}>
          <input type="hidden" name="challenge" value={challenge} />
          <Field
            label="Code"
            name="code"
            autoComplete="one-time-code"
            hint="Of your authenticator app, or a recovery code."
            required
          />
        </ActForm>
      </Page>
    );
  }
  return (
    <Page title="Sign in">
      <ActForm
        act={SignInDocument}
        submit="Sign in"
        onDone={enter}
        onError={(error) => setChallenge(challengeOf(error))}
      >
        <Field label="Username or email" name="username" autoComplete="username" required />
        <PasswordField label="Password" />
      </ActForm>
      <p className="pad together">
        {config.demo && (
          <ActButton act={SignInDocument} variables={config.demo} onDone={enter}>
            Sign in as {config.demo.username}
          </ActButton>
        )}
        New here? <Link href="/sign-up">Create an account</Link>
      </p>
      <ForgotPassword />
    </Page>
  );
}
