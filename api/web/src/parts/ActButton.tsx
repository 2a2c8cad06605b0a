import type { ComponentProps } from "react";
import type { AnyVariables, TypedDocumentNode } from "urql";
import { useAct } from "./useAct";

type Props<V extends AnyVariables> = ComponentProps<"button"> & {
  act: TypedDocumentNode<unknown, V>;
  variables: V;
  /** Asked before. */
  question?: string;
  onDone?: () => void;
};

/** A button that runs a mutation. */
export function ActButton<V extends AnyVariables>(props: Props<V>) {
  const { act, variables, question, onDone, ...button } = props;
  const [run, isRunning] = useAct(act);
  const press = async () => {
    if (question && !confirm(question)) return;
    const { error } = await run(variables);
    if (!error) onDone?.();
  };
  return <button type="button" disabled={isRunning} onClick={() => void press()} {...button} />;
}
