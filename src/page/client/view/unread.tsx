import type { Texts } from '../texts/texts';

interface Props {
  texts: Texts;
  loading: boolean;
  again(): void;
}

/** In place of the list when it could not be read. */
export function Unread({ texts, loading, again }: Props) {
  return (
    <div class="notice" role="alert">
      <p>{texts.storeDown}</p>
      <button type="button" disabled={loading} onClick={again}>
        {texts.tryAgain}
      </button>
    </div>
  );
}
