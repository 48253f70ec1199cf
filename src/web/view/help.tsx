import { Checkbox } from './checkbox';
import { useTexts } from './context';
import { Dialog } from './dialog';

interface Props {
  enabled: boolean;
  enable(enabled: boolean): void;
  close(): void;
}

/** The keyboard shortcuts, and the switch that turns single keys off (WCAG 2.1.4). */
export function Help({ enabled, enable, close }: Props) {
  const { help: texts } = useTexts();
  return (
    <Dialog id="help" title={texts.title} close={close} closeLabel={texts.close}>
      <dl class="keys">
        {texts.keys.map(([keys, meaning]) => (
          <div key={keys}>
            <dt>
              <kbd>{keys}</kbd>
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
      <Checkbox label={texts.enabled} checked={enabled} change={enable} />
    </Dialog>
  );
}
