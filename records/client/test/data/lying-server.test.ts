import { concat, fromBase64url, sha256, toBase64url } from '@etanche/core-wire';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createMemory, type PatientFile, type RecordsData, type DataError } from '../../src/index.ts';
import { lyingFetch } from '../system/people.ts';
import { allergy, dataOf, onDevice, patient, scopesOf, startDataPractice, type DataPractice } from './data-practice.ts';

type Answer = Record<string, unknown>;
type Pack = { compartment: string; list: string; time: number; author: string; salt?: string; sealed?: string };

let practice: DataPractice;
let doctor: RecordsData;
let file: PatientFile;
const born = '1951-01-01';
beforeAll(async () => {
  practice = await startDataPractice();
  doctor = dataOf(practice.doctor.client);
});
afterAll(() => practice.running[Symbol.asyncDispose]());
beforeEach(async () => {
  file = await doctor.patients.create(patient('Menti', 'Rita', born), [allergy('arachide'), allergy('latex')]);
});

const untrusted = { code: 'could_not_check', reason: 'untrusted' };
const scopePath = /^\/v1\/scopes\/[a-z2-7]{26}$/;

function packsOf(answer: Answer): Pack[] {
  return answer['packs'] as Pack[];
}

/** The same pack with the digest of its content only. */
function withoutContent({ salt = '', sealed = '', ...pack }: Pack): Answer {
  const digest = sha256(concat(fromBase64url(salt, 32), fromBase64url(sealed, undefined)));
  return { ...pack, digest: toBase64url(digest) };
}

/** The colleague's data on a new device, with the server's answers to `path` altered by `change`. */
async function through(path: RegExp, change: (answer: Answer, url: URL) => unknown): Promise<RecordsData> {
  return onDevice(practice.colleague, lyingFetch(path, change));
}

describe('a false answer to an opening is detected', () => {
  const lies: readonly (readonly [string, (answer: Answer) => Answer])[] = [
    ['omits a pack', (answer) => ({ ...answer, packs: packsOf(answer).slice(1) })],
    ['omits every pack', (answer) => ({ ...answer, packs: [] })],
    [
      'omits the content of a pack',
      (answer) => {
        const [first, ...rest] = packsOf(answer);
        return { ...answer, packs: [...(first === undefined ? [] : [withoutContent(first)]), ...rest] };
      },
    ],
    [
      'says that a pack is of a compartment that the reader does not open',
      (answer) => {
        const [first, ...packs] = packsOf(answer);
        return { ...answer, packs, withheld: [{ compartment: first?.compartment, list: first?.list }] };
      },
    ],
    [
      'says that a resource was destroyed',
      (answer) => {
        const [first] = packsOf(answer);
        const list = toBase64url(fromBase64url(first?.list ?? '', undefined).slice(0, 52));
        return { ...answer, destroyed: [{ compartment: first?.compartment, list }] };
      },
    ],
    [
      'shortens the list of a pack',
      (answer) => {
        const packs = packsOf(answer).map((pack) => {
          return { ...pack, list: toBase64url(fromBase64url(pack.list, undefined).slice(0, 52)) };
        });
        return { ...answer, packs };
      },
    ],
    [
      'swaps the contents of two packs',
      (answer) => {
        const [first, second, ...rest] = packsOf(answer);
        if (first === undefined || second === undefined) throw new Error('two packs');
        const { salt, sealed } = first;
        const swapped = [
          { ...first, salt: second.salt, sealed: second.sealed },
          { ...second, salt, sealed },
        ];
        return { ...answer, packs: [...swapped, ...rest] };
      },
    ],
    [
      'sends one pack twice, in place of another',
      (answer) => {
        const [first, , ...rest] = packsOf(answer);
        return { ...answer, packs: [first, first, ...rest] };
      },
    ],
    ['sends another erasure secret', (answer) => ({ ...answer, erasure: 'A'.repeat(43) })],
    ['calls the file a day of an agenda', (answer) => ({ ...answer, purpose: 'agenda' })],
    ['names another author', (answer) => withAuthor(answer, practice.secretary.member)],
    ['alters the freshness', (answer) => ({ ...answer, freshness: altered(answer['freshness'] as string) })],
    ['alters the head', (answer) => ({ ...answer, head: altered(answer['head'] as string) })],
  ];

  test.each(lies)('if the server %s', async (_what, lie) => {
    const lied = await through(scopePath, lie);
    await expect(lied.patients.open(file.scope)).rejects.toMatchObject(untrusted);
    expect((await dataOf(practice.colleague.client).patients.open(file.scope)).resources()).toHaveLength(3);
  });

  test('if the server omits the head of an earlier write, or sends that of another file', async () => {
    await file.write([{ kind: 'create', resource: allergy('noix') }]);
    const other = await doctor.patients.create(patient('Autre', 'Rita', born));
    let foreign: unknown = null;
    const listening = await through(scopePath, (answer) => ((foreign = answer['head']), answer));
    await listening.patients.open(other.scope);
    for (const heads of [[], [foreign]]) {
      const lied = await through(scopePath, (answer) => ({ ...answer, heads }));
      await expect(lied.patients.open(file.scope)).rejects.toMatchObject(untrusted);
    }
  });

  test('if the server sends another patient’s complete and signed file', async () => {
    const other = await doctor.patients.create(patient('Autre', 'Rita', born));
    let real: Answer | null = null;
    const listening = await through(scopePath, (answer) => (real = answer));
    await listening.patients.open(other.scope);
    const lied = await through(scopePath, () => real);
    await expect(lied.patients.open(file.scope)).rejects.toMatchObject(untrusted);
  });

  test('if the server sends an older state than one that this device saw', async () => {
    const memory = createMemory();
    let past: Answer | null = null;
    let goesBack = false;
    const fetch = lyingFetch(scopePath, (answer) => (goesBack ? past : (past ??= answer)));
    const first = await onDevice(practice.colleague, fetch, memory);
    await first.patients.open(file.scope);
    await file.write([{ kind: 'create', resource: allergy('noix') }]);
    const seen = await onDevice(practice.colleague, globalThis.fetch, memory);
    expect((await seen.patients.open(file.scope)).resources()).toHaveLength(4);
    goesBack = true;
    const back = await onDevice(practice.colleague, fetch, memory);
    await expect(back.patients.open(file.scope)).rejects.toMatchObject(untrusted);
  });

  test('if the server damages an update, even if it would then send the whole file unchanged', async () => {
    let lies = true;
    const data = await through(scopePath, (answer, url) => {
      if (!lies || !url.searchParams.has('since')) return answer;
      const damaged = packsOf(answer).map((pack) => ({ ...pack, author: practice.colleague.member }));
      return { ...answer, packs: damaged };
    });
    const opened = await data.patients.open(file.scope);
    await file.write([{ kind: 'create', resource: allergy('lait') }]);
    await expect(opened.refresh()).rejects.toMatchObject(untrusted);
    lies = false;
    expect(await opened.refresh()).toHaveLength(1);
  });

  test('if the server omits a change from an update', async () => {
    let lies = false;
    const lied = await through(scopePath, (answer) => (lies ? { ...answer, packs: [] } : answer));
    const opened = await lied.patients.open(file.scope);
    await file.write([{ kind: 'create', resource: allergy('noix') }]);
    lies = true;
    await expect(opened.refresh()).rejects.toMatchObject(untrusted);
    expect(opened.sequence()).toBe(1);
    lies = false;
    expect(await opened.refresh()).toHaveLength(1);
  });

  test('if the server sends a history of ever more pages', async () => {
    const [first] = file.resources().filter(({ resource }) => resource.resourceType === 'AllergyIntolerance');
    let page = 1_000_000;
    const lied = await through(/\/versions$/, (answer) => ({ ...answer, next: `${page--}.0` }));
    const opened = await lied.patients.open(file.scope);
    await expect(opened.history(first?.id ?? '')).rejects.toMatchObject(untrusted);
    expect(page).toBe(1_000_000 - 200);
  }, 120_000);

  test('if the server shortens, redates or never ends a history', async () => {
    const [first] = file.resources().filter(({ resource }) => resource.resourceType === 'AllergyIntolerance');
    const id = first?.id ?? '';
    await file.write([{ kind: 'update', id, resource: allergy('soja') }]);
    for (const lie of [
      (answer: Answer) => ({ ...answer, packs: packsOf(answer).slice(1) }),
      (answer: Answer) => ({ ...answer, packs: packsOf(answer).slice(0, 1) }),
      (answer: Answer) => ({ ...answer, packs: [] }),
      (answer: Answer) => ({ ...answer, heads: [] }),
      (answer: Answer) => ({ ...answer, packs: packsOf(answer).map(withoutContent) }),
      (answer: Answer) => ({ ...answer, packs: packsOf(answer).map((one) => ({ ...one, time: 0 })) }),
      (answer: Answer) => ({ ...answer, next: '1.0' }),
    ]) {
      const lied = await through(/\/versions$/, lie);
      const opened = await lied.patients.open(file.scope);
      await expect(opened.history(id)).rejects.toMatchObject(untrusted);
    }
  });
});

describe('a false answer to a search is could_not_check', () => {
  const lies: readonly (readonly [string, RegExp, (answer: Answer) => unknown])[] = [
    ['withholds every card', /cards\/lookup$/, () => ({ cards: [] })],
    ['exchanges two cards', /cards\/lookup$/, exchangeCards],
    ['alters a posting', /postings\/lookup$/, alterPostings],
    [
      'sends more postings than the limit of the term',
      /postings\/lookup$/,
      ({ places }) => ({
        places: (places as { postings: object[] }[]).map((place) => ({
          ...place,
          postings: Array.from({ length: 9 }, () => place.postings[0]),
        })),
      }),
    ],
    ['sends no postings', /postings\/lookup$/, () => ({ places: [] })],
    [
      'sends postings of another locator',
      /postings\/lookup$/,
      ({ places }) => ({
        places: (places as { postings: object[] }[]).map((place) => ({
          ...place,
          postings: place.postings.map((posting) => ({ ...posting, locator: 'A'.repeat(22) })),
        })),
      }),
    ],
    ['sends an answer of another shape', /postings\/lookup$/, () => ({ found: true })],
  ];

  let days = 0;
  test.each(lies)('if the server %s', async (_what, path, lie) => {
    // Each case has two patients with their own letter and day.
    days += 1;
    const text = `0${days} 03 1952 m`;
    for (const family of ['Mentor', 'Menti']) {
      await doctor.patients.create(patient(family, 'Rita', `1952-03-0${days}`, `06 00 00 01 0${days}`));
    }
    const lied = await through(path, lie);
    await expect(lied.patients.search(text)).rejects.toMatchObject(untrusted);
    expect(await dataOf(practice.colleague.client).patients.search(text)).toMatchObject({ answer: 'found' });
  });
});

test('an answer without one card of two counts one unreadable posting', async () => {
  for (const family of ['Moitié', 'Motte']) {
    await doctor.patients.create(patient(family, 'Rita', '1953-04-01', '06 00 00 02 01'));
  }
  const lied = await through(/cards\/lookup$/, (answer) => ({ cards: (answer['cards'] as unknown[]).slice(1) }));
  expect(await lied.patients.search('01 04 1953 m')).toMatchObject({ answer: 'found', unreadable: 1 });
  expect(await doctor.patients.search('01 04 1953 m')).toMatchObject({ answer: 'found', unreadable: 0 });
});

describe('a broken connection', () => {
  test('after a stored write leads to one write, whether the transport or the caller repeats it', async () => {
    let breaks = 0;
    const fetch: typeof globalThis.fetch = async (input, init) => {
      const response = await globalThis.fetch(input, init);
      if (!urlOf(input).endsWith('/writes') || breaks === 0) return response;
      breaks -= 1;
      await response.arrayBuffer();
      throw new TypeError('the connection broke');
    };
    const data = await onDevice(practice.colleague, fetch);
    const opened = await data.patients.open(file.scope);
    // The transport repeats it with the same idempotency key.
    breaks = 1;
    await opened.write([{ kind: 'create', resource: allergy('noix') }]);
    expect(opened.sequence()).toBe(2);
    // After more failures the caller must repeat it.
    breaks = 3;
    const change = { kind: 'create', resource: allergy('soja') } as const;
    const error: unknown = await opened.write([change]).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'uncertain' });
    await opened.write((error as { changes: [typeof change] }).changes);
    await file.refresh();
    expect(file.resources().filter(({ text }) => text.includes('soja'))).toHaveLength(1);
    expect(file.sequence()).toBe(3);
  });

  test('while a patient is created leads to one file', async () => {
    let breaks = 3;
    const fetch: typeof globalThis.fetch = async (input, init) => {
      const response = await globalThis.fetch(input, init);
      if (!urlOf(input).endsWith('/writes') || breaks-- <= 0) return response;
      throw new TypeError('the connection broke');
    };
    const data = await onDevice(practice.colleague, fetch);
    const error: unknown = await data.patients
      .create(patient('Rompu', 'Rita', '1951-02-02'), [allergy('x')])
      .catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'uncertain' });
    const { creation } = error as { creation: Parameters<typeof data.patients.createAgain>[0] };
    const made = await data.patients.createAgain(creation);
    expect(made.resources()).toHaveLength(2);
    const answer = await doctor.patients.search('02 02 1951 r');
    expect(answer).toMatchObject({ answer: 'found', cards: [{ scope: made.scope }] });
  });

  test('while an identity changes leads to one change, and only the new number finds the patient', async () => {
    let breaks = 0;
    const fetch: typeof globalThis.fetch = async (input, init) => {
      const response = await globalThis.fetch(input, init);
      if (!urlOf(input).endsWith('/writes') || breaks-- <= 0) return response;
      throw new TypeError('the connection broke');
    };
    const data = await onDevice(practice.colleague, fetch);
    const made = await data.patients.create(patient('Muté', 'Sami', '1952-02-03', '06 98 00 00 01'));
    const { id } = made.patient().resource;
    breaks = 3;
    const moved = patient('Muté', 'Sami', '1952-02-03', '06 98 00 00 02');
    const change = { kind: 'update', id, resource: { ...moved, id: made.scope } } as const;
    const error: unknown = await made.write([change]).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'uncertain' });
    await expect(made.write((error as DataError).changes)).resolves.toEqual([id]);
    expect(made.sequence()).toBe(2);
    expect(await scopesOf(data, '06 98 00 00 02')).toEqual([made.scope]);
    expect(await scopesOf(data, '06 98 00 00 01')).toEqual([]);
    // A second change is based on the stored index.
    const again = { ...patient('Muté', 'Sami', '1952-02-03', '06 98 00 00 03'), id: made.scope };
    await made.write([{ kind: 'update', id, resource: again }]);
    expect(await scopesOf(data, '06 98 00 00 02')).toEqual([]);
  });

  test('leaves each answer unknown', async () => {
    let isAway = false;
    const fetch: typeof globalThis.fetch = (input, init) =>
      isAway ? Promise.reject(new TypeError('away')) : globalThis.fetch(input, init);
    const data = await onDevice(practice.colleague, fetch);
    const opened = await data.patients.open(file.scope);
    isAway = true;
    const unavailable = { code: 'could_not_check', reason: 'unavailable' };
    await expect(data.patients.search('01 01 1951 m')).rejects.toMatchObject(unavailable);
    await expect(data.patients.open(file.scope)).rejects.toMatchObject(unavailable);
    await expect(opened.refresh()).rejects.toMatchObject(unavailable);
    // The head contains the log that its author saw: without that answer nothing is sent.
    await expect(opened.write([{ kind: 'create', resource: allergy('x') }])).rejects.toMatchObject(unavailable);
    isAway = false;
    await opened.refresh();
    expect(opened.sequence()).toBe(1);
  });

  test.each([
    ['before the server received it', false],
    ['after the server stored it', true],
  ])('during a write, %s, is uncertain until the file is read again', async (_when, isStored) => {
    let isBroken = false;
    let sent = 0;
    const fetch: typeof globalThis.fetch = async (input, init) => {
      if (!isBroken || !urlOf(input).endsWith('/writes')) return globalThis.fetch(input, init);
      sent += 1;
      if (isStored) await globalThis.fetch(input, init);
      throw new TypeError('the connection broke');
    };
    const data = await onDevice(practice.colleague, fetch);
    const opened = await data.patients.open(file.scope);
    const isThere = () => opened.resources().filter(({ text }) => text.includes('kiwi')).length;
    isBroken = true;
    const change = { kind: 'create', resource: allergy('kiwi') } as const;
    const error: unknown = await opened.write([change]).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'uncertain', changes: [{ kind: 'create' }] });
    expect(sent).toBeGreaterThan(0);
    // The file still shows its earlier state.
    expect([opened.sequence(), isThere()]).toEqual([1, 0]);
    isBroken = false;
    await opened.refresh();
    expect([opened.sequence(), isThere()]).toEqual(isStored ? [2, 1] : [1, 0]);
    // The changes of the error, written again, are stored once in both cases.
    await opened.write((error as DataError).changes);
    await opened.refresh();
    expect([opened.sequence(), isThere()]).toEqual([2, 1]);
  });
});

describe('an answer that does not come from the server', () => {
  const page = (status: number, body = '<h1>Not Found</h1>') =>
    new Response(body, { status, headers: { 'content-type': 'text/html' } });
  test.each<[string, string, () => Promise<Response>]>([
    ['a network that fails', 'unavailable', () => Promise.reject(new TypeError('fetch failed'))],
    ...[429, 500, 502, 503, 504].map((status): [string, string, () => Promise<Response>] => [
      `a proxy’s page with status ${status}`,
      'unavailable',
      () => Promise.resolve(page(status)),
    ]),
    ['a page that says not found', 'untrusted', () => Promise.resolve(page(404))],
    ['a login page', 'untrusted', () => Promise.resolve(page(200, '<form>'))],
    ['an empty answer', 'untrusted', () => Promise.resolve(Response.json(null))],
    ['half an answer', 'untrusted', () => Promise.resolve(new Response('{"places":[', { status: 200 }))],
  ])('%s is could_not_check and not not_found', async (_what, reason, answer) => {
    let isBroken = false;
    const fetch: typeof globalThis.fetch = (input, init) => (isBroken ? answer() : globalThis.fetch(input, init));
    // Requests to the vaults are not changed.
    const data = await onDevice(practice.colleague, (input, init) =>
      urlOf(input).startsWith(practice.colleague.client.session.serverUrl)
        ? fetch(input, init)
        : globalThis.fetch(input, init),
    );
    const opened = await data.patients.open(file.scope);
    isBroken = true;
    const failed = { code: 'could_not_check', reason };
    await expect(data.patients.search('01 01 1951 m')).rejects.toMatchObject(failed);
    await expect(data.patients.open(file.scope)).rejects.toMatchObject(failed);
    await expect(opened.refresh()).rejects.toMatchObject(failed);
  });
});

describe('an old signed state', () => {
  test('is rejected by a device that never saw the patient', async () => {
    let past: Answer | null = null;
    const listening = await through(scopePath, (answer) => (past = answer));
    await listening.patients.open(file.scope);
    practice.running.clock.advance(301_000);
    const lied = await through(scopePath, () => past);
    await expect(lied.patients.open(file.scope)).rejects.toMatchObject(untrusted);
  });
});

function urlOf(input: string | URL | Request): string {
  return input instanceof Request ? input.url : input.toString();
}

function altered(jws: string): string {
  const at = jws.length - 20;
  return `${jws.slice(0, at)}${jws[at] === 'A' ? 'B' : 'A'}${jws.slice(at + 1)}`;
}

function withAuthor(answer: Answer, author: string): Answer {
  return { ...answer, packs: packsOf(answer).map((pack) => ({ ...pack, author })) };
}

function exchangeCards(answer: Answer): Answer {
  const cards = answer['cards'] as { scope: string; sealed: string }[];
  const sealed = cards.map((card) => card.sealed);
  return { cards: cards.map((card, i) => ({ ...card, sealed: sealed[(i + 1) % sealed.length] })) };
}

function alterPostings({ places }: Answer): Answer {
  const alter = (posting: { sealed: string }) => ({ ...posting, sealed: altered(posting.sealed) });
  return {
    places: (places as { postings: { sealed: string }[] }[]).map((place) => ({
      ...place,
      postings: place.postings.map(alter),
    })),
  };
}
