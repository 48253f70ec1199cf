import type { ActionError } from '../account';

/** Texts of the account dialog, which is a script of its own. */
export interface AccountTexts {
  guest: string;
  guestMeaning: string;
  signedIn(name: string): string;
  signIn: string;
  register: string;
  /** The choice between both forms. */
  newHere: string;
  knownHere: string;
  lostPassword: string;
  signOut: string;
  signedInMeaning: string;
  everything: string;
  notDownloaded: string;
  name: string;
  nameHint: string;
  password: string;
  passwordHint: string;
  showPassword: string;
  keepTasks: string;
  close: string;
  errors: Record<Exclude<ActionError, number>, string>;
  wrongPassword: string;
  wait(seconds: number): string;
  unsent(count: number): string;
  signOutAnyway: string;
  newPassword: string;
  newPasswordMeaning: string;
  currentPassword: string;
  /** Label of the field for the new password. */
  chosenPassword: string;
  passwordChanged: string;
  delete: string;
  deleteMeaning: string;
  deleteUnsaved(count: number): string;
  /** Stands before the download. */
  deleteFirst: string;
  deleteConsent: string;
}
