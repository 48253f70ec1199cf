/** A button: class, words, and what it does. */
export type Action = [name: string, label: string, act: () => void];

interface Props {
  kind: string;
  text: string;
  actions: readonly Action[];
}

/** Something that the person should know, and what can be done about it. */
export function Notice({ kind, text, actions }: Props) {
  return (
    <div class={`notice ${kind}`}>
      <p>{text}</p>
      {actions.map(([name, label, act]) => (
        <button key={name} type="button" class={name} onClick={act}>
          {label}
        </button>
      ))}
    </div>
  );
}
