import { openDeposit, sealDeposit } from '@etanche/core-sealing';
import type { Bytes } from '@etanche/core-wire';
import { orCouldNotCheck } from '../data/could-not-check.ts';
import type { DataContext } from '../data/data-context.ts';
import { RecordsClientError } from '../records-client-error.ts';
import type { ScopeState } from '../scope/scope-state.ts';
import { trustedEpoch } from '../session/practice-secrets.ts';
import { readAttachment } from './read-attachment.ts';
import { bytesOf } from './stream-bytes.ts';

/**
 * Seals a document to the doctors of the newest epoch. The member who seals it cannot open it again.
 *
 * @throws RecordsClientError `no_grant`, `epoch_due`
 */
export async function sealToDoctors(context: DataContext, scope: string, content: Bytes): Promise<Bytes> {
  const epochs = context.secrets.epochs();
  if (epochs === null) throw new RecordsClientError('no_grant', 'the epochs of the practice are not known');
  return sealDeposit(trustedEpoch(epochs), scope, content, context.environment.random);
}

/**
 * Reads a deposited document, whole.
 *
 * @throws DataError; SealingError `cannot_open`; RecordsClientError `not_entitled` for a member who is no doctor
 */
export async function readDeposit(context: DataContext, state: ScopeState, binary: string): Promise<Bytes> {
  if (!context.readable().includes('clinical'))
    throw new RecordsClientError('not_entitled', 'only doctors open what was deposited for them');
  const sealed = await bytesOf(await readAttachment(context, state, binary));
  const place = { practice: context.practice.id, scope: state.scope };
  return orCouldNotCheck('deposit', () =>
    openDeposit(place, sealed, (epoch) => context.secrets.roleSecret('care', epoch)),
  );
}
