import type { AccountTexts } from './account-texts';

const many = (count: number, thing: string) => `${count} ${thing}${count === 1 ? '' : 's'}`;

export const texts: AccountTexts = {
  guest: 'Guest',
  guestMeaning:
    'You are a guest: this list belongs to this browser, for a year after your last visit. Clearing its cookies loses the list. Register to keep it and to use it on every device.',
  signedIn: (name) => `Signed in as ${name}`,
  signIn: 'Sign in',
  register: 'Register',
  newHere: 'New account',
  knownHere: 'I have an account',
  lostPassword: 'There is no way to reset a lost password: keep it in a password manager, or write it down.',
  signOut: 'Sign out',
  signedInMeaning: 'Your list is kept in your account, on every device where you sign in.',
  everything: 'Download all my tasks',
  notDownloaded: 'The download failed. Try again later.',
  name: 'User name',
  nameHint: '2 to 64 letters, digits or . _ -, beginning with a letter or digit; one Chinese character is enough',
  password: 'Password',
  passwordHint: 'At least 8 characters, and not one of the most common passwords',
  showPassword: 'Show password',
  keepTasks: 'Move the tasks of this list into my account',
  close: 'Close',
  errors: {
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
};
