import { allReferences, isObject, objects, text, type Resource } from '@etanche/records-fhir';
import type { ReadFile } from './case-practice.ts';
import type { RightResult } from './fhir-case.ts';

/** Compares the files of a practice with the expected content of a case. */
export async function judgeFiles(files: readonly ReadFile[], right: RightResult): Promise<string[]> {
  const wrong: string[] = [];
  const named = (name: string): readonly ReadFile[] =>
    files.filter(({ file }) => isCalled(file.patient().resource.resource, name));
  const exactlyOne = (name: string): ReadFile | null => {
    const [found, second] = named(name);
    if (found !== undefined && second === undefined) return found;
    wrong.push(`${named(name).length} files of ${name}`);
    return null;
  };
  for (const [name, wanted] of Object.entries(right.keeps ?? {})) {
    const held = namesIn(exactlyOne(name));
    if (held === null) continue;
    wrong.push(...wanted.filter((each) => !held.includes(each)).map((each) => `${name} lacks ${each}`));
  }
  for (const [name, wanted] of Object.entries(right.count ?? {})) {
    const held = namesIn(exactlyOne(name));
    if (held !== null && held.length !== wanted) wrong.push(`${name} has ${held.length} resources, not ${wanted}`);
  }
  for (const [name, unwanted] of Object.entries(right.never ?? {})) {
    const held = named(name).flatMap((found) => namesIn(found) ?? []);
    wrong.push(...unwanted.filter((each) => held.includes(each)).map((each) => `${name} has ${each}`));
  }
  for (const name of right.exports ?? []) {
    const found = exactlyOne(name);
    if (found !== null) wrong.push(...(await judgeExport(name, found)));
  }
  return wrong;
}

/** Matches the Patient's id, or the family name or text of the first name. */
function isCalled(patient: Resource, name: string): boolean {
  const [first] = objects(patient['name']);
  return [patient['id'], first?.['family'], first?.['text']].includes(name);
}

function namesIn(found: ReadFile | null): string[] | null {
  if (found === null) return null;
  return found.file.resources().map(({ resource }) => `${resource.resourceType}/${text(resource['id']) ?? ''}`);
}

async function judgeExport(name: string, { exportDocument }: ReadFile): Promise<string[]> {
  let document: string;
  try {
    document = await exportDocument();
  } catch (error) {
    return [`the export of ${name} fails: ${error instanceof Error ? error.message : String(error)}`];
  }
  const entries = objects((JSON.parse(document) as Record<string, never>)['entry']);
  const urls = entries.map(({ fullUrl }) => text(fullUrl) ?? '');
  if (new Set(urls).size !== urls.length) return [`the export of ${name} has one full URL twice`];
  const lost = entries.flatMap(({ resource }) => (isObject(resource) ? lostIn(resource as Resource, urls) : []));
  return lost.map((reference) => `in the export of ${name} the reference ${reference} cannot be resolved`);
}

/** References within the document that cannot be resolved: relative ones and `urn:`. */
function lostIn(resource: Resource, urls: readonly string[]): string[] {
  return allReferences(resource).filter((reference) => {
    if (reference.startsWith('#') || /^https?:/.test(reference)) return false;
    return !urls.some((url) => url === reference || url.endsWith(`/${reference}`));
  });
}
