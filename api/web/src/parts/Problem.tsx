import type { CombinedError } from "urql";
import { messageOf } from "../api/errors";

/** What went wrong, in one sentence; nothing without an error. */
export function Problem({ error }: { error: CombinedError | undefined }) {
  return error ? (
    <p role="alert" className="problem">{messageOf(error)}</p>
  ) : null;
}
