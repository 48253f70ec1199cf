import { RichText } from '../rich-text';

const box = /^([ \t]*[-*+] \[)([ xX])(\](?:[ \t]|$))(.*)$/;

/** The lines of a note that can be used: those with a box to tick, and those with a link to follow. */
export function NoteView({ note, change }: { note: string; change: (note: string) => void }) {
  const lines = note.split('\n');
  if (!lines.some((line) => box.test(line) || line.includes('://'))) return null;
  const tick = (index: number) => {
    const ticked = (line: string) =>
      line.replace(box, (_, before, mark, after, text) => before + (mark === ' ' ? 'x' : ' ') + after + text);
    change(lines.map((line, at) => (at === index ? ticked(line) : line)).join('\n'));
  };
  return (
    <ul class="lines">
      {lines.map((line, index) => {
        const found = box.exec(line);
        if (!found) return line.includes('://') ? <li key={index}>{<RichText text={line} />}</li> : null;
        return (
          <li key={index}>
            <label class="check" dir="auto">
              <input type="checkbox" checked={found[2] !== ' '} onChange={() => tick(index)} />
              <span>
                <RichText text={found[4] ?? ''} />
              </span>
            </label>
          </li>
        );
      })}
    </ul>
  );
}
