import { loadSodiumGroup } from '@etanche/core-oprf-sodium';
import { afterAll, beforeAll, inject } from 'vitest';
import type { AttackContext } from '../../src/records/practice/attack-context.ts';
import { startAttackContext, type PracticeSize } from './attack-context.ts';

/** One practice for all scenarios of a file: created before its first test, deleted after its last. */
export function usePractice(size: PracticeSize): () => AttackContext {
  const running = new AsyncDisposableStack();
  let context: AttackContext | null = null;
  beforeAll(async () => {
    context = running.use(await startAttackContext(inject('testServer'), await loadSodiumGroup(), size));
  });
  afterAll(() => running.disposeAsync());
  return () => {
    if (context === null) throw new Error('the practice is not ready');
    return context;
  };
}

/** Runs a scenario when its first test asks for it; the other tests of the scenario get the same result. */
export function once<T>(run: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | null = null;
  return () => (running ??= run());
}
