import type { Texts } from '../texts/texts';
import { Notice } from './notice';

/** In place of the list when it could not be read. */
export function LoadError({ texts, again }: { texts: Texts; again(): void }) {
  return (
    <div role="alert">
      <Notice kind="unread" text={texts.storeDown} actions={[['again', texts.tryAgain, again]]} />
    </div>
  );
}
