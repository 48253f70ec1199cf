import { always, answer, body, parameters, problems, withBody, write } from './parts';

/** Operations on sessions and accounts. */
export const accountPaths = {
  '/api/session': {
    parameters: parameters('ifOwner'),
    get: {
      operationId: 'getSession',
      summary: 'Who is calling. A caller without a session becomes a guest.',
      responses: { 200: answer('The caller.', 'WhoIsCalling'), ...always },
    },
    post: {
      operationId: 'beginSession',
      summary: 'Signs in, or begins as a new guest.',
      description: 'Signing in moves a guest’s tasks into the account, unless keepGuestTasks is false.',
      security: [{}, { bearer: [] }, { cookie: [] }],
      requestBody: { ...body('SignIn'), required: false },
      responses: { 201: answer('The new session.', 'Session'), ...withBody, ...problems(429) },
    },
    delete: {
      operationId: 'endSession',
      summary: 'Signs a browser out: its cookie is removed. A bearer token is ended by forgetting it.',
      responses: { 204: answer('Signed out.'), ...write },
    },
  },
  '/api/users': {
    parameters: parameters('ifOwner'),
    post: {
      operationId: 'register',
      summary: 'Registers an account; a guest’s tasks become the account’s.',
      requestBody: body('Registration'),
      responses: { 201: answer('The new account’s session.', 'Session'), ...withBody, ...problems(409, 429) },
    },
  },
  '/api/users/me': {
    parameters: parameters('ifOwner'),
    delete: {
      operationId: 'deleteAccount',
      summary: 'Removes the account and everything in it. Safe to repeat.',
      requestBody: body('Confirmation'),
      responses: { 204: answer('It is gone.'), ...withBody, ...problems(409, 429) },
    },
  },
  '/api/users/me/password': {
    parameters: parameters('ifOwner'),
    put: {
      operationId: 'changePassword',
      summary: 'Changes the password, which ends all other sessions of the account.',
      requestBody: body('PasswordChange'),
      responses: { 200: answer('The caller’s new session.', 'Session'), ...withBody, ...problems(409, 429) },
    },
  },
  '/api/users/me/export': {
    parameters: parameters('ifOwner'),
    get: {
      operationId: 'exportEverything',
      summary: 'All that is kept for the caller.',
      description:
        'One document, or several when it would be larger than 4 MiB: Link leads to the next, which has the same form. Joining their arrays gives everything.',
      parameters: parameters('exportCursor'),
      responses: { 200: answer('Everything, or a part of it.', 'Export', 'Link'), ...always },
    },
  },
  '/api': {
    get: {
      operationId: 'getIndex',
      summary: 'Where the parts of the API are.',
      security: [],
      responses: { 200: answer('Their addresses.', 'Index'), ...problems(400) },
    },
  },
};
