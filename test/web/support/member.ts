import { randomBytes } from 'node:crypto';
import type { User } from '../../../src/shared/wire';
import { ApiClient } from '../../support/client';

/** Makes an account of a new name. */
export async function register(url: string, password: string): Promise<{ user: User; token: string }> {
  const { status, body } = await new ApiClient(url).post('/api/users', {
    username: `u${randomBytes(6).toString('hex')}`,
    password,
  });
  if (status !== 201) throw new Error(`not registered: ${status} ${JSON.stringify(body)}`);
  return body;
}
