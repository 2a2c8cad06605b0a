import { Link, useLocation } from "wouter";
import { config } from "../config";
import { SignInDocument } from "../generated";
import { ActButton, ActForm, Field, Page } from "../parts";
import { useSession } from "./session";

export function SignIn() {
  const { restart } = useSession();
  const [, go] = useLocation();
  const enter = () => {
    go("/");
    restart();
  };
  return (
    <Page title="Sign in">
      <ActForm act={SignInDocument} submit="Sign in" onDone={enter}>
        <Field label="Username or email" name="username" autoComplete="username" required />
        <Field
          label="Password"
          name="password"
          type="password"
          autoComplete="current-password"
          required
        />
      </ActForm>
      <p className="pad together">
        {config.demo && (
          <ActButton act={SignInDocument} variables={config.demo} onDone={enter}>
            Sign in as {config.demo.username}
          </ActButton>
        )}
        New here? <Link href="/sign-up">Create an account</Link>
      </p>
    </Page>
  );
}
