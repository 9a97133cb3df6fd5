import type { Federation } from '@etanche/core-vault-protocol';
import type { AccountParts } from '../accounts/account-parts.ts';
import type { FreezeDesk } from '../orders/freeze-desk.ts';
import type { OwnerReader } from '../orders/require-owners.ts';
import type { ServerKey } from '../config/server-key.ts';

/** What the routes of practices work with. */
export type PracticeParts = AccountParts & {
  readonly federation: Federation;
  readonly serverKey: ServerKey;
  readonly freezes: FreezeDesk;
  readonly owners: OwnerReader;
};
