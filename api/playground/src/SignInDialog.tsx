import { useState, type FormEvent, type Ref } from "react";
import { signIn } from "./session";

/** A modal form; the browser keeps the focus inside it and closes it on Escape. */
export function SignInDialog({ ref }: { ref: Ref<HTMLDialogElement> }) {
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const entered = new FormData(event.currentTarget);
    setBusy(true);
    try {
      await signIn(String(entered.get("username")), String(entered.get("password")));
    } catch (error) {
      setProblem((error as Error).message);
      setBusy(false);
    }
  };

  const close = (event: { currentTarget: HTMLElement }) =>
    event.currentTarget.closest("dialog")?.close();

  return (
    <dialog ref={ref} className="playground-dialog" aria-labelledby="sign-in-title">
      <form onSubmit={(event) => void submit(event)}>
        <h2 id="sign-in-title">Sign in</h2>
        <label>
          User name or e-mail
          <input name="username" autoComplete="username" required autoFocus />
        </label>
        <label>
          Password
          <input name="password" type="password" autoComplete="current-password" required />
        </label>
        <p className="playground-problem" role="alert">
          {problem}
        </p>
        <div className="playground-actions">
          <button type="button" className="graphiql-button" onClick={close}>
            Cancel
          </button>
          <button type="submit" className="graphiql-button playground-primary" disabled={busy}>
            Sign in
          </button>
        </div>
      </form>
    </dialog>
  );
}
