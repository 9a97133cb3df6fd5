import { randomBytes } from 'node:crypto';
import type { Database } from '@etanche/platform';
import { median } from '../median.ts';

const tries = 15;

/** Median milliseconds of verifying this many signatures in parallel: their part of an opening. */
export async function signaturesAlone(count: number): Promise<number> {
  const pair = await crypto.subtle.generateKey('Ed25519', false, ['sign', 'verify']);
  const messages = Array.from({ length: count }, () => Uint8Array.from(randomBytes(200)));
  const signed = await Promise.all(
    messages.map(async (message) => ({
      message,
      signature: await crypto.subtle.sign('Ed25519', pair.privateKey, message),
    })),
  );
  return timed(async () => {
    const good = await Promise.all(
      signed.map(({ message, signature }) => crypto.subtle.verify('Ed25519', pair.publicKey, signature, message)),
    );
    if (good.includes(false)) throw new Error('a signature does not hold');
  });
}

/** Median milliseconds of a patient's rows, read by the driver alone in a transaction that also commits one row. */
export async function databaseAlone(database: Database, practice: string, scope: string): Promise<number> {
  await database.query('CREATE TABLE IF NOT EXISTS bench_leaf (leaf text)');
  const read = {
    name: 'bench_read',
    text: `SELECT sequence, number, compartment, epoch, author, time, list, digest, salt, sealed FROM scope_pack
      WHERE practice = $1 AND scope = $2 ORDER BY sequence, number`,
    values: [practice, scope],
  };
  return timed(() =>
    database.transaction(async (client) => {
      await client.query('INSERT INTO bench_leaf VALUES ($1)', ['x'.repeat(300)]);
      await client.query(read);
    }),
  );
}

async function timed(step: () => Promise<void>): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < tries; i++) {
    const start = performance.now();
    await step();
    times.push(performance.now() - start);
  }
  return median(times.slice(3));
}
