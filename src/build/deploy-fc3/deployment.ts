import type { Access } from './access';
import type { Clients } from './clients';
import type { Plan } from './plan';
import type { Discoveries } from './step';

/** What all steps of one run work with. */
export interface Deployment {
  plan: Plan;
  access: Access;
  clients: Clients;
  /** The package. */
  zip: Uint8Array;
  /** Whether removing includes tasks and accounts. */
  withData: boolean;
  discoveries: Discoveries;
}
