import { render } from 'preact';
import { type AppContext, Context } from './view/context';
import type { PartName } from './view/part-name';
import { Account } from './view/parts/account/account';
import { Conflict } from './view/parts/conflict';
import { Help } from './view/parts/help';
import { ListDialog } from './view/parts/list-dialog';
import { Notices } from './view/parts/notices';
import { OpenedTask } from './view/parts/opened-task';

export { keepFresh } from './keep-fresh';
export { onVersionMismatch } from './sync/reconcile';
export { Together } from './sync/together';
export { initialsOf } from './tasks/pinyin';

export { startDrag } from './view/parts/drag';
export { shortcut } from './view/parts/keys';

/** The style of the parts, which the build fills in. */
declare const partsStyle: string;

const sheet = new CSSStyleSheet();
sheet.replaceSync(partsStyle);
document.adoptedStyleSheets.push(sheet);

/**
 * Shows a part of the page that only some people open, in an element, until `unmount`; the entry of the page's second script.
 * It brings its own copy of Preact: a script that is inside the document cannot be imported.
 */
export function mount(element: Element, context: AppContext, part: PartName, close: () => void): void {
  render(<Context.Provider value={context}>{view(part, close)}</Context.Provider>, element);
}

export function unmount(element: Element): void {
  render(null, element);
}

function view(part: PartName, close: () => void) {
  switch (part.kind) {
    case 'account':
      return <Account form={part.form} close={close} />;
    case 'help':
      return <Help close={close} />;
    case 'list':
      return <ListDialog id={part.id} close={close} />;
    case 'task':
      return <OpenedTask key={part.id} id={part.id} close={close} />;
    case 'conflict':
      return <Conflict id={part.id} />;
    case 'notices':
      return <Notices farewell={part.farewell} />;
  }
}
