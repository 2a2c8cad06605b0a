import { Field } from "./Field";

type Props = { label: string; name?: string; isNew?: boolean; hint?: string };

/** A password, which the browser's keeper of passwords fills in, or keeps where it is new. */
export function PasswordField({ label, name = "password", isNew = false, hint }: Props) {
  const autoComplete = isNew ? "new-password" : "current-password";
  return (
    <Field label={label} name={name} type="password" hint={hint} autoComplete={autoComplete} required />
  );
}
