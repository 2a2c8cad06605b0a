import { useMutation, type AnyVariables, type OperationResult, type TypedDocumentNode } from "urql";
import { messageOf } from "../api/errors";
import { useSay } from "./Notice";

type Act<V extends AnyVariables> = (variables: V) => Promise<OperationResult<unknown, V>>;

/** A mutation whose error is shown as a notice, and whether it runs. */
export function useAct<V extends AnyVariables>(
  document: TypedDocumentNode<unknown, V>,
): [act: Act<V>, isRunning: boolean] {
  const [{ fetching }, run] = useMutation(document);
  const say = useSay();
  const act: Act<V> = async (variables) => {
    const result = await run(variables);
    if (result.error) say(messageOf(result.error));
    return result;
  };
  return [act, fetching];
}
