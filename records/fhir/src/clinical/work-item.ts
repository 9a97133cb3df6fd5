import { codesOf } from '../french/coding.ts';
import { defined, isObject, objects, text, without, type Json, type JsonObject } from '../json/json.ts';
import { logisticCodes, taskSystem, type LogisticCode } from '../resource/logistic-rule.ts';
import { isResource, type Resource } from '../resource/resource.ts';
import { measuresOf, type MeasureSeries } from '../views/measures.ts';
import { resultsOf, type ResultLine } from '../views/results.ts';
import { versionRemarks } from '../versions/version-state.ts';
import { fileSystem } from '../views/appointment.ts';

/** A member of the practice in an item. */
export interface WorkMember {
  readonly id: string;
  readonly name: string;
}

/** Codes of items that the reception does not read: words, results, and a received document without results. */
const clinicalCodes = ['message', 'result', 'document'] as const;
export type WorkCode = LogisticCode | (typeof clinicalCodes)[number];

/**
 * An event of a received document that a doctor has to know: it replaces another one (`replaced`), it has other
 * values than an earlier version (`corrected`), its sender withdrew it (`withdrawn`), or a remark of its filing.
 */
const workNotices = ['replaced', 'corrected', 'withdrawn', ...versionRemarks] as const;
export type WorkNotice = (typeof workNotices)[number];

/** One line of a member's list. */
export interface WorkItem {
  /** Record id. */
  readonly id: string;
  readonly code: WorkCode;
  readonly patient: { readonly scope: string; readonly name: string } | null;
  readonly from: WorkMember;
  /** Null for the reception as a whole. */
  readonly to: WorkMember | null;
  /** FHIR instant. */
  readonly at: string;
  /** `YYYY-MM-DD`: when it is to be done; the last day of a replacement. */
  readonly due: string | null;
  /** Words between doctors; null in a logistic item. */
  readonly text: string | null;
  readonly isDone: boolean;
  /** FHIR instant. */
  readonly doneAt: string | null;
  /** The results to see, with earlier values, abnormal ones first. */
  readonly results: readonly ResultLine[];
  readonly measures: readonly MeasureSeries[];
  readonly notice: WorkNotice | null;
}

/** An item before it is written. */
export type WorkFacts = Pick<WorkItem, 'code' | 'patient' | 'from' | 'to' | 'at' | 'due' | 'text'> & {
  /** Observations of a result to see: the new ones first, then earlier ones of the same analyses. */
  readonly observations: readonly Resource[];
  /** Identifier of the document to see; `text` is its title, if it has one. */
  readonly document?: { readonly system: string; readonly value: string };
  readonly notice?: WorkNotice | null;
};

export type WorkFault =
  | 'code_invalid'
  | 'patient_missing'
  | 'text_missing'
  | 'text_long'
  | 'text_forbidden'
  | 'due_invalid';

export const memberSystem = 'urn:uuid:5d3e0f6a-1c64-4b0e-9d5b-77f3d8c1a2e0';
const noticeSystem = 'urn:etanche:v1:work-notice';
const mostText = 2000;

/** The faults of an item. */
export function workFaults({ code, patient, text: words, due }: WorkFacts): WorkFault[] {
  const faults: WorkFault[] = [];
  const isLogisticCode = logisticCodes.some((one) => one === code);
  if (!isLogisticCode && !clinicalCodes.some((one) => one === code)) faults.push('code_invalid');
  if (patient === null && code !== 'replacement') faults.push('patient_missing');
  if (code === 'message' && (words ?? '').trim() === '') faults.push('text_missing');
  if ((words ?? '').length > mostText) faults.push('text_long');
  if (isLogisticCode && words !== null) faults.push('text_forbidden');
  if (due !== null && !/^\d{4}-\d\d-\d\d$/.test(due)) faults.push('due_invalid');
  return faults;
}

/** Builds the Task of an item. @param list the member whose list it is on */
export function buildWorkItem(facts: WorkFacts, list: string): Resource {
  const { code, patient, from, to, at, due, text: words, observations, document, notice = null } = facts;
  const contained = observations.map((one, i) => ({ ...without(one, 'contained'), id: `r${i + 1}` }));
  return {
    resourceType: 'Task',
    ...defined({
      contained: contained.length === 0 ? undefined : contained,
      groupIdentifier: { system: memberSystem, value: list },
      status: 'requested',
      intent: 'order',
      code: { coding: [{ system: taskSystem, code }] },
      reasonCode: notice === null ? undefined : { coding: [{ system: noticeSystem, code: notice }] },
      description: words ?? undefined,
      focus: document === undefined ? undefined : { type: 'DocumentReference', identifier: { ...document } },
      for:
        patient === null
          ? undefined
          : { type: 'Patient', identifier: { system: fileSystem, value: patient.scope }, display: patient.name },
      authoredOn: at,
      requester: person(from),
      owner: to === null ? undefined : person(to),
      restriction: due === null ? undefined : { period: { end: due } },
    }),
  };
}

/** The observations of an item of results, without those that are among others. */
export function observationsOf(task: JsonObject, others: readonly Resource[]): readonly Resource[] {
  const known = new Set(others.map((one) => JSON.stringify(without(one, 'id'))));
  return objects(task['contained']).filter(
    (one): one is Resource => isResource(one) && !known.has(JSON.stringify(without(one, 'id'))),
  );
}

/** True for a Task that says which member's list it is on. */
export function isOfList(resource: JsonObject, list: string): boolean {
  const { groupIdentifier } = resource;
  if (resource['resourceType'] !== 'Task' || !isObject(groupIdentifier)) return false;
  return groupIdentifier['system'] === memberSystem && groupIdentifier['value'] === list;
}

/** Reads an item; null for a task of another program. */
export function readWorkItem(id: string, task: JsonObject): WorkItem | null {
  const code = codesOf(task['code']).find(({ system }) => system === taskSystem)?.code;
  const known = [...logisticCodes, ...clinicalCodes].find((one): one is WorkCode => one === code);
  if (known === undefined) return null;
  const contained = objects(task['contained']).flatMap((resource, i) =>
    isResource(resource) ? [{ id: text(resource['id']) ?? String(i), resource }] : [],
  );
  const patient = isObject(task['for']) ? task['for'] : null;
  const [period, done] = [task['restriction'], task['executionPeriod']];
  const limit = isObject(period) && isObject(period['period']) ? text(period['period']['end']) : null;
  return {
    ...{ id, code: known, from: memberOf(task['requester']) ?? { id: '', name: '' }, to: memberOf(task['owner']) },
    patient: patient === null ? null : { scope: valueOf(patient), name: text(patient['display']) ?? '' },
    ...{ at: text(task['authoredOn']) ?? '', due: limit, text: text(task['description']) },
    isDone: isDone(task),
    doneAt: isObject(done) ? text(done['end']) : null,
    results: resultsOf(contained),
    measures: measuresOf(contained),
    notice: noticeOf(task),
  };
}

function noticeOf(task: JsonObject): WorkNotice | null {
  const code = codesOf(task['reasonCode']).find(({ system }) => system === noticeSystem)?.code;
  return workNotices.find((one) => one === code) ?? null;
}

/** True for an item about the document with this identifier. */
export function isAboutDocument(task: JsonObject, value: string): boolean {
  const { focus } = task;
  return isObject(focus) && isObject(focus['identifier']) && focus['identifier']['value'] === value;
}

/** The task as done; everything else in it stays. @param at FHIR instant */
export function asDone(task: Resource, at: string): Resource {
  return { ...task, resourceType: 'Task', status: 'completed', executionPeriod: { end: at } };
}

/** A done task as it was before. */
export function asOpen(task: Resource): Resource {
  return { ...without(task, 'executionPeriod'), resourceType: 'Task', status: 'requested' };
}

/** Done or withdrawn: another item may take its place. */
export function isDone(task: JsonObject): boolean {
  return task['status'] === 'completed' || task['status'] === 'cancelled';
}

/**
 * True for an item whose place another one may take: it is done, or a replacement that has ended.
 *
 * @param today `YYYY-MM-DD`
 */
export function isOver(task: JsonObject, today: string): boolean {
  const item = readWorkItem('', task);
  return isDone(task) || (item?.code === 'replacement' && (item.due ?? '') < today);
}

/** Abnormal results first, then what is due, then the oldest. */
export function byUrgency(one: WorkItem, other: WorkItem): number {
  const rank = (item: WorkItem): number =>
    isAbnormalItem(item) ? 0 : item.code === 'result' || item.code === 'document' ? 1 : 2;
  const due = (item: WorkItem): string => item.due ?? item.at.slice(0, 10);
  return rank(one) - rank(other) || due(one).localeCompare(due(other)) || one.at.localeCompare(other.at);
}

export function isAbnormalItem({ results }: WorkItem): boolean {
  return results.some(({ values }) => (values[0]?.abnormal ?? null) !== null);
}

function person({ id, name }: WorkMember): JsonObject {
  return { identifier: { system: memberSystem, value: id }, display: name };
}

function memberOf(reference: Json | undefined): WorkMember | null {
  return isObject(reference) ? { id: valueOf(reference), name: text(reference['display']) ?? '' } : null;
}

function valueOf(reference: JsonObject): string {
  const { identifier } = reference;
  return isObject(identifier) ? (text(identifier['value']) ?? '') : '';
}
