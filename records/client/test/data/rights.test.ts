import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isEtancheError } from '@etanche/core-wire';
import {
  listAlarms,
  binaryOf,
  createMemory,
  openNextEpoch,
  signIn,
  type PatientFile,
  type RecordsData,
} from '../../src/index.ts';
import { lyingFetch } from '../system/people.ts';
import { allergy, dataOf, onDevice, patient, scopesOf, startDataPractice, type DataPractice } from './data-practice.ts';
import { epochOfCard } from './stored-card.ts';

let practice: DataPractice;
let doctor: RecordsData;
let secretary: RecordsData;
beforeAll(async () => {
  practice = await startDataPractice();
  doctor = dataOf(practice.doctor.client);
  secretary = dataOf(practice.secretary.client);
});
afterAll(() => practice.running[Symbol.asyncDispose]());

/** Repeats a call until the server has numbered the leaves. */
async function eventually<T>(ask: () => Promise<T>, isReady: (answer: T) => boolean): Promise<T> {
  for (let tries = 0; ; tries++) {
    const answer = await ask();
    if (isReady(answer) || tries === 100) return answer;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

describe('an emergency', () => {
  test('opens a file on its own quota, and the members who read the identity read its reason', async () => {
    const file = await doctor.patients.create(patient('Urgence', 'Alix', '1970-07-07'), [allergy('x')]);
    const reason = { reason: 'emergency', explanation: 'inconsciente, appel du SAMU' } as const;
    const opened = await secretary.patients.openInEmergency(file.scope, reason);
    expect(opened.resources()).toHaveLength(1);
    const { accesses } = await eventually(
      () => file.accesses(),
      (answer) => answer.accesses.some(({ kind }) => kind === 'break_glass'),
    );
    expect(accesses.find(({ kind }) => kind === 'break_glass')).toMatchObject({
      member: practice.secretary.member,
      reason: 'emergency',
      explanation: 'inconsciente, appel du SAMU',
    });
  });

  test('whose reason cannot be recorded opens no file', async () => {
    const file = await doctor.patients.create(patient('Muet', 'Alix', '1970-07-08'));
    const fetch: typeof globalThis.fetch = (input, init) =>
      (input instanceof Request ? input.url : input.toString()).endsWith('/break-glass')
        ? Promise.reject(new TypeError('away'))
        : globalThis.fetch(input, init);
    const data = await onDevice(practice.secretary, fetch);
    const reason = { reason: 'other', explanation: '' } as const;
    await expect(data.patients.openInEmergency(file.scope, reason)).rejects.toMatchObject({ code: 'could_not_check' });
    const long = { reason: 'other', explanation: 'é'.repeat(600) } as const;
    await expect(secretary.patients.openInEmergency(file.scope, long)).rejects.toMatchObject({ code: 'too_large' });
  });
});

describe('an attachment', () => {
  const document = (attachment: object) => ({
    resourceType: 'DocumentReference' as const,
    status: 'current',
    subject: { reference: 'Patient/x' },
    content: [{ attachment: { ...attachment } }],
  });
  const bytes = Uint8Array.from({ length: 300_000 }, (_, i) => (i * 7) % 251);
  const read = async (file: PatientFile, binary: string) =>
    new Uint8Array(await new Response(await file.readAttachment(binary)).arrayBuffer());
  const binaryIn = (file: PatientFile, id: string): string => {
    const [content] = file.resource(id)?.resource['content'] as { attachment: { url: string; size: number } }[];
    expect(content?.attachment.size).toBe(bytes.length);
    return binaryOf(content?.attachment.url ?? '') ?? '';
  };

  test('is read back unchanged from bytes, a Blob or a stream', async () => {
    const file = await doctor.patients.create(patient('Pièce', 'Jointe', '1972-01-01'));
    for (const content of [bytes, new Blob([bytes]), new Blob([bytes]).stream()]) {
      const id = await file.attach({ content, contentType: 'application/pdf', resource: document });
      const theirs = await dataOf(practice.colleague.client).patients.open(file.scope);
      expect(await read(theirs, binaryIn(theirs, id))).toEqual(bytes);
    }
  });

  test('that is clinical is refused to a secretary, and a truncated or altered one is rejected', async () => {
    const file = await doctor.patients.create(patient('Pièce', 'Coupée', '1972-01-02'));
    const id = await file.attach({ content: bytes, contentType: 'image/png', resource: document });
    const binary = binaryIn(file, id);
    const atReception = await secretary.patients.open(file.scope);
    await expect(atReception.readAttachment(binary)).rejects.toSatisfy(isEtancheError);
    await expect(
      atReception.attach({ content: bytes, contentType: 'image/png', resource: document }),
    ).rejects.toMatchObject({ code: 'not_entitled' });
    for (const change of [
      (sealed: Uint8Array) => sealed.subarray(0, 65_552),
      (sealed: Uint8Array) => sealed.subarray(0, 100),
      (sealed: Uint8Array) => Uint8Array.from(sealed, (byte, i) => (i === 70_000 ? byte ^ 1 : byte)),
    ]) {
      const fetch: typeof globalThis.fetch = async (input, init) => {
        const response = await globalThis.fetch(input, init);
        if (response.headers.get('etanche-salt') === null) return response;
        const sealed = new Uint8Array(await response.arrayBuffer());
        const headers = new Headers(response.headers);
        headers.delete('content-length');
        return new Response(Uint8Array.from(change(sealed)), { headers });
      };
      const data = await onDevice(practice.colleague, fetch);
      const opened = await data.patients.open(file.scope);
      await expect(read(opened, binary)).rejects.toMatchObject({ code: 'cannot_open' });
    }
  });
});

describe('a session that has not read the next epoch yet', () => {
  test('seals a card in the epoch in which it is stored, and finds it with cards of earlier epochs', async () => {
    const { client } = practice.colleague;
    const { patients } = dataOf(client);
    const epoch = client.secrets.shared().writingEpoch();
    const before = await patients.create(patient('Avant', 'Louise', '1956-03-12'));
    expect(await epochOfCard(practice, before.scope)).toBe(epoch);

    await openNextEpoch(practice.doctor.client);
    expect(client.secrets.shared().writingEpoch()).toBe(epoch);
    const during = await patients.create(patient('Pendant', 'Louise', '1956-03-12', '06 56 34 12 90'));
    expect(client.secrets.shared().writingEpoch()).toBe(epoch + 1);
    expect(await epochOfCard(practice, during.scope)).toBe(epoch + 1);

    const found = await patients.search('12/03/1956');
    const names = found.answer === 'found' ? found.cards.map(({ card }) => card.familyNames[0]) : [];
    expect(names.toSorted()).toEqual(['Avant', 'Pendant']);
  });

  test('seals resources and attachments again in the next epoch, and reads both', async () => {
    const colleague = dataOf(practice.colleague.client);
    const file = await colleague.patients.create(patient('Époque', 'Léa', '1973-01-01'));
    const epoch = await openNextEpoch(practice.doctor.client);
    const id = await file.attach({
      content: new Blob(['une radiographie']),
      contentType: 'text/plain',
      resource: (attachment) => ({
        resourceType: 'DocumentReference',
        status: 'current',
        subject: { reference: 'Patient/x' },
        content: [{ attachment: { ...attachment } }],
      }),
    });
    await openNextEpoch(practice.doctor.client);
    const [note] = await file.write([{ kind: 'create', resource: allergy('iode') }]);
    expect(file.resource(id)?.epoch).toBe(epoch);
    expect(file.resource(note ?? '')?.epoch).toBe(epoch + 1);
    const theirs = await doctor.patients.open(file.scope);
    expect(theirs.resources()).toHaveLength(3);
    const [content] = theirs.resource(id)?.resource['content'] as { attachment: { url: string } }[];
    const read = await theirs.readAttachment(binaryOf(content?.attachment.url ?? '') ?? '');
    expect(await new Response(read).text()).toBe('une radiographie');
  });
});

describe('an export', () => {
  test('contains the exact text of each resource, and the accesses to the file', async () => {
    const exact =
      '{"resourceType":"AllergyIntolerance","id":"a1", "patient":{"reference":"Patient/x"},"code":{"text":"1.00"}}';
    const file = await doctor.patients.create(patient('Copie', 'Léa', '1980-01-01'), [exact]);
    await secretary.patients.open(file.scope);
    const isThere = ({ accesses }: { accesses: readonly { member: string }[] }): boolean =>
      accesses.some(({ member }) => member === practice.secretary.member);
    await eventually(() => file.accesses(), isThere);
    const copy = await doctor.patients.export(file, 'Dr Anne Fondatrice');
    expect(copy.document).toContain(exact);
    expect(JSON.parse(copy.document)).toMatchObject({ resourceType: 'Bundle', type: 'document' });
    expect(isThere(copy)).toBe(true);
    const atReception = await secretary.patients.open(file.scope);
    await expect(secretary.patients.export(atReception, 'accueil')).rejects.toMatchObject({ code: 'not_entitled' });
  });

  test('is refused with the file during an erasure, until two doctors restore it', async () => {
    const file = await doctor.patients.create(patient('Oubli', 'Léa', '1981-01-01'), [allergy('x')]);
    await expect(secretary.patients.erase(await secretary.patients.open(file.scope), 'request')).rejects.toSatisfy(
      isEtancheError,
    );
    const again = await doctor.patients.open(file.scope);
    const asked = await doctor.patients.erase(again, 'request');
    expect(asked.state).toBe('asked');
    const colleague = dataOf(practice.colleague.client);
    const [waiting] = await colleague.patients.erasures();
    if (waiting === undefined) throw new Error('no erasure waits');
    expect(waiting).toMatchObject({ scope: file.scope, askedBy: practice.doctor.member, reason: 'request' });
    await expect(doctor.patients.confirmErasure(again, waiting)).rejects.toMatchObject({ code: 'forbidden' });
    const confirmed = await colleague.patients.confirmErasure(await colleague.patients.open(file.scope), waiting);
    expect(confirmed).toMatchObject({ state: 'confirmed', erasure: asked.erasure });
    const alarms = await listAlarms(practice.doctor.client);
    expect(alarms.filter(({ kind }) => kind === 'erasure').length).toBeGreaterThan(0);
    expect(await scopesOf(secretary, '01 01 1981 o')).toEqual([]);
    await expect(doctor.patients.open(file.scope)).rejects.toMatchObject({ code: 'erasing' });
    await expect(file.refresh()).rejects.toMatchObject({ code: 'erasing' });
    await expect(file.write([{ kind: 'create', resource: allergy('y') }])).rejects.toMatchObject({ code: 'erasing' });
    expect(await doctor.patients.restore(asked.erasure)).toBe(false);
    expect(await colleague.patients.restore(asked.erasure)).toBe(true);
    expect((await doctor.patients.open(file.scope)).resources()).toHaveLength(2);
    expect(await scopesOf(secretary, '01 01 1981 o')).toEqual([file.scope]);
  });
});

describe('a session that locks', () => {
  test('zeroes the bytes of its files, and throws locked at each access', async () => {
    const client = await signIn(practice.colleague.options);
    const data = dataOf(client);
    const made = await doctor.patients.create(patient('Verrou', 'Léa', '1984-01-01'), [allergy('x')]);
    const file = await data.patients.open(made.scope);
    const day = await data.agenda.day(practice.doctor.member, '2026-12-20');
    const [first] = file.resources();
    expect(first?.bytes.some((byte) => byte !== 0)).toBe(true);
    client.session.lock();
    expect(first?.bytes.every((byte) => byte === 0)).toBe(true);
    const locked = expect.objectContaining({ code: 'locked' }) as Error;
    for (const look of [() => file.resources(), () => file.patient(), () => file.sequence(), () => day.entries()]) {
      expect(look).toThrow(locked);
    }
    for (const step of [
      data.patients.search('01 01 1984 v'),
      data.patients.open(made.scope),
      file.refresh(),
      file.write([{ kind: 'create', resource: allergy('y') }]),
    ]) {
      await expect(step).rejects.toMatchObject({ code: 'locked' });
    }
  });
});

describe('a canary', () => {
  test('can be marked only by a doctor', async () => {
    const file = await doctor.patients.create(patient('Serin', 'Jaune', '1982-01-01'));
    await doctor.patients.markCanary(file, true);
    await doctor.patients.markCanary(file, false);
    const atReception = await secretary.patients.open(file.scope);
    await expect(secretary.patients.markCanary(atReception, true)).rejects.toMatchObject({ code: 'forbidden' });
  });
});

describe('the audit log', () => {
  test('contains the session’s own reads and writes, and has only grown', async () => {
    const file = await doctor.patients.create(patient('Trace', 'Léa', '1983-01-01'));
    await doctor.patients.open(file.scope);
    const first = await eventually(
      () => doctor.verifyAudit(60),
      ({ own }) => own.waiting === 0,
    );
    expect(first.checkpoint.vaults.length).toBeGreaterThanOrEqual(2);
    await file.write([{ kind: 'create', resource: allergy('x') }]);
    const second = await eventually(
      () => doctor.verifyAudit(60),
      ({ own }) => own.found === 1,
    );
    expect(second.since).toBeGreaterThanOrEqual(first.checkpoint.size);
    expect(second.checkpoint.size).toBeGreaterThan(second.since ?? Infinity);
  });

  const lies: readonly (readonly [string, RegExp, (answer: Record<string, unknown>) => unknown])[] = [
    ['sends a checkpoint of one vault', /checkpoint$/, ({ note }) => ({ note: ofVaults(String(note), 1) })],
    [
      'alters a leaf of this session',
      /leaves$/,
      (answer) => ({ ...answer, leaves: (answer['leaves'] as string[]).map(spaced) }),
    ],
    ['sends an empty proof', /proof$/, (answer) => ({ ...answer, path: [] })],
    ['sends another range', /leaves$/, (answer) => ({ ...answer, leaves: [] })],
  ];
  test.each(lies)('of a server that %s is rejected', async (_what, path, lie) => {
    const file = await doctor.patients.create(patient('Trace', 'Zoé', '1983-01-02'));
    let isLying = false;
    const data = await onDevice(
      practice.colleague,
      lyingFetch(path, (answer) => (isLying ? lie(answer) : answer)),
    );
    await data.patients.open(file.scope);
    isLying = true;
    const refusal = await eventually(
      () => failureOf(data.verifyAudit(60)),
      (error) => error !== null,
    );
    expect(refusal).toMatchObject({ code: 'could_not_check', reason: 'untrusted' });
    isLying = false;
    await eventually(
      () => data.verifyAudit(60),
      ({ own }) => own.waiting === 0,
    );
  });

  test('without cosignatures is unavailable on a new device, and untrusted on one that saw it cosigned', async () => {
    const memory = createMemory();
    let isNew = true;
    const data = await onDevice(
      practice.colleague,
      lyingFetch(/checkpoint$/, ({ note }) => ({ note: isNew ? ofVaults(String(note), 0) : note })),
      memory,
    );
    await expect(data.verifyAudit(60)).rejects.toMatchObject({ code: 'could_not_check', reason: 'unavailable' });
    isNew = false;
    await data.verifyAudit(60);
    isNew = true;
    await expect(data.verifyAudit(60)).rejects.toMatchObject({ code: 'could_not_check', reason: 'untrusted' });
  });

  test('without an action long before its checkpoint is untrusted', async () => {
    const file = await doctor.patients.create(patient('Trace', 'Ève', '1983-01-03'));
    const data = await onDevice(
      practice.colleague,
      lyingFetch(/leaves$/, (answer) => ({
        ...answer,
        leaves: (answer['leaves'] as string[]).map((leaf) => leaf.replace('"kind":"read"', '"kind":"lookup"')),
      })),
    );
    await data.patients.open(file.scope);
    practice.running.clock.advance(2000);
    await doctor.patients.open(file.scope);
    const refusal = await eventually(
      () => failureOf(data.verifyAudit(0)),
      (error) => error !== null,
    );
    expect(refusal).toMatchObject({ code: 'could_not_check', reason: 'untrusted' });
  });
});

function failureOf(step: Promise<unknown>): Promise<unknown> {
  return step.then(
    () => null,
    (error: unknown) => error,
  );
}
/** The note with the cosignatures of only the first `count` vaults. */
function ofVaults(note: string, count: number): string {
  let left = count;
  const kept = note.split('\n').filter((line) => !line.includes('etanche/vault/') || left-- > 0);
  return kept.join('\n');
}
function spaced(leaf: string): string {
  return leaf.replace('{', '{ ');
}
