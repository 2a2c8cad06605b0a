import { useLeave } from "../account/useLeave";
import { useViewer } from "../account/session";
import { SignOutDocument, SignOutEverywhereDocument } from "../generated";
import { ActButton } from "../parts";

export function SignOut() {
  const viewer = useViewer();
  const leave = useLeave();
  return (
    <section className="card" aria-labelledby="session">
      <h3 id="session">Session</h3>
      <p>You are signed in as @{viewer.username}.</p>
      <div className="actions">
        <ActButton act={SignOutDocument} variables={{}} onDone={leave}>Sign out</ActButton>
        <ActButton act={SignOutEverywhereDocument} variables={{}} onDone={leave}>
          Sign out everywhere
        </ActButton>
      </div>
    </section>
  );
}
