import { createContext } from 'preact';
import { useContext, useLayoutEffect, useReducer, useRef } from 'preact/hooks';
import type { Store } from '../store';
import type { Api } from '../sync/api';
import type { Texts } from '../texts/texts';
import type { PartName } from './part-name';

/** What every component may reach. */
export interface AppContext {
  store: Store;
  api: Api;
  texts: Texts;
  /** What the address of a script of the page begins with. */
  assets: string;
  /** Opens a dialog of the second script. */
  open(dialog: PartName): void;
  /** Whether single-key shortcuts are wanted. */
  keys: { get(): boolean; set(wanted: boolean): void };
  /** Shows the page in the other language. */
  switchLanguage(): void;
  /** The browser's storage refuses to keep anything. */
  keepsNothing: boolean;
}

export const Context = createContext<AppContext | undefined>(undefined);

/** What the page provides; a component outside of it is a mistake. */
export function useAppContext(): AppContext {
  const context = useContext(Context);
  if (!context) throw new Error('outside of the page');
  return context;
}

export const useTexts = (): Texts => useAppContext().texts;
export const useStore = (): Store => useAppContext().store;

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
