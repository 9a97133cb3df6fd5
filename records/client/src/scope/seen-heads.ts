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

/** What this device remembers of a scope; null where it never saw it. */
export async function recallHead({ environment, practice }: Device, scope: string): Promise<SeenHead | null> {
  const text = await environment.memory.get(keyOf(practice.id, scope));
  // A damaged memory must not allow an older state: it is an error, not an empty memory.
  return text === null ? null : parseShape(headMemorySchema, JSON.parse(text) as unknown, 'what this device remembers');
}

/**
 * Verifies the server's word that a head is the last one, and holds it against what this device had seen when it asked:
 * of two questions at once, the answer to the first may come last.
 *
 * @param before from `recallHead`, before the question was sent
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
    // The server may have a new key since the chain was read last.
    return verify('fresh');
  });
  if (before !== null) refuseOlder(before, freshness, options.freshnessSeconds);
  if (before !== null && before.element !== latest.head.element) throw untrusted('another element than before');
  await rememberHead(context, freshness, latest.head.element);
}

/** Keeps what is newest, and refuses another head of the same sequence whenever it was seen. */
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

/** @param slackSeconds a server whose clock was put back may sign so much earlier than before */
function refuseOlder(seen: SeenHead, freshness: Freshness, slackSeconds: number): void {
  if (freshness.sequence < seen.sequence) throw untrusted('a head older than one seen before');
  if (freshness.sequence === seen.sequence && freshness.head !== seen.head)
    throw untrusted('two heads of one sequence');
  if (freshness.time < seen.time - slackSeconds) throw untrusted('a freshness older than one seen before');
}
