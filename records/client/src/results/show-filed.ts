import {
  asDone,
  buildWorkItem,
  isAboutDocument,
  isSameResult,
  isSameValue,
  isWithdrawnResult,
  observationsOf,
  readDocument,
  readWorkItem,
  remarksOf,
  text,
  versionStateOf,
  without,
  type JsonObject,
  type Resource,
  type WorkNotice,
} from '@etanche/records-fhir';
import type { FileResource } from '../data/file-resource.ts';
import type { Filing } from './filing.ts';
import type { ReceivedIdentifier } from './received-document.ts';
import { earlierDocuments, resultsOfDocument } from './related-versions.ts';
import { resultsToSee } from './results-to-see.ts';

/** Characters of a document's title on the list. */
const mostTitle = 300;

/**
 * Puts a filed document on the doctor's list. It depends on the file alone, so that a repeated call finds the item of
 * the first one. Values that a newer version or a withdrawal removed leave the item that still waits.
 *
 * @returns record id of the item; null if the doctor has nothing new to see
 */
export async function showFiled(
  filing: Filing,
  document: FileResource,
  identifier: ReceivedIdentifier,
): Promise<string | null> {
  const { file, list } = filing;
  await list.refresh();
  const state = versionStateOf(document.resource);
  const [remark = null] = remarksOf(document.resource);
  const title = readDocument(document.resource).title;
  const earlier = earlierDocuments(file, document);
  const results = resultsOfDocument(file, document);
  if (state !== 'current') {
    await removeStale(filing, []);
    const [first] = earlier;
    const named = first === undefined ? title : readDocument(first.resource).title;
    return showDocument(filing, identifier, named, remark ?? (state === 'notice' ? 'withdrawn' : 'outdated'));
  }
  const about = remark === null ? null : await showDocument(filing, identifier, title, remark);
  if (results.length === 0) {
    await removeStale(filing, []);
    return about ?? showDocument(filing, identifier, title, earlier.length > 0 ? 'replaced' : null);
  }
  const ids = results.map(({ id }) => id);
  if (earlier.length === 0) return showResults(filing, ids, null);
  const before = earlier.flatMap((one) => resultsOfDocument(file, one));
  const news = results.filter((result) => {
    if (isWithdrawnResult(result.resource)) return false;
    const old = before.filter((one) => isSameResult(one, result));
    return !old.some((one) => isSameValue(one.resource, result.resource));
  });
  if (news.length === 0) return (await removeStale(filing, ids)) ?? about;
  const written = Date.parse(text(document.resource['date']) ?? '');
  return showResults(
    filing,
    news.map(({ id }) => id),
    written,
  );
}

/** The items of results of this patient on the list. */
function resultItems({ file, list }: Filing): FileResource[] {
  return list.entries().filter(({ id, resource }) => {
    const item = readWorkItem(id, resource);
    return item?.code === 'result' && item.patient?.scope === file.scope;
  });
}

function waitingIn(items: readonly FileResource[]): FileResource | undefined {
  return items.find(({ id, resource }) => readWorkItem(id, resource)?.isDone === false);
}

/**
 * Adds the results to the waiting item of the patient, or writes a new one.
 *
 * @param correctedAt time of the filing of a newer version, in ms since 1970: an older item may have the same values.
 *   Null for a first version
 * @returns its record id
 */
async function showResults(filing: Filing, ids: readonly string[], correctedAt: number | null): Promise<string> {
  const fresh = resultsToSee(filing.file, ids);
  const items = resultItems(filing);
  const waiting = waitingIn(items);
  // A repeat of a call whose answer was lost: the doctor has, or had, all of it on the list.
  const hasAll = ({ resource }: FileResource): boolean =>
    observationsOf(resource, []).length === observationsOf(resource, fresh).length + fresh.length;
  const isSince = ({ resource }: FileResource): boolean =>
    correctedAt === null || Date.parse(text(resource['authoredOn']) ?? '') >= correctedAt;
  const known = fresh.length === 0 ? waiting : items.find((one) => hasAll(one) && isSince(one));
  if (known !== undefined) return known.id;
  const before = waiting === undefined ? [] : currentCopies(filing, observationsOf(waiting.resource, fresh));
  return putResults(filing, waiting, [...fresh, ...before], correctedAt === null ? null : 'corrected');
}

/**
 * Removes values that are not current any more from the waiting item, and puts the same values of a newer version
 * there. An item that has no value left is withdrawn.
 *
 * @returns record id of the item that waits; null without one
 */
async function removeStale(filing: Filing, ids: readonly string[]): Promise<string | null> {
  const { list, file, at } = filing;
  const waiting = waitingIn(resultItems(filing));
  if (waiting === undefined) return null;
  const copies = observationsOf(waiting.resource, []);
  const left = currentCopies(filing, copies);
  if (left.length === copies.length) return waiting.id;
  const fresh = resultsToSee(file, ids).filter((one) => !left.some((other) => isCopy(one, other)));
  const observations = [...fresh, ...left];
  if (observations.length === 0) {
    await list.put(asDone(waiting.resource, at), waiting.id);
    return null;
  }
  return putResults(filing, waiting, observations, null);
}

/** Writes the item of results. @param notice null keeps that of the item */
async function putResults(
  { list, file, patientName, to, from, at }: Filing,
  waiting: FileResource | undefined,
  observations: readonly Resource[],
  notice: WorkNotice | null,
): Promise<string> {
  const patient = { scope: file.scope, name: patientName };
  const known = waiting === undefined ? null : (readWorkItem('', waiting.resource)?.notice ?? null);
  const facts = { code: 'result', patient, from, to, at, due: null, text: null, notice: notice ?? known } as const;
  const item = buildWorkItem({ ...facts, observations }, to.id);
  return list.put(item, waiting?.id ?? null, undefined, { mayOverflow: true });
}

/** The copies in an item whose Observation in the file is current, or is not in the file. */
function currentCopies({ file }: Filing, copies: readonly Resource[]): Resource[] {
  const stale = file
    .resources()
    .filter(({ resource }) => resource.resourceType === 'Observation' && resource.status === 'entered-in-error')
    .map(({ resource }) => resource);
  const current = file.resources().filter(({ resource }) => resource.resourceType === 'Observation');
  return copies.filter((copy) => {
    if (!stale.some((one) => isCopy(one, copy))) return true;
    return current.some(({ resource }) => !stale.includes(resource) && isCopy(resource, copy));
  });
}

function isCopy(one: JsonObject, other: JsonObject): boolean {
  const said = (resource: JsonObject): string => JSON.stringify(['id', 'status'].reduce(without, resource));
  return said(one) === said(other);
}

/** Writes an item about a document, unless the doctor has, or had, one. @returns its record id */
async function showDocument(
  { file, patientName, list, to, from, at }: Filing,
  identifier: ReceivedIdentifier,
  title: string,
  notice: WorkNotice | null,
): Promise<string> {
  const known = list.entries().find(({ resource }) => isAboutDocument(resource, identifier.value));
  if (known !== undefined) return known.id;
  const patient = { scope: file.scope, name: patientName };
  const words = title.trim().slice(0, mostTitle);
  const said = words === '' ? null : words;
  const facts = { code: 'document', patient, from, to, at, due: null, text: said, notice } as const;
  const item = buildWorkItem({ ...facts, observations: [], document: identifier }, to.id);
  return list.put(item, null, undefined, { mayOverflow: true });
}
