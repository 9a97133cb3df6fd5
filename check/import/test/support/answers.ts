import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadSodiumGroup } from '@etanche/core-oprf-sodium';
import { trustSchema } from '@etanche/core-check-protocol';
import { parseShape } from '@etanche/core-wire';
import type { IndexAnswer } from '@etanche/core-sealed-index';
import { createLookup, publishedDirectory, verifyIndex, workDirectory, type Question } from '../../src/index.ts';
import { random } from './request.ts';

export type Ask = (question: Question) => Promise<IndexAnswer>;

/** Looks up questions in a published directory and at the running vaults, without any right. */
export async function openAnswers(out: string): Promise<Ask> {
  const trust = parseShape(trustSchema, JSON.parse(readFileSync(workDirectory(out).trust, 'utf8')), 'trust');
  const now = () => Date.now();
  const { manifest } = await verifyIndex(out, trust, { now, fetch, report: () => undefined });
  const group = await loadSodiumGroup();
  const waiting = () => undefined;
  return createLookup({
    manifest,
    read: publishedDirectory(join(out)),
    group,
    random,
    fetch,
    now,
    patienceSeconds: 20,
    waiting,
  });
}

/** The categories found, as keys; null when the answer is *not found*. */
export function categoriesOf(answer: IndexAnswer, bits: ReadonlyMap<string, number>): string[] | null {
  if (answer.answer === 'not_found') return null;
  const { categories } = answer.entry;
  return [...bits].filter(([, bit]) => (categories & (1n << BigInt(bit))) !== 0n).map(([key]) => key);
}
