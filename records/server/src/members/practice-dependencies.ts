import type { Federation } from '@etanche/core-vault-protocol';
import type { AccountDependencies } from '../accounts/account-dependencies.ts';
import type { FreezeService } from '../orders/freeze-service.ts';
import type { OwnerReader } from '../orders/require-owners.ts';
import type { ServerKey } from '../config/server-key.ts';

/** Dependencies of the practice routes. */
export type PracticeDependencies = AccountDependencies & {
  readonly federation: Federation;
  readonly serverKey: ServerKey;
  readonly freezes: FreezeService;
  readonly owners: OwnerReader;
};
