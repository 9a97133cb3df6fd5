import { compartments, type Compartment } from '@etanche/core-records-protocol';
import { encodeNames, parseNames, type OpenedVersion } from '@etanche/core-sealing';
import { equalBytes, fromUtf8, labels, sha256, toBase64url, toRecordId, utf8 } from '@etanche/core-wire';
import { buildDocument, compartmentOf, objects, parseResource, text, type Resource } from '@etanche/records-fhir';
import { storeAttachment } from '../attachments/attachment.ts';
import { storeBinary } from '../attachments/store-data.ts';
import { checkResources } from '../data/check-resources.ts';
import type { DataContext } from '../data/data-context.ts';
import { DataError, untrusted } from '../data/data-error.ts';
import { markFiled } from '../exchange/mailbox.ts';
import { createKeyedHash, type KeyedHash } from '../import/record-ids.ts';
import { createPatient } from '../patients/create-patient.ts';
import { draftBatches } from '../patients/draft-batches.ts';
import type { FileHandle, PatientFile } from '../patients/patient-file.ts';
import { requireRoom } from '../patients/require-room.ts';
import type { ScopeState } from '../scope/scope-state.ts';
import { writeScope, type Draft } from '../scope/write-scope.ts';
import { requireProofFits } from './archive.ts';
import { filedBytes, filedList, type FiledVersion } from './filed-versions.ts';
import { namedBinaries } from './named-binaries.ts';
import { archiveType } from './seal-transfer.ts';
import type { OpenedTransfer } from './open-transfer.ts';
import { isOriginName, originLists } from './origin-names.ts';
import {
  planTransfer,
  transferId,
  type PlannedVersion,
  type TransferConflict,
  type TransferCounts,
} from './plan-transfer.ts';
import { transferredPatient, type TransferredPatient } from './transferred-patient.ts';

/** How a transfer is filed. `target`: the patient's own file; null for a new one. `at`: FHIR instant. */
export type TransferFiling = {
  readonly target: PatientFile | null;
  readonly by: string;
  readonly at: string;
  /** Elements that are written, of those that are new or changed. */
  readonly onProgress?: (done: number, of: number) => void;
};

type Files = {
  readonly open: (scope: string) => Promise<PatientFile>;
  readonly handleOf: (file: PatientFile) => FileHandle;
};

/** The patient's file here, and what the transfer changed in it. */
export type FiledTransfer = {
  readonly file: PatientFile;
  readonly counts: TransferCounts;
  readonly conflicts: readonly TransferConflict[];
};

/**
 * Files a transferred patient: the current resources with their exact texts, written by this doctor, the attachments,
 * and as a document the archive's heads and versions, which prove the authors and all earlier versions. After an
 * earlier transfer of the same file, a change is a further version, or a resource of its own if the first one was
 * edited here. The same call again writes nothing twice and completes what an earlier one did not reach.
 *
 * @throws DataError `too_large`, or `could_not_check` for a file without exactly one Patient, before anything is
 *   written; `conflict` if a member edits one of the resources at the same moment, after which the same call is
 *   repeated; RecordsClientError
 */
export async function fileTransfer(
  context: DataContext,
  files: Files,
  transfer: OpenedTransfer,
  { target, by, at, onProgress }: TransferFiling,
): Promise<FiledTransfer> {
  requireProofFits(transfer.proof.size);
  const theirs = transferredPatient(transfer.file);
  const keyed = await createKeyedHash(context.secrets.indexSecret());
  const file = target ?? (await files.open(await createFile(context, keyed, transfer, theirs)));
  const handle = files.handleOf(file);
  const ids = await idsOf(keyed, file.scope, transfer);
  const patientId = text(file.patient().resource.resource['id']) ?? file.scope;
  const renamed = { from: theirs.resource['id'], to: patientId };
  await handle.refresh();
  const state = handle.state();
  const patient = { theirs: theirs.version.place.resource, here: file.patient().resource.id };
  const { counts, conflicts, ...plan } = await planTransfer(keyed, state, transfer, ids, patient);
  const planned = plan.planned.map(placed);
  const written = planned.filter(({ here }) => here !== patient.here);
  requireRoom(new Set([...state.current.keys(), ...ids.values(), ...written.map(({ here }) => here)]).size + 1);
  const stored = await storeBinaries(context, handle, transfer, written);
  // The origins first: an interruption leaves no resource whose references are resolved among those of the file.
  const drafts = await originDrafts(keyed, file.scope, transfer, written);
  for (const version of transfer.file.current) {
    if (version.kind === 'names') drafts.push(...namesDraft(state, version, ids));
  }
  for (const each of written) drafts.push(await resourceDraft(context, each, renamed, stored));
  let done = 0;
  for (const batch of await withFiled(keyed, file.scope, transfer, planned, drafts)) {
    onProgress?.(done, written.length);
    await handle.refresh();
    const before = handle.state();
    // The id of a list is that of its content: an interrupted call, of a colleague too, has written it.
    const isKnown = ({ kind, base, resource }: Draft) => kind === 'names' && base === 0 && before.current.has(resource);
    const fresh = batch.filter((draft) => !isKnown(draft));
    const outcome = await writeScope(context, before, before, before.erasure, fresh, { kind: 'edit' });
    if (!outcome.ok) throw new DataError('conflict', 'a member edited a transferred resource at the same moment');
    done += batch.filter(({ kind }) => kind === 'resource').length;
  }
  onProgress?.(done, written.length);
  await handle.refresh();
  await attachProof(keyed, file, transfer, { by, at });
  for (const received of transfer.received) await markFiled(context, received);
  return { file, counts, conflicts };
}

/** A planned version, parsed once for all that is written of it. */
type PlacedVersion = PlannedVersion & { readonly resource: Resource; readonly compartment: Compartment };

function placed(each: PlannedVersion): PlacedVersion {
  const { bytes } = each.version;
  const { resource } = parseResource(bytes, { bytes: bytes.length, depth: 64 });
  return { ...each, resource, compartment: compartmentOf(resource) };
}

/** The drafts of each write, with lists of the planned versions in it. The last one has what no draft writes. */
async function withFiled(
  keyed: KeyedHash,
  scope: string,
  transfer: OpenedTransfer,
  planned: readonly PlacedVersion[],
  drafts: readonly Draft[],
): Promise<Draft[][]> {
  const batches = draftBatches(drafts, { drafts: compartments.length, bytesPerDraft: filedBytes });
  if (batches.length === 0 && planned.length > 0) batches.push([]);
  const drafted = new Set(drafts.map(({ resource }) => resource));
  const listed: Draft[][] = [];
  for (const [i, batch] of batches.entries()) {
    const own = new Set(batch.map(({ resource }) => resource));
    const isIn = ({ here }: PlacedVersion) => own.has(here) || (i === batches.length - 1 && !drafted.has(here));
    const lists = Map.groupBy(planned.filter(isIn), ({ compartment }) => compartment);
    const all = [...batch];
    for (const [compartment, versions] of lists) {
      const bytes = filedList(
        transfer.header,
        versions.map((each) => filedVersion(transfer, each)),
      );
      const id = await keyed(16, labels.transferredFile, scope, transfer.header.practice, 'filed', sha256(bytes));
      all.push({ resource: toRecordId(id), base: 0, kind: 'names', compartment, bytes });
    }
    listed.push(all);
  }
  return listed;
}

function filedVersion(transfer: OpenedTransfer, { version, here, base, outcome }: PlannedVersion): FiledVersion {
  const { resource: theirs, version: number } = version.place;
  const of = { theirs, version: number, hash: toBase64url(version.hash), transfer: transferId(transfer) };
  return { ...of, outcome, here, written: base + 1 };
}

/**
 * Creates the file of the patient, once for each transferred one. The Patient is part of its name: a sender who sends
 * the same scope with another Patient does not reach the first one's file.
 *
 * @returns its scope
 */
async function createFile(
  context: DataContext,
  keyed: KeyedHash,
  { header }: OpenedTransfer,
  { version }: TransferredPatient,
): Promise<string> {
  const { practice, scope: theirs } = header;
  const scope = toRecordId(await keyed(16, labels.transferredFile, practice, theirs, sha256(version.bytes)));
  const ids = [await recordId(keyed, scope, practice, version.place.resource)];
  await createPatient(context, { patient: version.bytes, others: [], kind: 'create', scope, ids });
  return scope;
}

async function recordId(keyed: KeyedHash, scope: string, practice: string, theirs: string): Promise<string> {
  return toRecordId(await keyed(16, labels.transferredFile, scope, practice, theirs));
}

/** The record ids here of the records there. */
async function idsOf(keyed: KeyedHash, scope: string, { file, header }: OpenedTransfer): Promise<Map<string, string>> {
  const ids = new Map<string, string>();
  for (const { place } of file.current) {
    ids.set(place.resource, await recordId(keyed, scope, header.practice, place.resource));
  }
  return ids;
}

/** A binary that was stored here, and the secret of stored data. */
type StoredBinary = { readonly binary: string; readonly secret?: string };

/** Stores the binaries of the resources that are written. */
async function storeBinaries(
  context: DataContext,
  handle: FileHandle,
  transfer: OpenedTransfer,
  written: readonly PlacedVersion[],
): Promise<Map<string, StoredBinary>> {
  const wanted = new Map<string, Resource>();
  for (const { version, resource } of written) {
    for (const binary of namedBinaries(version)) wanted.set(binary, resource);
  }
  const stored = new Map<string, StoredBinary>();
  if (wanted.size === 0) return stored;
  for await (const { binary, kind, content } of transfer.binaries()) {
    const resource = wanted.get(binary);
    if (resource === undefined) continue;
    const { scope } = handle.state();
    if (kind === 'stored') {
      stored.set(binary, await storeBinary(context, scope, compartmentOf(resource), content.stream()));
    } else {
      const fresh = { content, contentType: 'application/octet-stream', resource: () => resource };
      stored.set(binary, { binary: (await storeAttachment(context, handle.state(), fresh)).binary });
    }
  }
  if (stored.size < wanted.size) throw untrusted('a file without one of its attachments');
  return stored;
}

async function resourceDraft(
  context: DataContext,
  { version, here: id, base }: PlannedVersion,
  renamed: { readonly from: unknown; readonly to: string },
  stored: ReadonlyMap<string, StoredBinary>,
): Promise<Draft> {
  const names: string[] = [];
  const placed = fromUtf8(version.bytes).replace(
    /"Binary\/([a-z2-7]{26})(?:#[A-Za-z0-9_-]{43})?"/g,
    (whole, binary: string) => {
      const here = stored.get(binary);
      if (here === undefined) return whole;
      names.push(here.binary);
      return `"Binary/${here.binary}${here.secret === undefined ? '' : `#${here.secret}`}"`;
    },
  );
  const content =
    typeof renamed.from === 'string' && renamed.from !== renamed.to
      ? placed.replaceAll(`"Patient/${renamed.from}"`, `"Patient/${renamed.to}"`)
      : placed;
  // An escaped text would name a binary that the file had before.
  if (binariesIn(JSON.parse(content)).some((binary) => !names.includes(binary)))
    throw untrusted('a resource that names a binary in another spelling');
  const [checked] = await checkResources(context.options, [content], [id]);
  if (checked === undefined) throw new RangeError('a checked resource');
  return {
    ...{ resource: id, base, kind: 'resource', compartment: checked.compartment },
    ...{ bytes: utf8(content), binaries: names },
  };
}

/** Record ids of the binaries that the texts in a JSON value name. */
function binariesIn(value: unknown): string[] {
  if (typeof value === 'string') return /^Binary\/([a-z2-7]{26})(?:#|$)/.exec(value)?.slice(1) ?? [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(binariesIn);
}

/** Lists that say from which practice the resources came. */
async function originDrafts(
  keyed: KeyedHash,
  scope: string,
  { file, header }: OpenedTransfer,
  written: readonly PlacedVersion[],
): Promise<Draft[]> {
  const drafts: Draft[] = [];
  for (const [compartment, versions] of Map.groupBy(written, (each) => each.compartment)) {
    const resources = versions.map(({ version, here }) => ({ theirs: version.place.resource, here }));
    for (const bytes of originLists(header.practice, file.current, resources)) {
      const name = ['origins', compartment, sha256(bytes)];
      const resource = toRecordId(await keyed(16, labels.transferredFile, scope, header.practice, ...name));
      drafts.push({ resource, base: 0, kind: 'names', compartment, bytes });
    }
  }
  return drafts;
}

/** Full URLs of resources, under their record ids here. Nobody edits them here. */
function namesDraft(
  { current, opened }: Pick<ScopeState, 'current' | 'opened'>,
  { bytes, place }: OpenedVersion,
  ids: ReadonlyMap<string, string>,
): Draft[] {
  const names = parseNames(bytes).names.flatMap(({ fullUrl, resource }) => {
    const here = ids.get(resource);
    // Its sender gives no resource another origin.
    return here === undefined || isOriginName(fullUrl) ? [] : [{ fullUrl, resource: here }];
  });
  if (names.length === 0) return [];
  const { compartment } = place;
  const resource = ids.get(place.resource) ?? '';
  const draft = { resource, kind: 'names', compartment, bytes: encodeNames({ names }) } as const;
  const known = opened.get(resource);
  if (known !== undefined && equalBytes(known.bytes, draft.bytes)) return [];
  return [{ ...draft, base: current.get(resource)?.version ?? 0 }];
}

const proofSystem = 'urn:etanche:v1:transferred-file';

/** Keeps the heads, authors and all versions as a document of the file, once. */
async function attachProof(
  keyed: KeyedHash,
  file: PatientFile,
  { header, sender, proof }: OpenedTransfer,
  { by, at }: Pick<TransferFiling, 'by' | 'at'>,
): Promise<void> {
  const value = toRecordId(await keyed(16, labels.transferredFile, 'proof', header.head));
  const isProof = ({ resource }: { readonly resource: Resource }): boolean =>
    objects(resource['identifier']).some((each) => each['system'] === proofSystem && each['value'] === value);
  if (file.resources().some(isProof)) return;
  const facts = {
    title: `Dossier reçu : ${sender.entry.name}`.slice(0, 120),
    kind: 'other',
    date: at.slice(0, 10),
  } as const;
  const patient = `Patient/${text(file.patient().resource.resource['id']) ?? file.scope}`;
  await file.attach({
    ...{ content: proof, contentType: archiveType },
    resource: (attachment): Resource => ({
      ...buildDocument(facts, attachment, null, { patient, author: by, at }),
      resourceType: 'DocumentReference',
      identifier: [{ system: proofSystem, value }],
    }),
  });
}
