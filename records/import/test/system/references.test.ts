import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FileResource, PatientFile, RecordsData } from '@etanche/records-client';
import { allReferences } from '@etanche/records-fhir';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { edgesOf, entriesOf, type Edge } from '../support/graph.ts';
import { bundleText, patientText } from '../support/patients.ts';
import { startImportPractice, type ImportPractice } from './import-practice.ts';

let practice: ImportPractice | undefined;
let second: ImportPractice | undefined;
beforeAll(async () => {
  practice = await startImportPractice();
  second = await startImportPractice();
});
afterAll(async () => {
  await practice?.[Symbol.asyncDispose]();
  await second?.[Symbol.asyncDispose]();
});

const encounter = (subject: string, id = '', more = ''): string =>
  `{"resourceType":"Encounter"${id === '' ? '' : `,"id":"${id}"`},"status":"finished","class":{"code":"AMB"},"subject":{"reference":"${subject}"}${more}}`;
const observation = (subject: string, about: string, more = ''): string =>
  `{"resourceType":"Observation"${more},"status":"final","code":{"text":"poids"},"subject":{"reference":"${subject}"},"encounter":{"reference":"${about}"},"valueQuantity":{"value":70.10}}`;
const urn = (number: number): string => `urn:uuid:5b2c0f3e-0000-4000-8000-${String(number).padStart(12, '0')}`;
const patient = (family: string, id: string | null, more = ''): string =>
  patientText(id ?? 'x', family)
    .replace(`"id":"x",`, '')
    .replace('"gender"', `${more}"gender"`);

/** Files of each source, by the family name of its patient. */
const sources: Readonly<Record<string, readonly (readonly [name: string, content: string])[]>> = {
  Sansid: [
    [
      'b.json',
      bundleText('transaction', [
        [urn(1), patient('Sansid', null)],
        [urn(2), encounter(urn(1))],
        // Only the full URL distinguishes this encounter from the one before.
        [urn(3), encounter(urn(1))],
        [urn(4), observation(urn(1), urn(3))],
      ]),
    ],
  ],
  Melange: [
    [
      'b.json',
      bundleText('collection', [
        [urn(11), patient('Melange', 'mel')],
        [urn(12), encounter('Patient/mel', 'mel-e')],
        [urn(13), observation(urn(11), 'Encounter/mel-e', ',"id":"mel-o"')],
        [urn(14), observation('Patient/mel', urn(12), ',"id":"mel-p"')],
      ]),
    ],
  ],
  Serveur: [
    [
      'b.json',
      bundleText('collection', [
        ['https://a.example/fhir/Patient/s1', patient('Serveur', 's1')],
        ['https://a.example/fhir/Encounter/s2', encounter('https://a.example/fhir/Patient/s1', 's2')],
        ['https://a.example/fhir/Observation/s3', observation('Patient/s1/_history/4', 'Encounter/s2', ',"id":"s3"')],
      ]),
    ],
  ],
  Contenu: [
    [
      'b.json',
      bundleText('collection', [
        [null, patient('Contenu', 'c1')],
        [
          null,
          encounter(
            'Patient/c1',
            'c2',
            ',"contained":[{"resourceType":"Location","id":"l","name":"salle"}],"location":[{"location":{"reference":"#l"}}]',
          ),
        ],
        [null, observation('Patient/c1', 'Encounter/c2', ',"id":"c3"')],
      ]),
    ],
  ],
  Lignes: [
    ['a.ndjson', patient('Lignes', 'n1')],
    ['b.ndjson', [encounter('Patient/n1', 'n2'), observation('Patient/n1', 'Encounter/n2', ',"id":"n3"')].join('\n')],
  ],
  Visites: [21, 31].map((from) => [
    `${from}.json`,
    bundleText('transaction', [
      [urn(from), patient('Visites', 'v1')],
      [urn(from + 1), encounter(urn(from), `v${from}`)],
      [urn(from + 2), observation(urn(from), urn(from + 1), `,"id":"w${from}"`)],
    ]),
  ]),
  Fusion: [
    [
      'b.json',
      bundleText('collection', [
        [null, patient('Fusion', 'f1')],
        [
          null,
          '{"resourceType":"Patient","id":"f0","link":[{"other":{"reference":"Patient/f1"},"type":"replaced-by"}]}',
        ],
        [null, encounter('Patient/f0', 'f2')],
        [null, observation('Patient/f1', 'Encounter/f2', ',"id":"f3"')],
      ]),
    ],
  ],
};

type Exported = { readonly file: PatientFile; readonly document: string };

let runs = 0;
/** Imports files into a practice, then opens and exports the patient's file. */
async function importAndExport(
  at: ImportPractice,
  reader: RecordsData,
  files: readonly (readonly [string, string])[],
): Promise<Exported> {
  const folder = join(at.directory, `source-${runs}`);
  const journal = join(at.directory, `journal-${runs++}`);
  await mkdir(folder);
  for (const [name, content] of files) await writeFile(join(folder, name), content);
  const report = await at.import([folder], { journal });
  expect(report.refused.filter(({ code }) => code !== 'patient_replaced')).toEqual([]);
  const [, line = ''] = (await readFile(join(journal, 'journal.ndjson'), 'utf8')).split('\n');
  const { scope } = JSON.parse(line) as { scope: string };
  const file = await reader.patients.open(scope);
  return { file, document: (await reader.patients.export(file, 'Dr Essai')).document };
}

/**
 * Returns references that resolve to no entry, or to several. A resource with a `urn:` has a second entry under it, in
 * which R4 resolves no relative reference, so the reference must resolve in one of the two entries.
 */
function unresolvedOf(edges: readonly Edge[]): Edge[] {
  const resolved = new Set(
    edges.flatMap(({ from, reference, to }) => (to.length === 1 ? [`${from} ${reference}`] : [])),
  );
  return edges.filter(({ from, reference, to }) => to.length > 1 || !resolved.has(`${from} ${reference}`));
}

/** Returns the edges without those that an export adds: its own Compositions, and stubs of merged Patients. */
function ofSource(edges: readonly Edge[]): string[] {
  const own = edges.filter(({ from }) => !from.includes('"Composition"') && !from.includes('"replaced-by"'));
  const lines = own.flatMap(({ from, reference, to }) => to.map((text) => JSON.stringify([from, reference, text])));
  return Array.from(new Set(lines)).sort();
}

describe('resources that refer to each other', () => {
  const readers = new Map<ImportPractice, RecordsData[]>();
  /** Returns a doctor of a practice, a new one after three files, because of the vaults' quotas. */
  const readerOf = async (at: ImportPractice, number: number): Promise<RecordsData> => {
    const known = readers.get(at) ?? [at.doctor];
    readers.set(at, known);
    while (known.length <= number / 3) known.push(await at.colleague());
    return known[Math.floor(number / 3)] ?? at.doctor;
  };

  test.each(Object.keys(sources).map((family, i) => [family, i] as const))(
    'keep their references after import, export, second import and export: %s',
    async (family, i) => {
      if (practice === undefined || second === undefined) throw new Error('no practice');
      const files = sources[family] ?? [];
      const first = await importAndExport(practice, await readerOf(practice, i), files);
      const edges = edgesOf(first.document);
      expect(unresolvedOf(edges)).toEqual([]);
      expect(ofSource(edges).length).toBeGreaterThanOrEqual(3);
      for (const resource of first.file.resources()) expectResolved(first.file, resource);

      const again = await importAndExport(second, await readerOf(second, i), [['export.json', first.document]]);
      const later = edgesOf(again.document);
      expect(unresolvedOf(later)).toEqual([]);
      expect(ofSource(later)).toEqual(ofSource(edges));
      const texts = (document: string): string[] => entriesOf(document).map(({ text }) => text);
      const source = files.flatMap(([, content]) => content);
      for (const text of texts(first.document).filter((one) => source.some((content) => content.includes(one)))) {
        expect(texts(again.document)).toContain(text);
      }
    },
    300_000,
  );
});

/** Expects that each reference of a resource resolves to one resource of the file. */
function expectResolved(file: PatientFile, from: FileResource): void {
  for (const reference of allReferences(from.resource).filter((one) => !one.startsWith('#'))) {
    expect([reference, file.resolve(reference, from).length]).toEqual([reference, 1]);
  }
}
