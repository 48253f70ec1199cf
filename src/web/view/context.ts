import { createContext } from 'preact';
import { useContext, useLayoutEffect, useReducer, useRef } from 'preact/hooks';
import type { Store } from '../store';
import type { Api } from '../sync/api';
import type { Texts } from '../texts/texts';

/** What every component may reach. */
export interface Surroundings {
  store: Store;
  api: Api;
  texts: Texts;
}

export const Context = createContext<Surroundings | undefined>(undefined);

/** What the page provides; a component outside of it is a mistake. */
export function useSurroundings(): Surroundings {
  const surroundings = useContext(Context);
  if (!surroundings) throw new Error('outside of the page');
  return surroundings;
}

export const useTexts = (): Texts => useSurroundings().texts;
export const useStore = (): Store => useSurroundings().store;

/** A value out of the store; the component is drawn again when that value changes, and not otherwise. */
export function useSelect<T>(select: (store: Store) => T): T {
  const store = useStore();
  const [, redraw] = useReducer((count: number, _: undefined) => count + 1, 0);
  const current = useRef<{ select: (store: Store) => T; value: T }>({ select, value: undefined as T });
  current.current = { select, value: select(store) };
  useLayoutEffect(() => {
    const check = () => {
      const { select, value } = current.current;
      if (!Object.is(select(store), value)) redraw(undefined);
    };
    check();
    return store.subscribe(check);
  }, [store]);
  return current.current.value;
}

/** Whether a key press belongs to an input method that is composing, such as the Enter that accepts a Chinese word. */
export const isComposing = (event: KeyboardEvent): boolean => event.isComposing || event.keyCode === 229;
