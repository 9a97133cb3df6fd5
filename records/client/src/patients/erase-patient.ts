import { toBase64url } from '@etanche/core-wire';
import type { AnswerOf, BodyOf, dataRoutes } from '@etanche/core-records-protocol';
import { erasureMessage } from '@etanche/core-sealing';
import { RecordsClientError } from '../records-client-error.ts';
import { orCouldNotCheck } from '../data/could-not-check.ts';
import type { DataContext } from '../data/data-context.ts';
import { DataError } from '../data/data-error.ts';
import { indexOf } from './patient-facts.ts';
import type { FileHandle } from './patient-file.ts';

type Erasure = BodyOf<typeof dataRoutes.erase>;
export type ErasureState = AnswerOf<typeof dataRoutes.erase>;
export type WaitingErasure = AnswerOf<typeof dataRoutes.erasures>['erasures'][number];

/**
 * Requests the erasure of a patient, or confirms another doctor's request. After the confirmation no member can read
 * the file, and seven days later it is destroyed with its postings, which only the patient's own index names. The key
 * of the file signs the request, so that only a member who opened the file can make it. After a concurrent write the
 * new postings are read first.
 *
 * @param confirms the erasure that another doctor asked for
 * @throws DataError; RecordsClientError
 */
export async function erasePatient(
  context: DataContext,
  file: FileHandle,
  reason: Erasure['reason'],
  confirms: string | null,
): Promise<ErasureState> {
  for (let attempt = 0; attempt <= context.options.rebases; attempt++) {
    await file.refresh();
    const state = file.state();
    const { index } = await indexOf(state);
    const practice = context.practice.id;
    const { member } = context.session;
    const { sequence } = state.head.head;
    const { privateKey } = await context.keys.eraser(state);
    const message = erasureMessage({ practice, scope: state.scope, member, sequence, confirms });
    const proof = toBase64url(new Uint8Array(await crypto.subtle.sign('Ed25519', privateKey, message)));
    const postings = index.postings.map(({ locator }) => locator);
    const body: Erasure = { reason, sequence, postings, proof, ...(confirms !== null && { confirms }) };
    const answer = await send(context, state.scope, body);
    if (answer === null) continue;
    if (answer.state === 'confirmed') context.keys.forget(state.scope);
    return answer;
  }
  throw new DataError('conflict', 'gave up after repeated concurrent writes');
}

/** Null if another write came after the sequence of the erasure. */
async function send({ session }: DataContext, scope: string, body: Erasure): Promise<ErasureState | null> {
  try {
    return await orCouldNotCheck('erasure', () => session.call('erase', { params: { scope }, body }));
  } catch (error) {
    if (error instanceof RecordsClientError && error.code === 'conflict' && error.problem?.sequence !== undefined)
      return null;
    throw error;
  }
}

/** Erasures that wait for a second doctor or for the end of the seven days. */
export async function listErasures({ session }: DataContext): Promise<readonly WaitingErasure[]> {
  return (await session.call('erasures')).erasures;
}

/**
 * Withdraws an erasure. After its confirmation two different doctors must withdraw it.
 *
 * @returns false until a second doctor does the same
 */
export async function restorePatient({ session }: DataContext, erasure: string): Promise<boolean> {
  return (await session.call('restoreErasure', { params: { erasure } })).restored;
}
