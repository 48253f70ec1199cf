import { render } from 'preact';
import { Account } from './view/account/account';
import { type AppContext, Context } from './view/context';

/**
 * Shows the account dialog in an element until `close` is called for; the entry of the page's second script. It brings its
 * own copy of Preact: a script that is inside the document cannot be imported.
 * @returns what removes the dialog
 */
export function mountAccount(element: Element, context: AppContext, close: () => void): () => void {
  render(
    <Context.Provider value={context}>
      <Account close={close} />
    </Context.Provider>,
    element,
  );
  return () => render(null, element);
}
