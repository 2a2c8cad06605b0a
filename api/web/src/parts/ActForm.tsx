import { createContext, type ReactNode, type SubmitEvent } from "react";
import { useMutation, type CombinedError, type TypedDocumentNode } from "urql";
import { fieldMessages } from "../api/errors";
import { Problem } from "./Problem";

/** What is wrong with each field of the form around, by its name. */
export const FieldProblems = createContext<Record<string, string>>({});

type Props<D, V extends Record<string, string>> = {
  /** A mutation whose variables are the fields of the form, by their names. */
  act: TypedDocumentNode<D, V>;
  /** The text of the button. */
  submit: string;
  /** Asked before. */
  question?: string;
  onDone?: (form: HTMLFormElement, data: D) => void;
  onError?: (error: CombinedError) => void;
  children: ReactNode;
};

/** A form that sends its fields as one mutation, and shows beside each what is wrong with it. */
export function ActForm<D, V extends Record<string, string>>(props: Props<D, V>) {
  const { act, submit, question, onDone, onError, children } = props;
  const [{ error, fetching }, run] = useMutation(act);
  const send = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    if (question && !confirm(question)) return;
    const result = await run(Object.fromEntries(new FormData(form)) as V);
    if (result.error) onError?.(result.error);
    else if (result.data) onDone?.(form, result.data);
  };
  const problems = fieldMessages(error);
  return (
    <form onSubmit={(event) => void send(event)} className="card">
      <FieldProblems value={problems}>{children}</FieldProblems>
      {Object.keys(problems).length === 0 && <Problem error={error} />}
      <button className="primary" disabled={fetching}>{submit}</button>
    </form>
  );
}
