type Props = { label: string; checked: boolean; onChange: (checked: boolean) => void };

/** A checkbox with its label. */
export function Switch({ label, checked, onChange }: Props) {
  return (
    <label className="switch">
      <input type="checkbox" checked={checked} onChange={(event) => onChange(event.target.checked)} />
      {label}
    </label>
  );
}
