import { useRef, useState } from "react";
import { useStore } from "zustand";
import logo from "./logo.svg";
import { acceptOffer, config, say, sessions, signIn, signOut } from "./session";
import { SignInDialog } from "./SignInDialog";

export function Header() {
  const { session, offer, notice } = useStore(sessions);
  return (
    <header className="playground-header">
      <img src={logo} alt="" width="26" height="26" />
      <h1>Social graph</h1>
      <p className="playground-notice" role="status">
        {notice}
      </p>
      {config.requests && (
        <a className="graphiql-button playground-link" href={config.requests} target="_blank">
          Requests
        </a>
      )}
      {offer && (
        <button type="button" className="graphiql-button" onClick={acceptOffer}>
          Continue as {offer.username}
        </button>
      )}
      {session ? <SignedIn username={session.username} /> : <SignedOut />}
    </header>
  );
}

function SignedIn({ username }: { username: string }) {
  return (
    <>
      <span className="playground-who">
        Signed in as <strong>{username}</strong>
      </span>
      <button type="button" className="graphiql-button" onClick={() => void signOut()}>
        Sign out
      </button>
    </>
  );
}

function SignedOut() {
  const dialog = useRef<HTMLDialogElement>(null);
  return (
    <>
      {config.demo && <DemoButton {...config.demo} />}
      <button
        type="button"
        className="graphiql-button"
        onClick={() => dialog.current?.showModal()}
      >
        Sign in…
      </button>
      <SignInDialog ref={dialog} />
    </>
  );
}

function DemoButton({ username, password }: { username: string; password: string }) {
  const [busy, setBusy] = useState(false);
  const enter = async () => {
    setBusy(true);
    try {
      await signIn(username, password);
    } catch (error) {
      say((error as Error).message);
      setBusy(false);
    }
  };
  return (
    <button
      type="button"
      className="graphiql-button playground-primary"
      disabled={busy}
      onClick={() => void enter()}
    >
      Sign in as {username}
    </button>
  );
}
