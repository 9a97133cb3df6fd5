import { utf8 } from '@etanche/core-wire';
import { encodeNames, FULL_URL_LENGTH } from '@etanche/core-sealing';
import { compartmentOf, text, withoutVersion } from '@etanche/records-fhir';
import type { ImportedNames, RecordIds } from '@etanche/records-client';
import type { Item } from '../units/read-items.ts';

/** A resource of the file, and its record id. */
type FileItem = { readonly item: Item; readonly id: string };

/** Limits of one list of names, so that its record has at most 2,000,000 bytes. */
const mostCharacters = 900_000;
const mostNames = 10_000;

/** Whether the full URL is too long to be stored. */
export function hasTooLongFullUrl({ fullUrl }: Item): boolean {
  return (fullUrl?.length ?? 0) > FULL_URL_LENGTH;
}

/**
 * Plans the lists of names by which resources of the source may refer to each other, except those that can be derived
 * from type and id.
 *
 * @param replaced Patients that the file's Patient replaces: their names refer to it
 */
export async function planNames(
  ids: RecordIds,
  items: readonly FileItem[],
  patient: FileItem,
  replaced: readonly Item[],
): Promise<ImportedNames[]> {
  const byCompartment = { identity: new Map<string, Name>(), clinical: new Map<string, Name>() };
  const put = (item: Item, fullUrl: string, resource: string): void => {
    byCompartment[compartmentOf(item.resource)].set(`${fullUrl} ${resource}`, { fullUrl, resource });
  };
  for (const { item, id } of items) {
    const url = withoutVersion(item.fullUrl ?? '');
    if (url !== '' && url !== `urn:uuid:${text(item.resource['id']) ?? ''}`) put(item, url, id);
  }
  for (const item of replaced) for (const name of namesOfPatient(item)) put(item, name, patient.id);
  const all: ImportedNames[] = [];
  for (const compartment of ['identity', 'clinical'] as const) {
    const sorted = Array.from(byCompartment[compartment]).sort(([one], [other]) => (one < other ? -1 : 1));
    for (const names of inParts(sorted.map(([, name]) => name))) {
      all.push({ id: await ids.names(encodeNames({ names })), compartment, names });
    }
  }
  return all;
}

type Name = ImportedNames['names'][number];

function namesOfPatient({ fullUrl, resource }: Item): string[] {
  const id = text(resource['id']);
  return [...(fullUrl === null ? [] : [withoutVersion(fullUrl)]), ...(id === null ? [] : [`Patient/${id}`])];
}

function inParts(names: readonly Name[]): Name[][] {
  const parts: Name[][] = [];
  let [part, characters]: [Name[], number] = [[], 0];
  for (const name of names) {
    const size = utf8(name.fullUrl).length + 100;
    if (part.length > 0 && (part.length === mostNames || characters + size > mostCharacters)) {
      parts.push(part);
      [part, characters] = [[], 0];
    }
    part.push(name);
    characters += size;
  }
  return part.length === 0 ? parts : [...parts, part];
}
