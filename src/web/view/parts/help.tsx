import { texts as parts } from 'parts-texts';
import { useState } from 'preact/hooks';
import { Checkbox } from '../checkbox';
import { useAppContext } from '../context';
import { Dialog } from './dialog';

/** The keyboard shortcuts, and the switch that turns single keys off (WCAG 2.1.4). */
export function Help({ close }: { close: () => void }) {
  const { keys } = useAppContext();
  const { help: texts } = parts;
  const [enabled, setEnabled] = useState(keys.get());
  const enable = (wanted: boolean) => {
    keys.set(wanted);
    setEnabled(wanted);
  };
  return (
    <Dialog id="help" title={texts.title} close={close} closeLabel={texts.close}>
      <dl class="keys">
        {texts.keys.map(([name, meaning]) => (
          <div key={name}>
            <dt>
              <kbd>{name}</kbd>
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
      <Checkbox label={texts.enabled} checked={enabled} change={enable} />
    </Dialog>
  );
}
