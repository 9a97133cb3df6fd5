import { utf8 } from '@etanche/core-wire';
import { describe, expect, test } from 'vitest';
import { timerSleep, type VaultFailure } from '../src/index.ts';
import { expectedOutputs } from './support/expected-outputs.ts';
import { startTwistedFederation } from './support/federation.ts';
import { honest, sendProblem, type Twist } from './support/twisted-vault.ts';

const inputs = [utf8('patience')];
const outputs = expectedOutputs(inputs);

describe('a slow vault', () => {
  test('a slow vault is hedged by another, and its request is aborted at the end', async () => {
    const dropped = Promise.withResolvers<string>();
    const silent: Twist = ({ response }) => {
      response.on('close', () => {
        dropped.resolve('dropped');
      });
    };
    await using federation = await startTwistedFederation(silent, honest, honest);
    const reports: VaultFailure[] = [];
    const client = federation.client({ hedgeMs: 10, report: (failure) => reports.push(failure) });
    expect(await client.evaluate(inputs)).toEqual(outputs);
    expect(reports).toEqual([]);
    await expect(dropped.promise).resolves.toBe('dropped');
  });

  test('a vault that answers before the delay is not hedged', async () => {
    await using federation = await startTwistedFederation(honest, honest, honest);
    expect(await federation.client({ hedgeMs: 60_000 }).evaluate(inputs)).toEqual(outputs);
    expect(federation.vaults[2]?.bodies).toEqual([]);
  });

  test('a slow vault without hedging fails after the timeout', async () => {
    await using federation = await startTwistedFederation(silence, honest, honest);
    const reports: VaultFailure[] = [];
    const client = federation.client({ timeoutMs: 200, report: (failure) => reports.push(failure) });
    expect(await client.evaluate(inputs)).toEqual(outputs);
    expect(reports).toEqual([expect.objectContaining({ index: 1, code: 'timeout' })]);
  });

  test('a failed vault is asked last for half a minute', async () => {
    await using federation = await startTwistedFederation(silence, honest, honest);
    let time = 0;
    const reports: VaultFailure[] = [];
    const client = federation.client({ timeoutMs: 1000, now: () => time, report: (failure) => reports.push(failure) });
    for (let i = 0; i < 6; i++) expect(await client.evaluate(inputs)).toEqual(outputs);
    expect(reports).toHaveLength(1);
    time = 31_000;
    for (let i = 0; i < 3; i++) expect(await client.evaluate(inputs)).toEqual(outputs);
    expect(reports).toHaveLength(2);
  });

  test('a vault that refuses is not asked last, since its quota equals the others’', async () => {
    const refusing: Twist = ({ response }) => {
      sendProblem(response, 429, 'quota_member', { retryAfter: 9 });
    };
    await using federation = await startTwistedFederation(refusing, honest, honest);
    const reports: VaultFailure[] = [];
    const client = federation.client({ report: (failure) => reports.push(failure) });
    for (let i = 0; i < 6; i++) expect(await client.evaluate(inputs)).toEqual(outputs);
    expect(reports).toHaveLength(4);
  });

  test('a vault that sends headers but no body fails after the timeout', async () => {
    const endless: Twist = ({ response }) => {
      response.setHeader('content-type', 'application/json');
      response.write('{');
    };
    await using federation = await startTwistedFederation(endless, honest, honest);
    const reports: VaultFailure[] = [];
    const client = federation.client({ timeoutMs: 200, report: (failure) => reports.push(failure) });
    expect(await client.evaluate(inputs)).toEqual(outputs);
    expect(reports).toEqual([expect.objectContaining({ index: 1, code: 'timeout' })]);
  });

  test('a slow vault does not delay a result that is already impossible', async () => {
    const refusing: Twist = ({ response }) => {
      sendProblem(response, 429, 'quota_network', { retryAfter: 9 });
    };
    await using federation = await startTwistedFederation(refusing, refusing, silence);
    const client = federation.client({ timeoutMs: 60_000 });
    await expect(client.evaluate(inputs)).rejects.toMatchObject({ code: 'refused', retryAfterSeconds: 9 });
  });

  test('slow vaults without exception make the result unknown', async () => {
    await using federation = await startTwistedFederation(silence, silence, silence);
    const client = federation.client({ timeoutMs: 100, hedgeMs: 10 });
    await expect(client.evaluate(inputs)).rejects.toMatchObject({ code: 'could_not_check' });
  });
});

describe('a stopped vault', () => {
  test('one stopped vault is replaced, but two of three make the result unknown', async () => {
    await using federation = await startTwistedFederation(honest, honest, honest);
    await federation.vaults[0]?.[Symbol.asyncDispose]();
    const reports: VaultFailure[] = [];
    const client = federation.client({ report: (failure) => reports.push(failure) });
    expect(await client.evaluate(inputs)).toEqual(outputs);
    expect(reports).toEqual([expect.objectContaining({ index: 1, code: 'unreachable' })]);
    await federation.vaults[1]?.[Symbol.asyncDispose]();
    await expect(client.evaluate(inputs)).rejects.toMatchObject({
      code: 'could_not_check',
      failures: [expect.objectContaining({ code: 'unreachable' }), expect.objectContaining({ code: 'unreachable' })],
    });
  });
});

describe('timerSleep', () => {
  test('timerSleep waits, or rejects if aborted before or during the wait', async () => {
    const controller = new AbortController();
    await expect(timerSleep(1, controller.signal)).resolves.toBeUndefined();
    const waiting = timerSleep(60_000, controller.signal);
    controller.abort();
    await expect(waiting).rejects.toThrow('aborted');
    await expect(timerSleep(60_000, controller.signal)).rejects.toThrow('aborted');
  });
});

function silence(): void {
  // Accepts the request and never answers.
}
