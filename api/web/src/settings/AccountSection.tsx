import { DeleteAccount } from "./DeleteAccount";
import { PasswordForm } from "./PasswordForm";
import { Sessions } from "./Sessions";
import { SignOut } from "./SignOut";
import { Totp } from "./Totp";

export function AccountSection() {
  return (
    <>
      <SignOut />
      <Sessions />
      <PasswordForm />
      <Totp />
      <DeleteAccount />
    </>
  );
}
