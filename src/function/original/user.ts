import type { Sessions } from '../accounts/sessions';
import type { Handler } from '../http/routing';
import { sendJson } from '../http/routing';
import { shownName } from './row';

const avatar =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E%3Crect width='32' height='32' fill='%231890ff'/%3E%3Ccircle cx='16' cy='12' r='5' fill='%23fff'/%3E%3Cpath d='M6 28a10 9 0 0 1 20 0z' fill='%23fff'/%3E%3C/svg%3E";

const nowhere = { label: '', key: '' };

/**
 * `GET /api/currentUser`: who the caller is. The page asks before anything else, and shows its list to anybody with a
 * `userid`; a new caller has one from here on, in the session's cookie. Fields that the service does not know are empty.
 */
export function currentUser(sessions: Sessions): Handler {
  return async function showCurrentUser(req, res) {
    const { session } = await sessions.authenticateOrCreateGuest(req, res);
    sendJson(res, 200, {
      name: shownName(session),
      avatar,
      userid: session.owner,
      email: '',
      signature: '',
      title: '',
      group: '',
      tags: [],
      notifyCount: 0,
      unreadCount: 0,
      country: '',
      geographic: { province: nowhere, city: nowhere },
      address: '',
      phone: '',
    });
  };
}
