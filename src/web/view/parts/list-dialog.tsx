import { texts as parts } from 'parts-texts';
import { listNameLimit } from '../../../shared/limits';
import { addList, removeList, renameList } from '../../list-actions';
import { addressOf } from '../../tasks/place';
import { useStore } from '../context';
import { Dialog } from './dialog';

const { list: texts } = parts;

/** Names a new list, or renames or deletes one; its tasks go to the Inbox or to the trash. */
export function ListDialog({ id, close }: { id: string | null; close: () => void }) {
  const store = useStore();
  const list = store.lists.find((list) => list.id === id);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const name = String(new FormData(event.currentTarget as HTMLFormElement).get('name'));
    const added = list ? renameList(store, list.id, name) : addList(store, name);
    if (added) location.hash = addressOf({ kind: 'list', name: added, filter: 'all' });
    close();
  };
  const remove = (tasks: 'inbox' | 'trash') => {
    if (list) removeList(store, list.id, tasks);
    location.hash = '#/';
    close();
  };
  return (
    <Dialog id="list" title={list ? texts.edit : texts.add} close={close} closeLabel={texts.close}>
      <form class="credentials" onSubmit={submit}>
        <label class="field">
          {texts.name}
          <input
            name="name"
            required
            maxLength={listNameLimit}
            defaultValue={list?.name}
            dir="auto"
            autocomplete="off"
          />
        </label>
        <button type="submit" class="primary">
          {list ? texts.save : texts.add}
        </button>
      </form>
      {list && (
        <div class="choices">
          <p>{texts.deleteMeaning}</p>
          <button type="button" onClick={() => remove('inbox')}>
            {texts.deleteToInbox}
          </button>
          <button type="button" class="danger" onClick={() => remove('trash')}>
            {texts.deleteToTrash}
          </button>
        </div>
      )}
    </Dialog>
  );
}
