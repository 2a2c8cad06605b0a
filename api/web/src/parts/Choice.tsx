import { useId } from "react";

/** Texts of values; a newer server may have more values. */
export type Options<T extends string> = Partial<Record<T, string>>;

type Props<T extends string> = {
  label: string;
  value: T;
  options: Options<T>;
  onChange: (value: T) => void;
};

/** A select with its label. */
export function Choice<T extends string>({ label, value, options, onChange }: Props<T>) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select id={id} value={value} onChange={(event) => onChange(event.target.value as T)}>
        {!(value in options) && <option>{value}</option>}
        {Object.entries<string | undefined>(options).map(([name, text]) => (
          <option key={name} value={name}>{text}</option>
        ))}
      </select>
    </div>
  );
}
