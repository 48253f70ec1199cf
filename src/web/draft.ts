/** The key in a tab's storage of the text in the field for a new task. It ends with the session. */
export const draftKey = 'todos-draft';
