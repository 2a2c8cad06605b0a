import { use, useId, type ComponentProps } from "react";
import { FieldProblems } from "./ActForm";

type Props = ComponentProps<"input"> & ComponentProps<"textarea"> & {
  label: string;
  hint?: string;
};

/** An input, or with `rows` a text area, with its label, and what is wrong with it. */
export function Field({ label, hint, rows, ...input }: Props) {
  const id = useId();
  const problem = use(FieldProblems)[input.name ?? ""];
  const note = problem ?? hint;
  const Input = rows ? "textarea" : "input";
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <Input
        id={id}
        rows={rows}
        aria-invalid={problem ? true : undefined}
        aria-describedby={note ? `${id}-note` : undefined}
        {...input}
      />
      {note && (
        <small id={`${id}-note`} className={problem ? "problem" : "quiet"}>{note}</small>
      )}
    </div>
  );
}
