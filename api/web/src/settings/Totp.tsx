import { useState } from "react";
import { useQuery } from "urql";
import {
  BeginTotpDocument,
  ConfirmTotpDocument,
  DisableTotpDocument,
  MySecondFactorDocument,
} from "../generated";
import { ActForm, Field, PasswordField } from "../parts";

/** A code of an authenticator app beside the password: set up in two steps, or ended. */
export function Totp() {
  const [{ data }] = useQuery({ query: MySecondFactorDocument });
  const [begun, setBegun] = useState<{ secret: string; uri: string } | null>(null);
  const [codes, setCodes] = useState<string[]>([]);
  const factor = data?.secondFactor;
  if (!factor) return null;
  if (factor.hasTotp) {
    return (
      <ActForm act={DisableTotpDocument} submit="Turn it off">
        <h3>Authenticator app</h3>
        {codes.length > 0 && <p>Keep these recovery codes; they are shown only now.</p>}
        {codes.length > 0 && <pre>{codes.join("\n")}</pre>}
        <p className="quiet">It is on. Recovery codes left: {factor.recoveryCodesLeft}.</p>
        <PasswordField label="Your password" />
      </ActForm>
    );
  }
  if (!begun) {
    return (
      <ActForm
        key="begin"
        act={BeginTotpDocument}
        submit="Set it up"
        onDone={(_, { beginTotp }) => setBegun(beginTotp)}
      >
        <h3>Authenticator app</h3>
        <p className="quiet">Who signs in then needs a code of the app beside the password.</p>
        <PasswordField label="Your password" />
      </ActForm>
    );
  }
  return (
    <ActForm
      key="confirm"
      act={ConfirmTotpDocument}
      submit="Turn it on"
      onDone={(_, { confirmTotp }) => setCodes(confirmTotp?.recoveryCodes ?? [])}
    >
      <h3>Authenticator app</h3>
      <p>
        Enter this key in the app, or <a href={begun.uri}>open it here</a>: <code>{begun.secret}</code>
      </p>
      <Field label="The code that the app shows" name="code" autoComplete="one-time-code" required />
    </ActForm>
  );
}
