import type { Federation } from '@etanche/core-vault-protocol';
import type { AccountParts } from '../account/account-parts.ts';
import type { FreezeDesk } from '../registry/freeze-desk.ts';
import type { OwnerReader } from '../registry/require-owners.ts';
import type { ServerKey } from '../server-key.ts';

/** What the routes of practices work with. */
export type PracticeParts = AccountParts & {
  readonly federation: Federation;
  readonly serverKey: ServerKey;
  readonly freezes: FreezeDesk;
  readonly owners: OwnerReader;
};
