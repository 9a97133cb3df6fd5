import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { evaluatePath } from '@etanche/core-vault-protocol';
import {
  createMemory,
  createRecordsData,
  DataError,
  remainingQuotas,
  signIn,
  type PatientFile,
  type RecordsData,
  type RecordsClient,
} from '../../src/index.ts';
import { allergy, dataOf, patient, startDataPractice, type DataPractice } from './data-practice.ts';

let practice: DataPractice;
let scope = '';
let client: RecordsClient;
let data: RecordsData;
let aborting: AbortController;
let sent: string[] = [];
/** Wraps each request of the device. */
let around: (url: string, send: () => Promise<Response>) => Promise<Response> = (_, send) => send();

beforeAll(async () => {
  practice = await startDataPractice();
  const file = await dataOf(practice.doctor.client).patients.create(patient('Arrêt', 'Nina', '1962-02-03'));
  scope = file.scope;
});
afterAll(() => practice.running[Symbol.asyncDispose]());
beforeEach(async () => {
  around = (_, send) => send();
  const fetch: typeof globalThis.fetch = (input, init) => {
    const url = input instanceof Request ? input.url : String(input);
    sent.push(url);
    return around(url, () => globalThis.fetch(input, init));
  };
  const retry = { attempts: 1, firstWaitMs: 1, longestWaitMs: 50 };
  client = await signIn({
    ...practice.colleague.options,
    retry,
    environment: { ...practice.colleague.options.environment, fetch, memory: createMemory() },
  });
  data = createRecordsData(client);
  aborting = new AbortController();
  sent = [];
});

const stopped = new Error('the user closed the window');
const options = () => ({ signal: aborting.signal });
const evaluations = () => sent.filter((url) => url.endsWith(evaluatePath)).length;
const writes = () => sent.filter((url) => url.endsWith('/writes')).length;
const allergies = (file: PatientFile) => file.resources().length - 1;

function abortAt(ending: RegExp, when: 'before' | 'after'): void {
  around = async (url, send) => {
    if (!ending.test(url)) return send();
    if (when === 'before') aborting.abort(stopped);
    const response = await send();
    if (when === 'after') aborting.abort(stopped);
    return response;
  };
}

async function errorOf(step: Promise<unknown>): Promise<unknown> {
  return step.then(
    () => null,
    (error: unknown) => error,
  );
}

describe('a call whose signal is aborted before it begins', () => {
  test('sends no request, costs no unit and ends with the reason', async () => {
    const file = await data.patients.open(scope);
    const before = await remainingQuotas(client);
    aborting.abort(stopped);
    sent = [];
    const calls = [
      () => data.patients.search('03 02 1962 a', options()),
      () => data.patients.open(scope, options()),
      () => data.patients.openInEmergency(scope, { reason: 'other', explanation: 'x' }, options()),
      () => file.write([{ kind: 'create', resource: allergy('latex') }], options()),
    ];
    for (const call of calls) expect(await errorOf(call())).toBe(stopped);
    expect(sent).toEqual([]);
    expect(await remainingQuotas(client)).toEqual(before);
    expect(allergies(await data.patients.open(scope))).toBe(0);
  });
});

describe('an opening', () => {
  test('that is aborted while the server answers sends no request to a vault', async () => {
    const before = await remainingQuotas(client);
    abortAt(/\/v1\/scopes\//, 'after');
    expect(await errorOf(data.patients.open(scope, options()))).toBe(stopped);
    expect(evaluations()).toBe(0);
    expect((await remainingQuotas(client)).scope).toEqual(before.scope);
  });

  test('that is aborted while the vaults evaluate is counted, and opens later without another unit', async () => {
    const before = await remainingQuotas(client);
    abortAt(new RegExp(`${evaluatePath}$`), 'before');
    expect(await errorOf(data.patients.open(scope, options()))).toBe(stopped);
    around = (_, send) => send();
    expect((await data.patients.open(scope)).scope).toBe(scope);
    expect(evaluations()).toBe(2);
    expect((await remainingQuotas(client)).scope.openings).toBe(before.scope.openings - 1);
  });

  test('that is complete returns a file that its signal no longer ends', async () => {
    const file = await data.patients.open(scope, options());
    aborting.abort(stopped);
    expect(await file.refresh()).toEqual([]);
    expect(await file.history(file.patient().resource.id)).toHaveLength(1);
  });
});

describe('a search', () => {
  test('that is aborted while the vaults evaluate ends with the reason and sends no lookup', async () => {
    abortAt(new RegExp(`${evaluatePath}$`), 'before');
    expect(await errorOf(data.patients.search('03 02 1962 a', options()))).toBe(stopped);
    expect(sent.filter((url) => url.includes('lookup'))).toEqual([]);
  });

  test('that is complete searches its further terms also after its signal was aborted', async () => {
    const answer = await data.patients.search('dupont nina', options());
    aborting.abort(stopped);
    expect(answer.further).not.toBeNull();
    expect(await answer.further?.()).toHaveProperty('answer');
    expect(await errorOf(answer.further?.(options()) ?? Promise.resolve())).toBe(stopped);
  });
});

describe('a write', () => {
  let file: PatientFile;
  let before = 0;
  const changes = () => [{ kind: 'create', resource: allergy('latex') }] as const;
  beforeEach(async () => {
    file = await data.patients.open(scope);
    before = allergies(file);
    sent = [];
  });

  test('that is aborted before it is sent stores nothing', async () => {
    abortAt(/checkpoint/, 'after');
    expect(await errorOf(file.write(changes(), options()))).toBe(stopped);
    expect(writes()).toBe(0);
    await file.refresh();
    expect(allergies(file)).toBe(before);
  });

  test('that is aborted after it arrived is uncertain, and the same changes are not written twice', async () => {
    abortAt(/\/writes$/, 'after');
    const error = await errorOf(file.write(changes(), options()));
    if (!(error instanceof DataError)) throw error;
    expect(error).toMatchObject({ code: 'uncertain', cause: stopped });
    expect(error.changes).toHaveLength(1);
    await file.write(error.changes);
    await file.refresh();
    expect(allergies(file)).toBe(before + 1);
  });

  test('that is aborted in transit is uncertain, and the same changes are written once', async () => {
    around = (url, send) => {
      if (!url.endsWith('/writes')) return send();
      aborting.abort(stopped);
      return Promise.reject(new TypeError('the connection broke'));
    };
    const error = await errorOf(file.write(changes(), options()));
    if (!(error instanceof DataError)) throw error;
    expect(error.code).toBe('uncertain');
    around = (_, send) => send();
    await file.write(error.changes);
    expect(allergies(file)).toBe(before + 1);
  });
});
