import { fromBase64url, object, parseShape, type Shape } from '@etanche/core-protocol';
import { freshnessSchema, SealingError, verifyFreshness, type Freshness, type Head } from '@etanche/core-sealing';
import type { Unlocked } from '../../session/unlocked.ts';
import type { DataContext } from '../data-context.ts';
import { untrusted } from '../data-error.ts';

const { sequence, head, time } = freshnessSchema.properties;
const seenSchema = object({ sequence, head, time });
type Seen = Shape<typeof seenSchema>;

type LatestHead = { readonly jws: string; readonly head: Head };

/**
 * Verifies the server's word that a head is the last one, and holds it against what this device remembers.
 *
 * @throws DataError, SealingError
 */
export async function checkFreshness(
  { unlocked, options }: Pick<DataContext, 'unlocked' | 'options'>,
  jws: string,
  latest: LatestHead,
): Promise<void> {
  const verify = async (fresh?: 'fresh'): Promise<Freshness> => {
    const { chain } = await unlocked.state(fresh);
    const seconds = Math.floor(unlocked.options.now() / 1000);
    return verifyFreshness(jws, fromBase64url(chain.server, 32), latest, seconds, options.freshnessSeconds);
  };
  const freshness = await verify().catch(async (error: unknown) => {
    if (!(error instanceof SealingError)) throw error;
    // The server may have a new key since the chain was read last.
    return verify('fresh');
  });
  await rememberHead(unlocked, freshness, options.freshnessSeconds);
}

/**
 * Refuses a head or a freshness older than what this device has seen of the scope, another head of the same sequence, and
 * remembers what is newer.
 *
 * @param slackSeconds a server whose clock was put back may sign so much earlier than before
 * @throws DataError `could_not_check`
 */
async function rememberHead(unlocked: Unlocked, freshness: Freshness, slackSeconds: number): Promise<void> {
  const { memory } = unlocked.options;
  const key = `head/${unlocked.practice}/${freshness.scope}`;
  const seen = await readSeen(memory, key);
  if (seen !== null) refuseOlder(seen, freshness, slackSeconds);
  const newer: Seen = { ...freshness, time: Math.max(freshness.time, seen?.time ?? 0) };
  if (seen === null || newer.sequence > seen.sequence || newer.time > seen.time) {
    await memory.set(key, JSON.stringify({ sequence: newer.sequence, head: newer.head, time: newer.time }));
  }
}

function refuseOlder(seen: Seen, freshness: Freshness, slackSeconds: number): void {
  if (freshness.sequence < seen.sequence) throw untrusted('a head older than one seen before');
  if (freshness.sequence === seen.sequence && freshness.head !== seen.head)
    throw untrusted('two heads of one sequence');
  if (freshness.time < seen.time - slackSeconds) throw untrusted('a freshness older than one seen before');
}

async function readSeen(memory: Unlocked['options']['memory'], key: string): Promise<Seen | null> {
  const text = await memory.get(key);
  if (text === null) return null;
  // A damaged memory is no licence to go back: it says so instead of starting anew.
  return parseShape(seenSchema, JSON.parse(text) as unknown, 'what this device remembers of a scope');
}
