import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TrialMember } from '@etanche/trial';
import { signIn, type InteractionsDocument, type RecordsData, type Settings } from '../../src/index.ts';
import { dataOf, onDevice, wide } from '../data/data-practice.ts';
import { startTestPractice } from '../system/test-practice.ts';

type Practice = Awaited<ReturnType<typeof startTestPractice>>;
let practice: Practice;
let doctor: TrialMember;
let secretary: TrialMember;
let administrator: TrialMember;
let data: RecordsData;

beforeAll(async () => {
  practice = await startTestPractice({ vaultConfig: { workers: 0, members: wide } });
  doctor = practice.doctor;
  [, secretary, administrator] = practice.members as [TrialMember, TrialMember, TrialMember];
  data = dataOf(await signIn(doctor.options));
});
afterAll(async () => practice[Symbol.asyncDispose]());

/** The parts of an invented thesaurus; `date` tells two of them apart. */
function thesaurus(date: string, parts: number, risk = 'toxicité'): InteractionsDocument[] {
  return Array.from({ length: parts }, (_, i) => ({
    document: 'interactions',
    ...{ name: 'Thésaurus d’essai', date, source: 'inventé', set: 's'.repeat(43), part: i + 1, parts },
    classes: [{ name: `classe ${i}`, members: ['ibuprofène'] }],
    interactions: [{ a: `substance ${i}`, b: 'colchicine', level: 'contre-indication', risk, conduct: '' }],
  }));
}

function stored(settings: Settings): InteractionsDocument[] {
  return settings
    .entries()
    .flatMap(({ content }) => (content.document === 'interactions' ? [content] : []))
    .sort((one, other) => one.part - other.part);
}

/** What a device reads that has no memory of the practice. */
async function readAnew(member = doctor): Promise<InteractionsDocument[]> {
  return stored(await dataOf(await signIn(member.options)).settings());
}

const [march, september] = [thesaurus('2026-03-01', 3), thesaurus('2026-09-01', 2)];

describe('a thesaurus in the settings', () => {
  test('is loaded by a doctor, and every role reads all of its parts', async () => {
    await (await data.settings()).putInteractions(march);
    for (const member of [doctor, secretary, administrator]) expect(await readAnew(member)).toEqual(march);
  });

  test('is replaced by a shorter and a longer one without a part of the earlier one, and takes no further documents', async () => {
    const settings = await data.settings();
    const idsOf = (): string[] => settings.entries().map(({ id }) => id);
    await settings.putInteractions(march);
    const before = idsOf();
    await settings.putInteractions(september);
    expect(await readAnew()).toEqual(september);
    await settings.putInteractions(march);
    expect(await readAnew()).toEqual(march);
    expect(idsOf().toSorted()).toEqual(before.toSorted());
  });

  test('is removed whole, and loaded again', async () => {
    const settings = await data.settings();
    await settings.putInteractions(march);
    await settings.putInteractions([]);
    expect(await readAnew()).toEqual([]);
    await settings.putInteractions([]);
    await settings.putInteractions(september);
    expect(await readAnew()).toEqual(september);
  });

  test('of 40 full parts that do not compress is written in one transaction', async () => {
    const full = thesaurus('2026-10-01', 40).map((part) => ({
      ...part,
      interactions: Array.from({ length: 15 }, (_, i) => ({
        ...{ a: `substance ${i}`, b: 'colchicine', level: 'à prendre en compte' as const },
        risk: noise(`${part.part} ${i}`, 4000),
        conduct: '',
      })),
    }));
    expect(JSON.stringify(full).length).toBeGreaterThan(2_400_000);
    const settings = await data.settings();
    await settings.putInteractions(full);
    expect(await readAnew()).toEqual(full);
    await settings.putInteractions(september);
    expect(await readAnew()).toEqual(september);
  });
});

describe('a load that is interrupted', () => {
  test('before the server has the write leaves the earlier thesaurus in use', async () => {
    await (await data.settings()).putInteractions(march);
    const cut = await onDevice(doctor, (input, init) =>
      isWrite(input) ? Promise.reject(new TypeError('connection lost')) : doctor.options.environment.fetch(input, init),
    );
    const settings = await cut.settings();
    await expect(settings.putInteractions(september)).rejects.toMatchObject({ code: 'uncertain' });
    expect(stored(settings)).toEqual(march);
    expect(await readAnew()).toEqual(march);
  });

  test('after the server has the write leaves the new one complete, and can be repeated', async () => {
    await (await data.settings()).putInteractions(march);
    let isCut = true;
    const cut = await onDevice(doctor, async (input, init) => {
      const answer = await doctor.options.environment.fetch(input, init);
      if (isCut && isWrite(input)) throw new TypeError('connection lost');
      return answer;
    });
    const settings = await cut.settings();
    await expect(settings.putInteractions(september)).rejects.toMatchObject({ code: 'uncertain' });
    expect(await readAnew()).toEqual(september);
    isCut = false;
    await settings.refresh();
    await settings.putInteractions(march);
    expect(await readAnew()).toEqual(march);
  });

  test('by another load is a conflict, and the first one stays', async () => {
    const mine = await data.settings();
    await mine.putInteractions(march);
    const theirs = await dataOf(await signIn(doctor.options)).settings();
    await theirs.putInteractions(september);
    await expect(mine.putInteractions(thesaurus('2027-03-01', 1))).rejects.toMatchObject({ code: 'conflict' });
    expect(stored(mine)).toEqual(september);
    expect(await readAnew()).toEqual(september);
  });
});

describe('a load that is rejected', () => {
  beforeAll(async () => {
    await (await data.settings()).putInteractions(march);
  });

  test.each([
    ['a secretary', () => secretary],
    ['an administrator', () => administrator],
  ])('because it is by %s changes nothing, nor does a removal', async (_, member) => {
    const settings = await dataOf(await signIn(member().options)).settings();
    await expect(settings.putInteractions(september)).rejects.toMatchObject({ code: 'not_entitled' });
    await expect(settings.putInteractions([])).rejects.toMatchObject({ code: 'not_entitled' });
    expect(await readAnew()).toEqual(march);
  });

  const [first, second] = september as [InteractionsDocument, InteractionsDocument];
  const [interaction] = second.interactions as [InteractionsDocument['interactions'][number]];
  test.each<[string, InteractionsDocument[], object]>([
    ['a part is there twice', [first, first], { path: '$.part', code: 'code_twice' }],
    ['a part has the number 41', [first, { ...second, part: 41 }], { place: 1, path: '$.part', code: 'schema' }],
    ['its set is no hash', [{ ...first, set: 'x' }], { place: 0, path: '$.set', code: 'schema' }],
    [
      'a part is longer than a document',
      [
        first,
        { ...second, interactions: Array.from({ length: 17 }, () => ({ ...interaction, risk: 'x'.repeat(4000) })) },
      ],
      { place: 1, path: '$', code: 'too_large' },
    ],
    [
      'a risk has the form of a birth date',
      [first, { ...second, interactions: [{ ...interaction, risk: 'Mme X née le 14/03/1958' }] }],
      { place: 1, path: '$.interactions[0].risk', code: 'patient_birth_date' },
    ],
  ])('because %s changes nothing', async (_, parts, issue) => {
    await expect((await data.settings()).putInteractions(parts)).rejects.toMatchObject({
      code: 'invalid_resource',
      issues: [issue],
    });
    expect(await readAnew()).toEqual(march);
  });

  test('a part under the id of another document is not shown, and is counted', async () => {
    const settings = await data.settings();
    const template = { document: 'template', kind: 'letter', name: 'Lettre', text: '{patient}' } as const;
    const id = await settings.put(template, null);
    await settings.put(first, { id, version: 1 });
    expect(stored(settings)).toEqual(march);
    expect(settings.rejected()).toBe(1);
  });
});

function isWrite(input: Parameters<typeof fetch>[0]): boolean {
  const url = input instanceof Request ? input.url : input.toString();
  return /\/v1\/scopes\/[a-z2-7]+\/writes$/u.test(url);
}

/** Text that does not compress. */
function noise(seed: string, length: number): string {
  let text = '';
  for (let i = 0; text.length < length; i++) text += createHash('sha512').update(`${seed} ${i}`).digest('base64url');
  return text.slice(0, length);
}
