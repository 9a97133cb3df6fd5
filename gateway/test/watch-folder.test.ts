import { mkdirSync, readdirSync, readFileSync, renameSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { DataError, type AgendaDay, type PatientFile } from '@etanche/records-client';
import { folderRound, type FolderStep } from '../src/folder/watch-folder.ts';
import { archiveOf, fhirResults, hprim, letterCda } from './support/documents.ts';
import { samplePatient, silent, startGatewayPractice, type GatewayPractice } from './support/gateway-practice.ts';

let practice: GatewayPractice;
let patient: PatientFile;
let path: string;
let sizes: Map<string, number>;
let count = 0;
beforeAll(async () => {
  practice = await startGatewayPractice();
  patient = await practice.doctor.patients.create(samplePatient());
});
afterAll(() => practice[Symbol.asyncDispose]());
beforeEach(() => {
  path = join(practice.directory, `folder-${(count += 1)}`);
  mkdirSync(path);
  sizes = new Map();
});

const settleSeconds = 5;

/** Puts a file that nobody has written for a minute. */
function put(name: string, content: Uint8Array | string, ageSeconds = 60): void {
  writeFileSync(join(path, name), content);
  const at = practice.running.clock.now() / 1000 - ageSeconds;
  utimesSync(join(path, name), at, at);
}

type Hooks = {
  readonly onStep?: (step: FolderStep) => void;
  /** Called before the list is opened. */
  readonly beforeList?: () => void;
};

/** Two rounds, since a file is taken when its size is known. @param stopAt throws there, as a crash would */
async function rounds(stopAt: FolderStep | null = null, number = 2, hooks: Hooks = {}): Promise<void> {
  using session = practice.session();
  await session.use(async ({ data, self, list }) => {
    const [doctor] = practice.config.doctors;
    const to = { id: doctor?.member ?? '', name: doctor?.name ?? '' };
    const opened = (): Promise<AgendaDay> => {
      hooks.beforeList?.();
      return list(to.id);
    };
    for (let i = 0; i < number; i += 1) {
      await folderRound({
        ...{ config: { path, settleSeconds, everySeconds: 1 }, sizes, logger: silent, now: practice.running.clock.now },
        desk: { data, to, from: self, at: '2026-11-29T10:00:00+01:00', list: opened },
        read: { today: '2026-11-29', timeZone: 'Europe/Paris' },
        onStep: (step) => {
          if (step === stopAt) throw new Error(`stopped at ${step}`);
          hooks.onStep?.(step);
        },
      });
    }
  });
}

const files = (folder = '.') =>
  readdirSync(join(path, folder), { withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map(({ name }) => name)
    .toSorted();
async function documents(): Promise<number> {
  await patient.refresh();
  return patient.resources().filter(({ resource }) => resource.resourceType === 'DocumentReference').length;
}
const waiting = async () => (await practice.doctor.waiting.list()).length;
const known = ['PAT-TROIS', 'DOMINIQUE', '28/03/1979'] as const;

test('files of all formats are filed or wait, and go to done', async () => {
  const [before, list] = [await documents(), await waiting()];
  put('lettre.xml', letterCda('f1'));
  put('archive.zip', archiveOf([letterCda('f2')]));
  // Without a number HPRIM Médecin has neither sex nor birth place, so that nobody is certain by it.
  put('labo.hpr', hprim(known, '4,40'));
  put('scan.pdf', '%PDF-1.4 scan');
  await rounds();
  expect(await documents()).toBe(before + 2);
  expect(await waiting()).toBe(list + 2);
  expect([files(), files('refused')]).toEqual([[], []]);
  expect(files('done')).toEqual(['archive.zip', 'labo.hpr', 'lettre.xml', 'scan.pdf']);
});

test.each([
  ['with the patient’s own number is filed', '279035121518989', 1],
  ['with the own number apart from its key is filed', '2790351215189 89', 1],
  ['with a wrong key waits', '279035121518988', 0],
  ['with a parent’s number waits', '255081416802538', 0],
])('a file in HPRIM Médecin %s', async (_, number, filed) => {
  const [before, list] = [await documents(), await waiting()];
  put('labo.hpr', hprim(known, `4,${number.length}${filed}`, number));
  await rounds();
  expect([(await documents()) - before, (await waiting()) - list]).toEqual([filed, 1 - filed]);
  expect(files('done')).toEqual(['labo.hpr']);
});

test.each(['present', 'former'] as const)(
  'a FHIR document with the URLs of the %s FR Core becomes results with their units and ranges',
  async (generation) => {
    const before = await documents();
    put('labo.json', fhirResults(generation, { glucose: generation === 'present' ? '5.10' : '5.20' }));
    await rounds();
    expect(await documents()).toBe(before + 1);
    expect([files(), files('refused'), files('done')]).toEqual([[], [], ['labo.json']]);
    const value = generation === 'present' ? '5.10' : '5.20';
    const own = patient.resources().filter(({ text }) => text.includes(`"value":${value},"unit":"mmol/L"`));
    expect(own.map(({ resource }) => resource.resourceType)).toEqual(['Observation']);
    expect(own[0]?.text).toContain('"low":{"value":3.90,"unit":"mmol/L"},"high":{"value":5.50,"unit":"mmol/L"}');
    expect(own[0]?.resource['subject']).toEqual({ reference: 'Patient/p1' });
    const words = patient.resources().filter(({ text }) => text.includes('"valueString":"Absence de germe"'));
    expect(words.length).toBeGreaterThan(0);
    const report = patient.resources().find(({ text }) => text.includes(`"value":"labo-${value}"`))?.resource;
    expect([report?.resourceType, Array.isArray(report?.['result']) && report['result'].length]).toEqual([
      'DiagnosticReport',
      2,
    ]);
    // A repeat of the same bytes writes nothing twice.
    const { length } = patient.resources();
    put('labo.json', fhirResults(generation, { glucose: value }));
    await rounds();
    expect(await documents()).toBe(before + 1);
    expect(patient.resources()).toHaveLength(length);
  },
);

test('a FHIR document with a result of another patient is refused as a whole', async () => {
  const before = await documents();
  put('labo.json', fhirResults('present', { glucose: '9.90', subject: 'Patient/other' }));
  await rounds();
  expect(await documents()).toBe(before);
  expect(patient.resources().some(({ text }) => text.includes('9.90'))).toBe(false);
  expect(files('refused')).toEqual(['labo.json', 'labo.json.motif.txt']);
});

test('results with the INS of a patient are filed with their numbers', async () => {
  const hl7 = [
    'MSH|^~\\&|LABO|X|CAB|Y|20261112101010+0100||ORU^R01|1|P|2.5',
    'PID|1||279035121518989^^^ASIP-SANTE-INS-NIR&1.2.250.1.213.1.4.10&ISO^INS||PAT-TROIS^DOMINIQUE^^^^^L||19790328|F',
    'OBR|1||A|BIO^Biochimie|||20261112080000+0100',
    'OBX|1|NM|2823-3^Potassium^LN||4.40|mmol/L|3.5-4.5||||F',
  ].join('\r');
  put('labo.hl7', hl7);
  await rounds();
  await patient.refresh();
  const potassium = patient
    .resources()
    .filter(({ text }) => text.includes('Potassium'))
    .map(({ text }) => text);
  expect(potassium.join()).toContain('"value":4.40,"unit":"mmol/L"');
  expect(files('done')).toEqual(['labo.hl7']);
});

test.each([
  ['and the own number is filed', '279035121518989', 'F', 1],
  ['and a parent’s number waits', '255081416802538', 'F', 0],
  ['and no sex, which the own number has, is filed', '279035121518989', '', 1],
  ['and neither sex nor number waits', '', '', 0],
])('a file in HPRIM Santé with a name, a birth date %s', async (_, number, sex, filed) => {
  const [before, list] = [await documents(), await waiting()];
  const segments = [
    'H|~^\\&|R1.HPR||LABEX~LABORATOIRE EXEMPLE||ORU|||CABEX~CABINET||P|H2.1~C|202611120814',
    `P|1|D1|${number}||PAT-TROIS~DOMINIQUE|PAT-TROIS|19790328|${sex}`,
    'OBR|1|D1||BIO~Biochimie|||202611120800',
    `OBX|1|NM|K~Potassium||4.${filed}${sex.length}|mmol/L|3.5-4.5||||F`,
    'L|1',
  ];
  put('labo.hpr', segments.join('\r'));
  await rounds();
  expect([(await documents()) - before, (await waiting()) - list]).toEqual([filed, 1 - filed]);
  expect(files('done')).toEqual(['labo.hpr']);
});

test('the same bytes under two names, or again on another day, are filed once', async () => {
  const before = await documents();
  put('a.xml', letterCda('same'));
  put('b.xml', letterCda('same'));
  await rounds();
  put('a.xml', letterCda('same'));
  await rounds();
  expect(await documents()).toBe(before + 1);
  expect(files('done')).toHaveLength(3);
});

test.each<FolderStep>(['read', 'sealed'])(
  'after a crash when a file is %s, it is still there, and filed once',
  async (step) => {
    const before = await documents();
    put('lettre.xml', letterCda(`crash-${step}`));
    await expect(rounds(step)).rejects.toThrow(`stopped at ${step}`);
    expect([files(), files('done')]).toEqual([['lettre.xml'], []]);
    await rounds();
    expect(await documents()).toBe(before + 1);
    expect(files('done')).toEqual(['lettre.xml']);
  },
);

test('after a crash when a file is moved, it is not read again, and the file behind it is filed', async () => {
  const before = await documents();
  put('a.xml', letterCda('crash-moved'));
  put('b.xml', letterCda('crash-behind'));
  await expect(rounds('moved')).rejects.toThrow('stopped at moved');
  expect([files(), files('done'), await documents()]).toEqual([['b.xml'], ['a.xml'], before + 1]);
  await rounds();
  expect([files(), files('done'), await documents()]).toEqual([[], ['a.xml', 'b.xml'], before + 2]);
});

test('after a crash when a refused file is moved, its reason is beside it once', async () => {
  put('vide.xml', '');
  await expect(rounds('moved')).rejects.toThrow('stopped at moved');
  await rounds();
  expect([files(), files('refused')]).toEqual([[], ['vide.xml', 'vide.xml.motif.txt']]);
});

test('a file that grows, that is new or that has a name of an unfinished one waits', async () => {
  // Written later than every round of this test, however long a round takes.
  put('young.pdf', '%PDF-1.4 young', -3600);
  put('grows.pdf', '%PDF-1.4 a');
  for (const name of ['a.tmp', 'b.part', '.hidden.pdf', '~c.pdf']) put(name, '%PDF-1.4 unfinished');
  await rounds(null, 1);
  put('grows.pdf', '%PDF-1.4 a and more');
  await rounds(null, 1);
  expect(files()).toEqual(['.hidden.pdf', 'a.tmp', 'b.part', 'grows.pdf', 'young.pdf', '~c.pdf']);
  expect(files('done')).toEqual([]);
  await rounds(null, 1);
  expect(files('done')).toEqual(['grows.pdf']);
});

test('a link to another file is not followed', async () => {
  const outside = join(practice.directory, 'outside.pdf');
  writeFileSync(outside, '%PDF-1.4 secret');
  symlinkSync(outside, join(path, 'link.pdf'));
  const before = await waiting();
  await rounds();
  expect([await waiting(), files('done')]).toEqual([before, []]);
});

test('a file that takes the place of one that was read is not moved unread', async () => {
  const before = await documents();
  put('lettre.xml', letterCda('first'));
  let isReplaced = false;
  const replace = (step: FolderStep): void => {
    if (step !== 'sealed' || isReplaced) return;
    isReplaced = true;
    put('other.xml.tmp', letterCda('second'));
    renameSync(join(path, 'other.xml.tmp'), join(path, 'lettre.xml'));
  };
  await rounds(null, 2, { onStep: replace });
  expect([files(), files('done')]).toEqual([['lettre.xml'], []]);
  await rounds();
  expect([files(), files('done')]).toEqual([[], ['lettre.xml']]);
  expect(await documents()).toBe(before + 2);
});

test('a file whose document cannot be filed now waits, and those behind it are filed', async () => {
  const before = await documents();
  put('a.xml', letterCda('waits'));
  put('b.xml', letterCda('behind'));
  let isFull = true;
  const fail = (): void => {
    if (!isFull) return;
    isFull = false;
    throw new DataError('list_full', 'the list of a member is full');
  };
  await rounds(null, 2, { beforeList: fail });
  expect([files(), files('done')]).toEqual([['a.xml'], ['b.xml']]);
  await rounds();
  expect([files(), files('done')]).toEqual([[], ['a.xml', 'b.xml']]);
  expect(await documents()).toBe(before + 2);
});

test('a refused file with the longest name is moved with its reason, and keeps its ending', async () => {
  put(`${'n'.repeat(251)}.xml`, '');
  put(`${'n'.repeat(250)}.json`, '{"name":"DUPONT"}');
  await rounds();
  expect(files()).toEqual([]);
  expect(
    files('refused')
      .map((name) => name.replace(/^[0-9a-f]{64}/, '#'))
      .toSorted(),
  ).toEqual(['#.json', '#.json.motif.txt', '#.xml', '#.xml.motif.txt'].toSorted());
});

test('the reason of a refusal writes over no file, not even through a link', async () => {
  const outside = join(practice.directory, 'outside.txt');
  writeFileSync(outside, 'kept');
  mkdirSync(join(path, 'refused'));
  symlinkSync(outside, join(path, 'refused', 'a.xml.motif.txt'));
  put('a.xml', '');
  await rounds();
  expect(readFileSync(outside, 'utf8')).toBe('kept');
  expect(files('refused').filter((name) => /^\d+-a\.xml(?:\.motif\.txt)?$/.test(name))).toHaveLength(2);
});

const twoPeople = [
  ...['MSH|^~\\&|LABO|X|CAB|Y|20261112101010||ORU^R01|1|P|2.5', 'PID|1||1||AUTRE^CLAUDE||19600506|M', 'OBR|1||A|TSH'],
  ...[
    'OBX|1|NM|TSH||1.2|mUI/L|0.2-4||||F',
    'PID|2||2||TIERS^ALIX||19700506|F',
    'OBR|1||B|TSH',
    'OBX|1|NM|TSH||1.3|mUI/L|||||F',
  ],
].join('\r');

test.each<[string, Uint8Array | string, string]>([
  ['a file with two patients', twoPeople, 'several_patients'],
  ['an empty file', '', 'empty'],
  ['an archive that was cut', archiveOf([letterCda('cut')]).slice(0, 700), 'zip_damaged'],
  ['XML with entities', '<!DOCTYPE x [<!ENTITY a "DUPONT">]><x>&a;</x>', 'xml_dtd'],
  ['another JSON', '{"name":"DUPONT"}', ''],
])('%s is refused as a whole, with a reason that names nobody', async (_, content, code) => {
  const before = [await documents(), await waiting()];
  put('DUPONT Anne.xml', content);
  await rounds();
  expect([await documents(), await waiting()]).toEqual(before);
  expect(files('refused')).toEqual(['DUPONT Anne.xml', 'DUPONT Anne.xml.motif.txt']);
  const reason = readFileSync(join(path, 'refused', 'DUPONT Anne.xml.motif.txt'), 'utf8');
  expect(reason).toContain(`Motif : ${code}`);
  expect(reason).not.toContain('DUPONT');
});
