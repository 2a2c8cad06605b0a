type Props = {
  label: string;
  multiple?: boolean;
  disabled: boolean;
  onChoose: (files: File[]) => void;
};

/** A button that opens the files of the device. */
export function PictureInput({ label, onChoose, ...input }: Props) {
  return (
    <label className="button">
      {label}
      <input
        type="file"
        className="hidden"
        accept="image/jpeg,image/png,image/webp,image/gif"
        onChange={(event) => {
          onChoose([...(event.target.files ?? [])]);
          // The same file can be chosen again.
          event.target.value = "";
        }}
        {...input}
      />
    </label>
  );
}
