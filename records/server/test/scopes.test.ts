import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { concat, fromBase64url, fromUtf8, jwsTypes, toBase64url, verifyCompact } from '@etanche/core-wire';
import { recordsLimits } from '@etanche/core-records-protocol';
import { dataDefaults } from '../src/data/data-config.ts';
import {
  bytes32,
  leavesOf,
  once,
  startDataFixture,
  type DataFixture,
  type TestMember,
} from './support/data-fixture.ts';
import {
  leavesIn,
  listedIn,
  makeCard,
  makeLocator,
  makePosting,
  ScopeWriter,
  type Wanted,
} from './support/scope-writer.ts';
import { newId, random } from './support/store.ts';

let fixture: DataFixture;
let practice: string;
let doctor: TestMember;
let secretary: TestMember;
/** Milliseconds that the server's clock is ahead of the writers'. */
let ahead = 0;

beforeAll(async () => {
  fixture = await startDataFixture({ now: () => Date.now() + ahead });
  practice = await fixture.practice();
  doctor = await fixture.member(practice, 'doctor');
  secretary = await fixture.member(practice, 'secretary');
});
afterAll(() => fixture[Symbol.asyncDispose]());

const code = (expected: string) => expect.objectContaining({ code: expected }) as Error;

type Body = Awaited<ReturnType<ScopeWriter['next']>>['body'];

function send(who: TestMember, scope: string, body: Body) {
  return fixture.handlers.write({ session: who.session, params: { scope }, query: {}, body, write: once(who.session) });
}
function read(who: TestMember, scope: string, query: { since?: number; after?: string } = {}) {
  return fixture.handlers.readScope({ session: who.session, params: { scope }, query, body: undefined, write: null });
}

/** A patient with these resources, written by the doctor. */
async function patient(...wanted: readonly Wanted[]): Promise<ScopeWriter> {
  const writer = new ScopeWriter(practice);
  const { body, accept } = await writer.next(doctor, wanted);
  await send(doctor, writer.scope, body);
  accept();
  return writer;
}
async function edit(writer: ScopeWriter, who: TestMember, ...wanted: readonly Wanted[]) {
  const { body, accept } = await writer.next(who, wanted);
  const written = await send(who, writer.scope, body);
  accept();
  return written;
}

describe('a patient that was written', () => {
  test('is read whole by a doctor, with what verifies it', async () => {
    const writer = await patient({}, { compartment: 'clinical' }, { compartment: 'clinical', bytes: 384 });
    const found = await read(doctor, writer.scope);
    expect(found.purpose).toBe('scope');
    expect(found.head).toBe(writer.head);
    expect(new Set(listedIn(found.packs).map(({ hash }) => hash))).toEqual(
      new Set(Array.from(writer.current.values(), ({ hash }) => toBase64url(hash))),
    );
    expect(found.packs.map(({ compartment }) => compartment)).toEqual(['identity', 'clinical']);
    expect(found).toMatchObject({ withheld: [], destroyed: [], heads: [] });
    expect(found.next).toBeUndefined();
    const { payload } = await verifyCompact(
      found.freshness,
      jwsTypes.freshness,
      fromBase64url(fixture.server.publicKey, 32),
    );
    expect(JSON.parse(fromUtf8(payload))).toMatchObject({ practice, scope: writer.scope, sequence: 1 });
  });

  test('is read byte for byte as it was written', async () => {
    const writer = new ScopeWriter(practice);
    const { body } = await writer.next(doctor, [{}, { compartment: 'clinical', bytes: 3072 }]);
    await send(doctor, writer.scope, body);
    const { packs, erasure } = await read(doctor, writer.scope);
    const place = { sequence: 1, author: doctor.session.member };
    expect(packs).toEqual(body.packs.map((pack, number) => ({ ...pack, ...place, number })));
    expect(erasure).toBe(body.create?.erasure);
  });

  test('gives a secretary all current versions and only the packs of identity, and an importer none', async () => {
    const writer = await patient({}, { compartment: 'clinical' });
    const importer = await fixture.member(practice, 'importer');
    const [seen, imported] = [await read(secretary, writer.scope), await read(importer, writer.scope)];
    expect(leavesIn(seen)).toHaveLength(2);
    expect(seen.packs.map(({ compartment }) => compartment)).toEqual(['identity']);
    expect(seen.withheld.map(({ compartment }) => compartment)).toEqual(['clinical']);
    expect(leavesIn(imported)).toHaveLength(2);
    expect(imported.packs).toEqual([]);
  });

  test('gives after a head only what changed since', async () => {
    const writer = await patient({}, {}, {});
    const [first = ''] = writer.current.keys();
    await edit(writer, secretary, { resource: first }, {});
    const since = await read(doctor, writer.scope, { since: 1 });
    expect(
      listedIn(since.packs)
        .map(({ version }) => version)
        .sort(),
    ).toEqual([1, 2]);
    expect((await read(doctor, writer.scope, { since: 2 })).packs).toEqual([]);
  });

  test('comes with the heads that introduced current versions, and without packs that have none', async () => {
    const writer = await patient({}, {});
    const [one = '', two = ''] = writer.current.keys();
    const first = writer.head;
    await edit(writer, doctor, { resource: one });
    const second = writer.head;
    await edit(writer, secretary, {});
    expect((await read(doctor, writer.scope)).heads).toEqual([first, second]);
    await edit(writer, doctor, { resource: two });
    const { heads, packs } = await read(doctor, writer.scope);
    expect(packs.map(({ sequence }) => sequence)).toEqual([2, 3, 4]);
    expect(heads).not.toContain(first);
    expect(heads).toContain(second);
  });

  test('of more than an answer holds comes in pages, and nothing twice', async () => {
    const alone = { alone: true, bytes: 256 };
    const writer = await patient(alone);
    for (let i = 0; i < 10; i++) await edit(writer, doctor, ...Array.from({ length: 60 }, () => alone));
    const pages = [await read(doctor, writer.scope)];
    while (pages.at(-1)?.next !== undefined)
      pages.push(await read(doctor, writer.scope, { after: pages.at(-1)?.next ?? '' }));
    const resources = pages.flatMap(({ packs }) => listedIn(packs).map(({ resource }) => resource));
    expect(pages.map(({ packs }) => packs.length)).toEqual([500, 101]);
    expect(new Set(resources)).toEqual(new Set(writer.current.keys()));
    expect(resources).toHaveLength(601);
  });

  test('of few but large packs comes in pages by their bytes, to a secretary too', async () => {
    const large = { bytes: 1024 * 1024, alone: true };
    const writer = await patient(large, large, { ...large, compartment: 'clinical' });
    await edit(writer, doctor, large, large);
    for (const who of [doctor, secretary]) {
      const first = await read(who, writer.scope);
      const second = await read(who, writer.scope, { after: first.next ?? '' });
      expect(first.packs.length).toBeLessThan(4);
      expect(first.packs.length + second.packs.length).toBe(who === doctor ? 5 : 4);
      expect(first.withheld).toHaveLength(who === doctor ? 0 : 1);
      expect(second.withheld).toEqual([]);
      expect(second.next).toBeUndefined();
    }
  });

  test('without a single resource is one', async () => {
    const writer = await patient();
    expect(await read(doctor, writer.scope)).toMatchObject({ withheld: [], packs: [], head: writer.head });
  });

  test('has the history of each resource, for whom it is', async () => {
    const writer = await patient({ compartment: 'clinical' });
    const [resource = ''] = writer.current.keys();
    await edit(writer, doctor, { resource });
    await edit(writer, doctor, { resource });
    const history = (who: TestMember, query: { before?: string } = {}) =>
      fixture.handlers.history({
        session: who.session,
        params: { scope: writer.scope, resource },
        query,
        body: undefined,
        write: null,
      });
    const { packs, heads, next } = await history(doctor);
    expect(listedIn(packs).map(({ version }) => version)).toEqual([3, 2, 1]);
    expect(heads).toHaveLength(3);
    expect(next).toBeUndefined();
    expect(listedIn((await history(doctor, { before: '2.0' })).packs)).toMatchObject([{ version: 1 }]);
    await expect(history(secretary)).rejects.toThrow(code('forbidden'));
  });

  test('leaves a trace of each act, and nothing of its terms', async () => {
    const writer = await patient({});
    await read(secretary, writer.scope);
    await fixture.handlers.lookup({
      session: doctor.session,
      params: {},
      query: {},
      body: { locators: [toBase64url(makeLocator())] },
      write: null,
    });
    const leaves = (await leavesOf(fixture.store, practice)).slice(-3);
    expect(leaves).toMatchObject([
      { kind: 'write', member: doctor.session.member, scope: writer.scope, sequence: 1, count: 1, detail: 'create' },
      { kind: 'read', member: secretary.session.member, scope: writer.scope, compartments: ['identity'] },
      { kind: 'lookup', member: doctor.session.member, count: 1 },
    ]);
  });
});

describe('a write is refused', () => {
  test('when its head is signed by another key, or says something else', async () => {
    const writer = await patient({});
    const other = await fixture.member(practice, 'doctor');
    const { body } = await writer.next(doctor, [{}]);
    const { body: theirs } = await writer.next({ session: doctor.session, key: other.key }, [{}]);
    await expect(send(doctor, writer.scope, theirs)).rejects.toThrow(code('signature_refused'));
    await expect(send(other, writer.scope, body)).rejects.toThrow(code('signature_refused'));
    await expect(send(doctor, newId(), body)).rejects.toThrow(code('signature_refused'));
    const cut = { ...body, head: `${body.head.slice(0, -4)}AAAA` };
    await expect(send(doctor, writer.scope, cut)).rejects.toThrow(code('signature_refused'));
  });

  test('when its writer was frozen or retired while it was on its way', async () => {
    const writer = await patient({});
    const leaver = await fixture.member(practice, 'doctor');
    const { body } = await writer.next(leaver, [{}]);
    for (const status of ['frozen', 'retired']) {
      await fixture.store.inPractice(practice, (tx) =>
        tx.query('UPDATE chain_member SET status = $2 WHERE member = $1', [leaver.session.member, status]),
      );
      await expect(send(leaver, writer.scope, body)).rejects.toThrow(code('signature_refused'));
    }
    expect(leavesIn(await read(doctor, writer.scope))).toHaveLength(1);
  });

  test('when its root or count is not that of the versions after it', async () => {
    const writer = await patient({});
    const { body } = await writer.next(doctor, [{}]);
    await expect(send(doctor, writer.scope, { ...body, packs: [] })).rejects.toThrow(code('signature_refused'));
    const [pack] = body.packs;
    if (pack === undefined) throw new Error('no pack');
    for (const change of [{ salt: bytes32() }, { sealed: toBase64url(random(768 + 16)) }, { carries: true as const }]) {
      const altered = { ...body, packs: [{ ...pack, ...change }] };
      await expect(send(doctor, writer.scope, altered)).rejects.toThrow(code('signature_refused'));
    }
    writer.current.delete(writer.current.keys().next().value ?? '');
    const { body: forgetful } = await writer.next(doctor, [{}]);
    await expect(send(doctor, writer.scope, forgetful)).rejects.toThrow(code('signature_refused'));
    expect(leavesIn(await read(doctor, writer.scope))).toHaveLength(1);
  });

  test('when a pack is of no size class or another epoch, or its list is malformed', async () => {
    const writer = await patient({});
    const [resource = ''] = writer.current.keys();
    const { body } = await writer.next(doctor, [{ resource }]);
    const [pack] = body.packs;
    if (pack === undefined) throw new Error('no pack');
    const refused = (change: object) => send(doctor, writer.scope, { ...body, packs: [{ ...pack, ...change }] });
    const list = fromBase64url(pack.list, 52);
    await expect(refused({ sealed: toBase64url(random(300)) })).rejects.toThrow(code('request_invalid'));
    await expect(refused({ epoch: 2 ** 32 })).rejects.toThrow(code('request_invalid'));
    await expect(refused({ epoch: 2 })).rejects.toThrow(code('signature_refused'));
    await expect(refused({ salt: `${pack.salt.slice(0, -1)}B` })).rejects.toThrow(code('request_invalid'));
    await expect(refused({ list: toBase64url(list.subarray(1)) })).rejects.toThrow(code('request_invalid'));
    await expect(refused({ list: toBase64url(concat(list, list)) })).rejects.toThrow(code('request_invalid'));
    await expect(refused({ list: toBase64url(list.with(19, 0)) })).rejects.toThrow(code('request_invalid'));
  });

  test('when a version is not the next one, or is there twice', async () => {
    const writer = await patient({}, {});
    const [resource = '', other = ''] = writer.current.keys();
    const current = writer.current.get(resource);
    if (current === undefined) throw new Error('no version');
    for (const version of [0, 2]) {
      writer.current.set(resource, { ...current, version });
      const { body } = await writer.next(doctor, [{ resource }]);
      await expect(send(doctor, writer.scope, body)).rejects.toThrow(code('signature_refused'));
    }
    writer.current.set(resource, current);
    const twice = await writer.next(doctor, [
      { resource: other, alone: true },
      { resource: other, alone: true },
    ]);
    await expect(send(doctor, writer.scope, twice.body)).rejects.toThrow(code('request_invalid'));
  });

  test('when its time is further from the server’s than the server allows, in either direction', async () => {
    const writer = await patient({});
    const [resource = ''] = writer.current.keys();
    const { clockMs } = dataDefaults;
    for (const off of [-clockMs - 60_000, clockMs + 60_000, -365 * 86_400_000]) {
      const { body } = await writer.next(doctor, [{ resource, time: Date.now() + off }]);
      await expect(send(doctor, writer.scope, body)).rejects.toThrow(code('clock_differs'));
    }
    expect(leavesIn(await read(doctor, writer.scope)).map(({ version }) => version)).toEqual([1]);
    for (const off of [-clockMs + 60_000, clockMs - 60_000]) {
      const time = Date.now() + off;
      const next = await writer.next(doctor, [{ resource, time }]);
      await send(doctor, writer.scope, next.body);
      next.accept();
      expect((await read(doctor, writer.scope)).packs.map((one) => one.time)).toEqual([time]);
    }
  });

  test('when the time that it states is not the one that its hash covers', async () => {
    const writer = await patient({});
    const [resource = ''] = writer.current.keys();
    const { body } = await writer.next(doctor, [{ resource }]);
    const moved = body.packs.map((pack) => ({ ...pack, time: pack.time - 60_000 }));
    await expect(send(doctor, writer.scope, { ...body, packs: moved })).rejects.toThrow(code('signature_refused'));
  });

  test('when a secretary writes a clinical resource, even as its next version', async () => {
    const writer = await patient({ compartment: 'clinical' });
    const [resource = ''] = writer.current.keys();
    const clinical = await writer.next(secretary, [{ compartment: 'clinical' }]);
    await expect(send(secretary, writer.scope, clinical.body)).rejects.toThrow(code('forbidden'));
    const takeover = await writer.next(secretary, [{ resource, compartment: 'identity' }]);
    await expect(send(secretary, writer.scope, takeover.body)).rejects.toThrow(code('signature_refused'));
  });

  test('when `create` is missing, or is repeated', async () => {
    const writer = new ScopeWriter(practice);
    const { body, accept } = await writer.next(doctor, [{}]);
    const { create, ...without } = body;
    await expect(send(doctor, writer.scope, without)).rejects.toThrow(code('request_invalid'));
    await send(doctor, writer.scope, body);
    accept();
    const { body: second } = await writer.next(doctor, [{}]);
    await expect(send(doctor, writer.scope, { ...second, ...(create && { create }) })).rejects.toThrow(
      code('request_invalid'),
    );
    await expect(send(doctor, writer.scope, body)).rejects.toThrow(code('conflict'));
  });

  test('when it edits a resource that does not exist', async () => {
    const writer = await patient({});
    const { body } = await writer.next(doctor, [{}]);
    const elsewhere = await fixture.practice();
    const stranger = await fixture.member(elsewhere, 'doctor');
    await expect(read(stranger, writer.scope)).rejects.toThrow(code('not_found'));
    await expect(read(doctor, newId())).rejects.toThrow(code('not_found'));
    const fresh = new ScopeWriter(practice);
    fresh.sequence = 1;
    fresh.head = body.head;
    const { body: orphan } = await fresh.next(doctor, [{}]);
    await expect(send(doctor, fresh.scope, orphan)).rejects.toThrow(code('not_found'));
  });

  test('whole, when one part of it is: nothing of it stays', async () => {
    const writer = await patient({});
    const locator = makeLocator();
    const parts = { postings: { add: [makePosting(locator)], remove: [] }, card: makeCard(), binaries: [newId()] };
    const { body } = await writer.next(doctor, [{}], parts);
    await expect(send(doctor, writer.scope, body)).rejects.toThrow(code('request_invalid'));
    expect(leavesIn(await read(doctor, writer.scope))).toHaveLength(1);
    const looked = await fixture.handlers.lookup({
      ...{ session: doctor.session, params: {}, query: {}, write: null },
      body: { locators: [toBase64url(locator)] },
    });
    expect(looked.places).toEqual([{ full: false, postings: [] }]);
  });
});

describe('writers of one scope', () => {
  test('who come at once: one writes, the other learns the current sequence', async () => {
    const writer = await patient({});
    const other = await fixture.member(practice, 'doctor');
    const bodies = await Promise.all([doctor, other].map((who) => writer.next(who, [{}])));
    const sent = await Promise.allSettled(
      bodies.map(({ body }, i) => send(i === 0 ? doctor : other, writer.scope, body)),
    );
    const refused = sent.flatMap((each) => (each.status === 'rejected' ? [each.reason as unknown] : []));
    expect(refused).toMatchObject([{ code: 'conflict', extra: { sequence: 2 } }]);
    expect(leavesIn(await read(doctor, writer.scope))).toHaveLength(2);
  });

  test('who create it at once: one does', async () => {
    const writer = new ScopeWriter(practice);
    const bodies = await Promise.all(Array.from({ length: 6 }, () => writer.next(doctor, [{}])));
    const sent = await Promise.allSettled(bodies.map(({ body }) => send(doctor, writer.scope, body)));
    expect(sent.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const reasons = sent.flatMap((each) => (each.status === 'rejected' ? [each.reason as { code: string }] : []));
    expect(reasons.map((reason) => reason.code)).toEqual(Array.from({ length: 5 }, () => 'conflict'));
  });

  test('who repeat a write get its first answer, and it is one write', async () => {
    const writer = new ScopeWriter(practice);
    const { body } = await writer.next(doctor, [{}]);
    const write = once(doctor.session);
    const call = { session: doctor.session, params: { scope: writer.scope }, query: {}, body, write };
    const answers = await Promise.all([fixture.handlers.write(call), fixture.handlers.write(call)]);
    expect(answers[1]).toEqual(answers[0]);
    ahead = 5000;
    const later = fixture.handlers.write(call);
    await later.finally(() => (ahead = 0));
    expect(await later).toEqual(answers[0]);
    const kinds = (await leavesOf(fixture.store, practice)).filter(
      ({ scope, kind }) => scope === writer.scope && kind === 'write',
    );
    expect(kinds).toHaveLength(1);
    await expect(fixture.handlers.write({ ...call, write: { ...write, request: random(32) } })).rejects.toThrow(
      code('key_reused'),
    );
  });
});

describe('the key that signs an erasure', () => {
  test('is in the first write of every patient’s file, and in no other', async () => {
    const writer = new ScopeWriter(practice);
    const { body } = await writer.next(doctor, [{}]);
    const { erasure } = body.create ?? { erasure: '' };
    const without = { ...body, create: { purpose: 'scope' as const, erasure } };
    await expect(send(doctor, writer.scope, without)).rejects.toThrow(code('request_invalid'));
    const eraser = bytes32();
    const practitioner = newId();
    const create = { purpose: 'agenda' as const, erasure, eraser, practitioner, date: '2026-11-24' };
    const day = await writer.next(secretary, [{}], { kind: 'agenda', create });
    await expect(send(secretary, writer.scope, day.body)).rejects.toThrow(code('request_invalid'));
    await send(doctor, writer.scope, body);
  });
});

describe('a day of an agenda', () => {
  const day = (practitioner: string, date: string) => ({
    kind: 'agenda' as const,
    create: { purpose: 'agenda' as const, erasure: bytes32(), practitioner, date },
  });

  test('is one for a practitioner and a date, and is listed', async () => {
    const practitioner = newId();
    const writers = Array.from({ length: 4 }, () => new ScopeWriter(practice));
    const bodies = await Promise.all(
      writers.map((writer) => writer.next(secretary, [{}], day(practitioner, '2026-11-23'))),
    );
    const sent = await Promise.allSettled(bodies.map(({ body }, i) => send(secretary, writers[i]?.scope ?? '', body)));
    expect(sent.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected', 'rejected', 'rejected']);
    const list = (query: { practitioner?: string; from?: string; to?: string }) =>
      fixture.handlers.agendaDays({ session: doctor.session, params: {}, query, body: undefined, write: null });
    const winner = sent.findIndex(({ status }) => status === 'fulfilled');
    expect(await list({ practitioner })).toEqual({
      days: [{ scope: writers[winner]?.scope, practitioner, date: '2026-11-23', entries: 1, sequence: 1 }],
    });
    expect(await list({ practitioner, from: '2026-11-24' })).toEqual({ days: [] });
    expect(await list({ practitioner, to: '2026-11-22' })).toEqual({ days: [] });
  });

  test('has at most 40 entries', async () => {
    const writer = new ScopeWriter(practice);
    const entries = Array.from({ length: recordsLimits.entriesPerAgendaDay }, () => ({}));
    const { body, accept } = await writer.next(secretary, entries, day(newId(), '2026-11-23'));
    await send(secretary, writer.scope, body);
    accept();
    const { body: more } = await writer.next(secretary, [{}]);
    await expect(send(secretary, writer.scope, more)).rejects.toThrow(code('limit_reached'));
    const [resource = ''] = writer.current.keys();
    const { body: changed } = await writer.next(secretary, [{ resource }]);
    await expect(send(secretary, writer.scope, changed)).resolves.toMatchObject({ full: [] });
  });

  test('keeps only the current version of an entry, because one unit of a vault counts 40 people', async () => {
    const writer = new ScopeWriter(practice);
    const { body, accept } = await writer.next(doctor, [{ compartment: 'clinical' }, {}], day(newId(), '0001-01-01'));
    await send(doctor, writer.scope, body);
    accept();
    const [resource = '', other = ''] = writer.current.keys();
    for (let i = 0; i < 3; i++) await edit(writer, doctor, { resource, compartment: 'clinical' });
    const stored = await fixture.store.inPractice(practice, (tx) =>
      tx.query<{ list: Buffer; salt: Buffer; sealed: Buffer }>({
        text: 'SELECT list, salt, sealed FROM scope_pack WHERE practice = $1 AND scope = $2',
        values: [practice, writer.scope],
      }),
    );
    expect(stored.rows).toHaveLength(5);
    const full = stored.rows.filter(({ salt, sealed }) => salt.length + sealed.length > 0);
    const lists = full.map(({ list }) => ({ list: toBase64url(list) }));
    expect(
      listedIn(lists)
        .map((one) => `${one.resource}/${one.version}`)
        .sort(),
    ).toEqual([`${resource}/4`, `${other}/1`].sort());
    expect((await read(doctor, writer.scope)).packs).toHaveLength(2);
    const place = { scope: writer.scope, resource };
    await expect(
      fixture.handlers.history({ session: doctor.session, params: place, query: {}, body: undefined, write: null }),
    ).rejects.toThrow(code('forbidden'));
  });

  test('has a pack for each entry, so that a replaced one can be emptied', async () => {
    const writer = new ScopeWriter(practice);
    const { body } = await writer.next(secretary, [{ alone: false }, { alone: false }], day(newId(), '2026-11-27'));
    await expect(send(secretary, writer.scope, body)).rejects.toThrow(code('request_invalid'));
  });

  test('needs a practitioner and a date that exists, and has no card', async () => {
    const writer = new ScopeWriter(practice);
    for (const create of [
      { purpose: 'agenda' as const, erasure: bytes32() },
      { purpose: 'agenda' as const, erasure: bytes32(), practitioner: newId(), date: '2026-02-30' },
      { purpose: 'scope' as const, erasure: bytes32(), date: '2026-02-28' },
    ]) {
      const { body } = await writer.next(secretary, [{}], { create });
      await expect(send(secretary, writer.scope, body)).rejects.toThrow(code('request_invalid'));
    }
    const { body } = await writer.next(secretary, [{}], { ...day(newId(), '2026-11-25'), card: makeCard() });
    await expect(send(secretary, writer.scope, body)).rejects.toThrow(code('request_invalid'));
  });
});
