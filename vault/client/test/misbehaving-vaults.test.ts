import { utf8 } from '@etanche/core-wire';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { VaultClientError, type VaultFailure } from '../src/index.ts';
import { expectedOutputs } from './support/expected-outputs.ts';
import { startTwistedFederation } from './support/federation.ts';
import { honest } from './support/twisted-vault.ts';
import { twists } from './support/twists.ts';

const inputs = [utf8('first'), utf8('second')];
const outputs = expectedOutputs(inputs);

describe.each(twists)('a vault that $name', ({ code, twist }) => {
  test('is replaced by another vault, and reported', async () => {
    await using federation = await startTwistedFederation(twist, honest, honest);
    const reports: VaultFailure[] = [];
    const client = federation.client({ report: (failure) => reports.push(failure) });
    expect(await client.evaluate(inputs)).toEqual(outputs);
    expect(reports).toEqual([expect.objectContaining({ index: 1, code })]);
  });

  test('twice among three makes the result unknown, never wrong', async () => {
    await using federation = await startTwistedFederation(twist, honest, twist);
    const failed = expect.objectContaining({ code }) as VaultFailure;
    await expect(federation.client().evaluate(inputs)).rejects.toMatchObject({
      name: 'VaultClientError',
      code: 'could_not_check',
      failures: [failed, failed],
    });
  });
});

describe('any combination of misbehaving vaults', () => {
  test('misbehaving vaults lead to the correct output or an error', async () => {
    const behaviour = fc.constantFrom(honest, honest, ...twists.map(({ twist }) => twist));
    await fc.assert(
      fc.asyncProperty(fc.tuple(behaviour, behaviour, behaviour), async (behaviours) => {
        await using federation = await startTwistedFederation(...behaviours);
        const good = behaviours.filter((twist) => twist === honest).length;
        const answer = await federation
          .client()
          .evaluate(inputs)
          .catch((error: unknown) => error);
        expect(Array.isArray(answer) ? answer : null).toEqual(good >= 2 ? outputs : null);
        expect(answer instanceof VaultClientError).toBe(good < 2);
      }),
      { numRuns: 15 },
    );
  });
});
