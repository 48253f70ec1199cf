import type { Texts } from './texts';

const many = (count: number, thing: string) => `${count} ${thing}${count === 1 ? '' : 's'}`;
const because = (reason: string) => (reason ? ` ${reason}` : '');

export const texts: Texts = {
  language: 'en',
  other: { name: '中文', language: 'zh-CN' },
  title: 'todos',
  newTask: 'What needs to be done?',
  empty: 'Nothing to do yet. Type your first task above and press Enter.',
  emptyFilter: { active: 'Everything is done.', completed: 'Nothing is completed yet.' },
  markAll: 'Mark all as complete',
  left: (count, more) => ({
    before: '',
    number: `${count}${more ? '+' : ''}`,
    after: count === 1 && !more ? ' item left' : ' items left',
  }),
  filters: { all: 'All', active: 'Active', completed: 'Completed' },
  filtersLabel: 'Show',
  listLabel: 'Tasks',
  clearCompleted: 'Clear completed',
  info: 'Double-click to edit a todo',
  loading: 'Loading more tasks…',
  loadFailed: 'More tasks could not be loaded.',
  tryAgain: 'Try again',
  storeDown: 'Your tasks cannot be read right now. Nothing is lost; what you add here is kept and sent later.',
  task: {
    toggle: (title) => `Complete ${title}`,
    edit: (title) => `Edit ${title}`,
    details: (title) => `Note and due date of ${title}`,
    remove: (title) => `Delete ${title}`,
    move: (title) => `Move ${title}`,
    moveHint: 'Drag, or press the up and down arrow keys',
    up: 'Move up',
    down: 'Move down',
    note: 'Note',
    notePlaceholder: 'Anything worth remembering',
    due: 'Due date',
    status: { paused: 'Paused', closed: 'Closed' },
    dueToday: 'Due today',
    dueTomorrow: 'Due tomorrow',
    dueOn: (date) => `Due ${date}`,
    overdue: (date) => `Overdue since ${date}`,
    created: (date) => `Created ${date}`,
    unsaved: 'Not saved yet',
    limit: (count) => `At most ${count} characters`,
  },
  message(message) {
    switch (message.kind) {
      case 'added':
        return `Added “${message.title}”`;
      case 'removed':
        return `Deleted “${message.title}”`;
      case 'completed':
        return `Completed “${message.title}”`;
      case 'reopened':
        return `“${message.title}” is active again`;
      case 'saved':
        return `Changed to “${message.title}”`;
      case 'undone':
        return message.title ? `Undone: “${message.title}”` : 'Undone';
      case 'moved':
        return `Moved “${message.title}” to position ${message.position} of ${message.count}`;
      case 'cleared':
        return `Cleared ${many(message.count, 'item')}`;
      case 'completed-all':
        return 'Marked all as complete';
      case 'reopened-all':
        return 'Marked all as active';
      case 'merged':
        return 'This task was also changed elsewhere; both changes are kept';
      case 'moved-elsewhere':
        return 'This task was moved elsewhere; that place is kept';
      case 'sent-late':
        return 'Back online: your changes are being saved';
    }
  },
  undo: 'Undo',
  dismiss: 'Dismiss',
  network: {
    saved: 'All changes saved',
    sending: 'Saving…',
    offline: (count) =>
      `No connection. ${count === 1 ? '1 change is' : `${count} changes are`} kept here and sent later.`,
    waiting: (count) =>
      `The server is not ready. ${count === 1 ? '1 change is' : `${count} changes are`} kept and sent again.`,
    tryNow: 'Try now',
    elsewhere: 'You are signed in as somebody else in this browser now. Reload to see that list.',
    reload: 'Reload',
  },
  refused: {
    create: (title, reason) => `“${title}” was not added.${because(reason)}`,
    edit: (title, reason) => `The change to “${title}” was not saved.${because(reason)}`,
    remove: (title, reason) => `“${title}” was not deleted.${because(reason)}`,
    bulk: (reason) => `The change to all tasks was not saved.${because(reason)}`,
    stale: 'It waited too long to be sent without asking.',
    unknown: 'The server had a problem.',
    retry: 'Retry',
    discard: 'Discard',
  },
  conflict: {
    edited: 'This task was changed elsewhere at the same time.',
    deleted: 'This task was deleted elsewhere while you changed it.',
    removeChanged: 'This task was changed elsewhere since you saw it.',
    theirs: 'Other version',
    yours: 'Your version',
    none: 'empty',
    useMine: 'Keep my version',
    useTheirs: 'Keep the other version',
    restore: 'Add it again with my change',
    letGo: 'Let it go',
    deleteAnyway: 'Delete anyway',
    keep: 'Keep it',
    fields: { title: 'Title', note: 'Note', status: 'Status', due: 'Due date', order: 'Place' },
    statuses: { open: 'active', completed: 'completed', paused: 'paused', closed: 'closed' },
  },
  account: {
    guest: 'Guest',
    guestMeaning:
      'You are a guest: this list belongs to this browser, for a year after your last visit. Clearing its cookies loses the list. Register to keep it and to use it on every device.',
    signedIn: (name) => `Signed in as ${name}`,
    signIn: 'Sign in',
    register: 'Register',
    signOut: 'Sign out',
    signedInMeaning: 'Your list is kept in your account, on every device where you sign in.',
    everything: 'Download all my tasks',
    name: 'User name',
    nameHint: '3 to 64 letters, digits or . _ -, beginning with a letter or digit',
    password: 'Password',
    passwordHint: 'At least 8 characters, and not one of the most common passwords',
    showPassword: 'Show password',
    keepTasks: 'Move the tasks of this list into my account',
    close: 'Close',
    trouble: {
      unsent: 'Changes to the list cannot be saved right now, so nothing was done. Try again later.',
      unanswered: 'The server did not answer, so it may or may not be done. Reload the page to see.',
      wrong: 'User name or password is wrong.',
      taken: 'This user name is taken.',
      name: 'This user name will not do. See the rule below it.',
      password: 'This password is easy to guess, or too short. Choose another one.',
      ended: 'You are no longer signed in here as this page shows it. Reload the page, then try again.',
      server: 'The server had a problem. Try again later.',
    },
    wrongPassword: 'The password is wrong.',
    wait: (seconds) => `Too many wrong passwords. Try again in ${many(seconds, 'second')}.`,
    unsent: (count) =>
      `${many(count, 'change')} not saved yet. What waits is sent when you sign in again in this browser.`,
    signOutAnyway: 'Sign out anyway',
    newPassword: 'Change password',
    newPasswordMeaning: 'All your other devices are signed out, within five minutes. This browser stays signed in.',
    currentPassword: 'Current password',
    chosenPassword: 'New password',
    passwordChanged: 'Your password is changed. Other devices have to sign in with it.',
    delete: 'Delete account',
    deleteMeaning:
      'Your account, your tasks and their notes are deleted at once, on every device. Nobody can bring them back.',
    deleteUnsaved: (count) => `${many(count, 'change')} not saved yet: not in the download, and lost with the rest.`,
    deleteFirst: 'To keep a copy, first:',
    deleteConsent: 'Delete my account and all my tasks for good',
    deleted: 'Your account and everything in it were deleted. You are now a guest with an empty list.',
  },
  help: {
    open: 'Keyboard shortcuts',
    title: 'Keyboard shortcuts',
    keys: [
      ['N', 'Write a new task'],
      ['J / K', 'Next or previous task'],
      ['Space', 'Complete the focused task, or make it active'],
      ['E', 'Edit its title'],
      ['O', 'Open its note and due date'],
      ['Delete', 'Delete it'],
      ['Alt + ↑ / ↓', 'Move it up or down'],
      ['Ctrl + Z', 'Undo'],
      ['1 / 2 / 3', 'All, active, completed'],
      ['?', 'This help'],
    ],
    enabled: 'Use single-key shortcuts',
    close: 'Close',
  },
};
