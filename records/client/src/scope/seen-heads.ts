import { freshnessSchema, headSchema } from '@etanche/core-records-protocol';
import { fromBase64url, object, parseShape, type Shape } from '@etanche/core-wire';
import { SealingError, verifyFreshness, type Freshness, type Head } from '@etanche/core-sealing';
import type { RecordsClient } from '../session/client.ts';
import type { DataContext } from '../data/data-context.ts';
import { untrusted } from '../data/data-error.ts';

const { sequence, head, time } = freshnessSchema.properties;
const headMemorySchema = object({ sequence, head, time, element: headSchema.properties.element }, ['element']);
export type SeenHead = Shape<typeof headMemorySchema>;

/** This device, and the practice whose heads it saw. */
type Device = Pick<RecordsClient, 'environment' | 'practice'>;
type LatestHead = { readonly jws: string; readonly head: Head };

/** The newest head of a scope that this device saw; null if it saw none. */
export async function recallHead({ environment, practice }: Device, scope: string): Promise<SeenHead | null> {
  const text = await environment.memory.get(keyOf(practice.id, scope));
  // A damaged memory is an error and not an empty memory, because it would allow an older state.
  return text === null ? null : parseShape(headMemorySchema, JSON.parse(text) as unknown, 'the remembered head');
}

/**
 * Verifies the server's statement that a head is the newest one, and compares it with the head that this device had
 * seen before the request: the answers to concurrent requests may arrive in another order.
 *
 * @param before from `recallHead`, before the request was sent
 * @throws DataError, SealingError
 */
export async function checkFreshness(
  context: Pick<DataContext, 'environment' | 'practice' | 'options'>,
  jws: string,
  latest: LatestHead,
  before: SeenHead | null,
): Promise<void> {
  const { environment, practice, options } = context;
  const verify = async (fresh?: 'fresh'): Promise<Freshness> => {
    const { chain } = await practice.state(fresh);
    const seconds = Math.floor(environment.now() / 1000);
    return verifyFreshness(jws, fromBase64url(chain.server, 32), latest, seconds, options.freshnessSeconds);
  };
  const freshness = await verify().catch(async (error: unknown) => {
    if (!(error instanceof SealingError)) throw error;
    // The server may have a new key since the chain was last read.
    return verify('fresh');
  });
  if (before !== null) refuseOlder(before, freshness, options.freshnessSeconds);
  if (before !== null && before.element !== latest.head.element) throw untrusted('another element than before');
  await rememberHead(context, freshness, latest.head.element);
}

/** Remembers the newest head, and rejects two different heads of one sequence. */
async function rememberHead(
  { environment, practice }: Device,
  { scope, sequence: number, head: hash, time: at }: Freshness,
  element: string | undefined,
) {
  const seen = await recallHead({ environment, practice }, scope);
  if (seen?.sequence === number && seen.head !== hash) throw untrusted('two heads of one sequence');
  if (seen !== null && number < seen.sequence) return;
  const time = Math.max(at, seen?.time ?? 0);
  const newest: SeenHead = { sequence: number, head: hash, time, ...(element === undefined ? {} : { element }) };
  await environment.memory.set(keyOf(practice.id, scope), JSON.stringify(newest));
}

function keyOf(practice: string, scope: string): string {
  return `head/${practice}/${scope}`;
}

/** @param slackSeconds tolerance for a server whose clock was set back */
function refuseOlder(seen: SeenHead, freshness: Freshness, slackSeconds: number): void {
  if (freshness.sequence < seen.sequence) throw untrusted('a head older than one seen before');
  if (freshness.sequence === seen.sequence && freshness.head !== seen.head)
    throw untrusted('two heads of one sequence');
  if (freshness.time < seen.time - slackSeconds) throw untrusted('a freshness older than one seen before');
}
