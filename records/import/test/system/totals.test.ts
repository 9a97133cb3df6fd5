import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { FileResource, PatientFile } from '@etanche/records-client';
import { resourceFromText, resourceLimits } from '@etanche/records-fhir';
import type { ImportReport } from '../../src/index.ts';
import { drawnSource, shapeFile, type DrawnFile, type ShapedFile } from '../support/source-shapes.ts';
import { wideQuotas } from '../support/wide-quotas.ts';
import { startImportPractice, type ImportPractice } from './import-practice.ts';

const seed = 20_261_128;
const numRuns = 12;

let practice: ImportPractice;
beforeAll(async () => {
  practice = await startImportPractice({}, { members: wideQuotas });
});
afterAll(() => practice[Symbol.asyncDispose]());

/** What follows the first import: the same source, or one with more files, with the first one's journal or a new one. */
type Second = { readonly more: readonly DrawnFile[]; readonly hasJournal: boolean };

const second: fc.Arbitrary<Second> = fc.record({
  more: fc.oneof(fc.constant([]), drawnSource),
  hasJournal: fc.boolean(),
});

let runs = 0;

test(`every import accounts for each resource once, and the files hold what it reports (seed ${seed})`, async () => {
  await fc.assert(
    fc.asyncProperty(drawnSource, second, async (source, { more, hasJournal }) => {
      const prefix = `r${letters(runs++)}`;
      const files = source.map((file, i) => shapeFile(prefix, i, file));
      const first = await bring(prefix, 1, files, `${prefix}-journal`);
      const before = await contentOf(await journalScopes([`${prefix}-journal`]));
      await expectAccounted(first, files, before);
      expect(before.versions).toHaveLength(total(first));
      expect(before.versions.map(typeOf).sort()).toEqual(typesOf(first));
      expect(first.there).toEqual({ patients: 0, resources: 0 });

      const all = [...files, ...more.map((file, i) => shapeFile(prefix, files.length + i, file))];
      const journal = hasJournal ? `${prefix}-journal` : `${prefix}-other`;
      const later = await bring(prefix, 2, all, journal);
      const after = await contentOf(await journalScopes([`${prefix}-journal`, journal]));
      await expectAccounted(later, all, after);
      expect(after.versions).toHaveLength(total(first) + total(later) - later.there.resources);
      // Without new files, the second import finds what the first one wrote, and nothing else.
      const isSame = total(later) === total(first) && later.there.resources === total(first);
      expect(isSame || more.length > 0).toBe(true);
    }),
    { seed, numRuns, endOnFailure: true },
  );
}, 600_000);

async function bring(
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
  /** What a patient's export holds, as the text of the FHIR document. */
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

/** The equation of the report, and that each resource of the source is where the report says. */
async function expectAccounted(
  report: ImportReport,
  files: readonly ShapedFile[],
  { versions, documents }: Content,
): Promise<void> {
  const { found, repeated, refused, copies, unassigned } = report.resources;
  const texts = textsOf(report, files);
  expect({ found, sum: total(report) - copies + repeated + refused }).toEqual({ found: texts.size, sum: texts.size });
  const places = new Map(report.refused.map((one) => [`${one.file}/${one.item}/${one.entry}`, one.unassigned ?? null]));
  expect(places.size).toBe(refused);
  expect(Array.from(places.keys()).filter((place) => !texts.has(place))).toEqual([]);
  const listed = Array.from(places).filter(([, scope]) => scope !== null);
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
  expect(listed.filter(([place, scope]) => lists.get(scope ?? '')?.has(texts.get(place) ?? '') !== true)).toEqual([]);

  // What is not refused is in a file; the same bytes of nobody, the second time, are where the first time is.
  const ofNobody = report.refused
    .filter(({ code }) => code === 'of_no_patient')
    .map(({ file, item, entry }) => texts.get(`${file}/${item}/${entry}`) ?? '');
  const kept = new Set([...versions, ...ofNobody]);
  const taken = Array.from(texts).filter(([place]) => !places.has(place));
  expect(taken.filter(([, text]) => !kept.has(text))).toEqual([]);
  const read = new Set(texts.values());
  expect(versions.filter((text) => !read.has(text))).toEqual([]);

  for (const { file, document } of documents) {
    const current = file.resources();
    expect(current.filter(({ text }) => !document.includes(text))).toEqual([]);
    expect(current.filter((one) => !isOf(file, one)).map(({ text }) => text)).toEqual([]);
  }
}

/** The text at each place of the source, the files numbered as the report does. */
function textsOf(report: ImportReport, files: readonly ShapedFile[]): Map<string, string> {
  const texts = new Map<string, string>();
  for (const [number, path] of report.files.entries()) {
    const shaped = files.find(({ name }) => path.includes(name));
    if (shaped === undefined) throw new Error(`a file of the report that is not in the source: ${path}`);
    for (const [place, text] of shaped.places) texts.set(`${number}/${place}`, text);
  }
  return texts;
}

/** An observation or a letter names the family of its patient in words: no other file may hold it. */
function isOf(file: PatientFile, { resource }: FileResource): boolean {
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
