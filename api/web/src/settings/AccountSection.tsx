import { DeleteAccount } from "./DeleteAccount";
import { PasswordForm } from "./PasswordForm";
import { SignOut } from "./SignOut";

export function AccountSection() {
  return (
    <>
      <SignOut />
      <PasswordForm />
      <DeleteAccount />
    </>
  );
}
