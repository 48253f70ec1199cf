interface Props {
  label: string;
  checked: boolean;
  change(checked: boolean): void;
}

/** A box to tick, with its label. */
export function Checkbox({ label, checked, change }: Props) {
  return (
    <label class="check">
      <input type="checkbox" checked={checked} onChange={(event) => change(event.currentTarget.checked)} />
      {label}
    </label>
  );
}
