import {
  compareVersions,
  isResource,
  isWithdrawnResult,
  objects,
  replacedResults,
  text,
  versionDecision,
  withMembers,
  withOrigin,
  withRelations,
  withRemarks,
  withState,
  type DocumentOrigin,
  type JsonObject,
  type Resource,
  type SentResult,
  type StoredResult,
  type StoredVersion,
  type VersionDecision,
  type VersionRemark,
  type VersionState,
} from '@etanche/records-fhir';
import type { Change } from '../data/change.ts';
import type { FileResource } from '../data/file-resource.ts';
import type { PatientFile } from '../patients/patient-file.ts';
import { numberOf, reportsOf, resultsOfDocument, storedVersions } from './related-versions.ts';

/** A resource to write, with its FHIR id. */
export type Built = { readonly id: string; readonly text: string };

/** True for a document that only withdraws: only one of these can withdraw something that the file does not have. */
export function isWithdrawal(origin: DocumentOrigin, built: readonly Built[]): boolean {
  return origin.request === 'cancel' || (origin.results === 'same' && withdrawsAll(sentResults(built)));
}

function withdrawsAll(received: readonly SentResult[]): boolean {
  return received.length > 0 && received.every(({ resource }) => isWithdrawnResult(resource));
}

/** The changes with which a received document takes its place among its versions. */
export type VersionPlan<Result extends Built = Built> = {
  /** The received document in its state, with the relations to earlier ones. */
  readonly document: (built: Resource) => Resource;
  /** The resources of the received document. Those that are not current are marked. */
  readonly built: readonly Result[];
  /** Changes of earlier documents, reports and results, which keep their content. */
  readonly updates: readonly Change[];
  /** True for a withdrawal of nothing that the file has. */
  readonly isUnknownWithdrawal: boolean;
};

/** The effect of a document before it is turned into changes. */
type Effect<Result extends Built> = {
  readonly state: Exclude<VersionState, 'removed'>;
  readonly remarks: readonly VersionRemark[];
  readonly built: readonly Result[];
  readonly documents: readonly { readonly id: string; readonly state: 'superseded' | 'withdrawn' | null }[];
  /** Record ids of Observations that are not current any more. */
  readonly results: ReadonlySet<string>;
  readonly isUnknownWithdrawal: boolean;
};

/** @param built DiagnosticReports and Observations of the document, as its sender sent them */
export function planVersion<Result extends Built>(
  file: PatientFile,
  origin: DocumentOrigin | null,
  built: readonly Result[],
): VersionPlan<Result> {
  if (origin === null) return { document: (made) => made, built, updates: [], isUnknownWithdrawal: false };
  const decision = versionDecision(origin, storedVersions(file));
  const effect = effectOf(file, origin, decision, built);
  const documents = effect.documents.flatMap(({ id, state }) => {
    const document = file.resource(id);
    return document === null ? [] : [{ document, state }];
  });
  return {
    document: (made) => documentOf(made, origin, effect, documents),
    built: effect.built,
    updates: [
      ...documents.flatMap(({ document, state }) =>
        state === null ? [] : [update(document, stated(document, state))],
      ),
      ...updatesOfResults(file, decision.related, effect.results),
    ],
    isUnknownWithdrawal: effect.isUnknownWithdrawal,
  };
}

function effectOf<Result extends Built>(
  file: PatientFile,
  origin: DocumentOrigin,
  decision: VersionDecision,
  built: readonly Result[],
): Effect<Result> {
  const remarks = decision.remark === null ? [] : [decision.remark];
  const { versions } = decision;
  if (origin.request === 'cancel') {
    return {
      ...{ state: 'notice', remarks, built: [] },
      documents: versions.map(({ id }) => ({ id, state: 'withdrawn' as const })),
      results: currentResults(file, versions),
      isUnknownWithdrawal: remarks.length > 0,
    };
  }
  if (origin.results === 'same') return effectOfResults(file, origin, decision, built);
  const { state } = decision;
  return {
    ...{ state, remarks },
    built: state === 'current' ? built : built.map(inError),
    documents: versions.map(({ id }) => ({ id, state: 'superseded' as const })),
    results: currentResults(file, versions),
    isUnknownWithdrawal: false,
  };
}

/** A message of results replaces analysis by analysis; a document beside them is replaced as a whole. */
function effectOfResults<Result extends Built>(
  file: PatientFile,
  origin: DocumentOrigin,
  decision: VersionDecision,
  built: readonly Result[],
): Effect<Result> {
  const received = sentResults(built);
  const stored = decision.related.flatMap((one): StoredResult[] => {
    const document = file.resource(one.id);
    const order = compareVersions(one.origin, origin);
    if (document === null) return [];
    return resultsOfDocument(file, document).map((result) => ({ ...result, document: one.id, order }));
  });
  const { replaced, withdrawn, outdated, unknown } = replacedResults(received, stored);
  const documents = decision.versions.flatMap(({ id }): Effect<Built>['documents'] => {
    const own = stored.filter(({ document }) => document === id);
    const touched = own.filter((one) => replaced.has(one.id));
    const isLeft = own.some((one) => !replaced.has(one.id) && !isWithdrawnResult(one.resource));
    if (origin.request === 'replace' || (touched.length > 0 && !isLeft)) {
      const isWithdrawn = touched.length > 0 && touched.every((one) => withdrawn.has(one.id));
      return [{ id, state: isWithdrawn && origin.request !== 'replace' ? 'withdrawn' : 'superseded' }];
    }
    return touched.length > 0 ? [{ id, state: null }] : [];
  });
  const isNotice = withdrawsAll(received);
  const isOutdated = received.length > 0 && received.every(({ id }) => outdated.has(id));
  const isOldDocument =
    received.length === 0 && decision.newer.some((one) => one.origin.request !== 'create' || one.state === 'notice');
  const remarks: VersionRemark[] = [
    ...(decision.remark === 'other_sender' ? (['other_sender'] as const) : []),
    ...(isOutdated || isOldDocument ? (['outdated'] as const) : []),
    ...(unknown.size > 0 && !isOutdated ? (['nothing_known'] as const) : []),
    ...(withdrawn.size > 0 && !isNotice ? (['values_withdrawn'] as const) : []),
  ];
  return {
    state: isOldDocument ? decision.state : isOutdated ? 'superseded' : isNotice ? 'notice' : 'current',
    remarks,
    built: built.map((one) => (outdated.has(one.id) ? inError(one) : one)),
    documents,
    results: replaced,
    isUnknownWithdrawal: isNotice && replaced.size === 0 && !isOutdated,
  };
}

function documentOf(
  made: Resource,
  origin: DocumentOrigin,
  { state, remarks }: Effect<Built>,
  documents: readonly { readonly document: FileResource; readonly state: VersionState | null }[],
): Resource {
  const related = documents.map(({ document, state: one }) => ({
    code: one === null ? ('appends' as const) : ('replaces' as const),
    document: document.resource,
  }));
  const written = withRemarks(withRelations(withOrigin(made, origin), related), remarks);
  const { docStatus: _cancelled, ...plain } = written;
  const stateful: JsonObject =
    state === 'current'
      ? plain
      : state === 'notice'
        ? { ...plain, docStatus: 'entered-in-error' }
        : withState(plain, state);
  return { ...stateful, resourceType: 'DocumentReference' };
}

function currentResults(file: PatientFile, versions: readonly StoredVersion[]): ReadonlySet<string> {
  return new Set(
    versions.flatMap(({ id }) => {
      const document = file.resource(id);
      if (document === null) return [];
      return resultsOfDocument(file, document).flatMap((one) => (isWithdrawnResult(one.resource) ? [] : [one.id]));
    }),
  );
}

/** Marks the Observations, and each report that has no current one left. The numbers keep their digits. */
function updatesOfResults(
  file: PatientFile,
  related: readonly StoredVersion[],
  results: ReadonlySet<string>,
): Change[] {
  // Two versions may name one result.
  const changes = new Map<string, Change>();
  const mark = (one: FileResource): void => {
    changes.set(one.id, update(one, statusText(one.text)));
  };
  for (const { id } of related) {
    const document = file.resource(id);
    if (document === null) continue;
    for (const { report, observations } of reportsOf(file, document)) {
      const touched = observations.filter((one) => results.has(one.id));
      if (touched.length === 0) continue;
      for (const one of touched) mark(one);
      const isLeft = observations.some((one) => !results.has(one.id) && !isWithdrawnResult(one.resource));
      if (!isLeft && report !== null) mark(report);
    }
  }
  return Array.from(changes.values());
}

function stated(document: FileResource, state: 'superseded' | 'withdrawn'): Resource {
  return { ...withState(document.resource, state), resourceType: 'DocumentReference' };
}

function update({ id, version }: FileResource, resource: Resource | string): Change {
  return { kind: 'update', id, resource, base: version };
}

function inError<Result extends Built>(one: Result): Result {
  return { ...one, text: statusText(one.text) };
}

function statusText(resource: string): string {
  return withMembers(resource, { status: '"entered-in-error"' });
}

function sentResults(built: readonly Built[]): SentResult[] {
  const read = built.map(({ id, text: json }) => ({ id, resource: JSON.parse(json) as JsonObject }));
  const numbers = new Map<string, string | null>();
  for (const { resource } of read) {
    if (!isResource(resource) || resource.resourceType !== 'DiagnosticReport') continue;
    for (const one of objects(resource['result'])) {
      numbers.set((text(one['reference']) ?? '').replace('Observation/', ''), numberOf(resource));
    }
  }
  return read.flatMap(({ id, resource }) =>
    resource['resourceType'] === 'Observation' ? [{ id, resource, number: numbers.get(id) ?? null }] : [],
  );
}
