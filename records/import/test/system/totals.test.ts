import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { FileResource, PatientFile } from '@etanche/records-client';
import { resourceFromText, resourceLimits } from '@etanche/records-fhir';
import type { ImportReport } from '../../src/index.ts';
import { drawnSource, shapeFile, type DrawnFile, type ShapedFile } from '../support/source-shapes.ts';
import { wideQuotas } from '../support/wide-quotas.ts';
import { startImportPractice, type ImportPractice } from './import-practice.ts';

const seed = 20_261_128;
const numRuns = inject('isNightly') ? 12 : 4;

let practice: ImportPractice;
beforeAll(async () => {
  practice = await startImportPractice({}, { members: wideQuotas });
});
afterAll(() => practice[Symbol.asyncDispose]());

/** The second import: the same source, or one with more files, with the journal of the first import or a new one. */
type SecondImport = { readonly more: readonly DrawnFile[]; readonly hasJournal: boolean };

const second: fc.Arbitrary<SecondImport> = fc.record({
  more: fc.oneof(fc.constant([]), drawnSource),
  hasJournal: fc.boolean(),
});

let runs = 0;

test(`every import counts each resource once, and the files contain the reported resources (seed ${seed})`, async () => {
  await fc.assert(
    fc.asyncProperty(drawnSource, second, async (source, { more, hasJournal }) => {
      const prefix = `r${letters(runs++)}`;
      const files = source.map((file, i) => shapeFile(prefix, i, file));
      const first = await importFiles(prefix, 1, files, `${prefix}-journal`);
      const before = await contentOf(await journalScopes([`${prefix}-journal`]));
      await expectAccounted(first, files, before);
      expect(before.versions).toHaveLength(total(first));
      expect(before.versions.map(typeOf).sort()).toEqual(typesOf(first));
      expect(first.alreadyStored).toEqual({ patients: 0, resources: 0 });

      const all = [...files, ...more.map((file, i) => shapeFile(prefix, files.length + i, file))];
      const journal = hasJournal ? `${prefix}-journal` : `${prefix}-other`;
      const later = await importFiles(prefix, 2, all, journal);
      const after = await contentOf(await journalScopes([`${prefix}-journal`, journal]));
      await expectAccounted(later, all, after);
      expect(after.versions).toHaveLength(total(first) + total(later) - later.alreadyStored.resources);
      // Without new files, the second import finds exactly the resources that the first one wrote.
      const isSame = total(later) === total(first) && later.alreadyStored.resources === total(first);
      expect(isSame || more.length > 0).toBe(true);
    }),
    { seed, numRuns, endOnFailure: true },
  );
}, 600_000);

async function importFiles(
  prefix: string,
  step: number,
  files: readonly ShapedFile[],
  journal: string,
): Promise<ImportReport> {
  const folder = join(practice.directory, `${prefix}-${step}`);
  await mkdir(folder);
  for (const { name, bytes } of files) await writeFile(join(folder, name), bytes);
  return practice.import([folder], { journal: join(practice.directory, journal) });
}

type Content = {
  /** Texts of all versions in the patients' files. */
  readonly versions: readonly string[];
  /** Each patient's file with its export, as the text of the FHIR document. */
  readonly documents: readonly { readonly file: PatientFile; readonly document: string }[];
};

async function contentOf(scopes: readonly string[]): Promise<Content> {
  const { patients } = practice.doctor;
  const versions: string[] = [];
  const documents: Content['documents'][number][] = [];
  for (const scope of scopes) {
    const file = await patients.open(scope);
    for (const { id } of file.resources()) {
      for (const { resource } of await file.history(id)) versions.push(resource?.text ?? '');
    }
    documents.push({ file, document: (await patients.export(file, 'Dr A')).document });
  }
  return { versions, documents };
}

/** Expects that the report's totals are correct and that each resource of the source is where the report states. */
async function expectAccounted(
  report: ImportReport,
  files: readonly ShapedFile[],
  { versions, documents }: Content,
): Promise<void> {
  const { found, repeated, refused, copies, unassigned } = report.resources;
  const texts = textsOf(report, files);
  expect({ found, sum: total(report) - copies + repeated + refused }).toEqual({ found: texts.size, sum: texts.size });
  const positions = new Map(
    report.refused.map((one) => [`${one.file}/${one.item}/${one.entry}`, one.unassigned ?? null]),
  );
  expect(positions.size).toBe(refused);
  expect(Array.from(positions.keys()).filter((position) => !texts.has(position))).toEqual([]);
  const listed = Array.from(positions).filter(([, scope]) => scope !== null);
  expect({ unassigned, sum: report.unassigned.added + report.unassigned.repeated }).toEqual({
    unassigned: listed.length,
    sum: listed.length,
  });

  const lists = new Map<string, Set<string>>();
  for (const [, scope] of listed) {
    if (scope === null || lists.has(scope)) continue;
    const opened = await practice.doctor.unassigned.open(scope);
    lists.set(scope, new Set(opened.resources().map(({ text }) => text)));
  }
  expect(listed.filter(([position, scope]) => lists.get(scope ?? '')?.has(texts.get(position) ?? '') !== true)).toEqual(
    [],
  );

  // Resources that are not refused are in a file. Repeated bytes that belong to no patient are where the first ones
  // are.
  const ofNoPatient = report.refused
    .filter(({ code }) => code === 'of_no_patient')
    .map(({ file, item, entry }) => texts.get(`${file}/${item}/${entry}`) ?? '');
  const known = new Set([...versions, ...ofNoPatient]);
  const accepted = Array.from(texts).filter(([position]) => !positions.has(position));
  expect(accepted.filter(([, text]) => !known.has(text))).toEqual([]);
  const sourceTexts = new Set(texts.values());
  expect(versions.filter((text) => !sourceTexts.has(text))).toEqual([]);

  for (const { file, document } of documents) {
    const current = file.resources();
    expect(current.filter(({ text }) => !document.includes(text))).toEqual([]);
    expect(current.filter((one) => !belongsTo(file, one)).map(({ text }) => text)).toEqual([]);
  }
}

/** Returns the text at each position of the source, with the file numbers of the report. */
function textsOf(report: ImportReport, files: readonly ShapedFile[]): Map<string, string> {
  const texts = new Map<string, string>();
  for (const [number, path] of report.files.entries()) {
    const shaped = files.find(({ name }) => path.includes(name));
    if (shaped === undefined) throw new Error(`a file of the report that is not in the source: ${path}`);
    for (const [position, text] of shaped.positions) texts.set(`${number}/${position}`, text);
  }
  return texts;
}

/** Whether a resource is in the file of its patient: observations and letters contain their patient's family name. */
function belongsTo(file: PatientFile, { resource }: FileResource): boolean {
  const { birthFamilyName } = file.patient().traits;
  const [note] = (resource['note'] ?? []) as { readonly text: string }[];
  const words = note?.text ?? resource['description'];
  return words === undefined || words === birthFamilyName;
}

async function journalScopes(journals: readonly string[]): Promise<string[]> {
  const scopes = new Set<string>();
  for (const journal of journals) {
    const lines = (await readFile(join(practice.directory, journal, 'journal.ndjson'), 'utf8')).trimEnd().split('\n');
    for (const line of lines.slice(1)) {
      const { scope } = JSON.parse(line) as { readonly scope: string | null };
      if (scope !== null) scopes.add(scope);
    }
  }
  return [...scopes];
}

function total({ resources }: ImportReport): number {
  return Object.values(resources.written).reduce((sum, count) => sum + count, 0);
}

function typesOf({ resources }: ImportReport): string[] {
  return Object.entries(resources.written)
    .flatMap(([type, count]) => Array.from({ length: count }, () => type))
    .sort();
}

function typeOf(text: string): string {
  return resourceFromText(text, resourceLimits).resource.resourceType;
}

function letters(number: number): string {
  return Array.from(String(number), (digit) => 'abcdefghij'.charAt(Number(digit))).join('');
}
