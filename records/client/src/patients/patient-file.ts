import {
  cardOf,
  readPatient,
  type Card,
  type IdentityEvent,
  type PatientTraits,
  type Resource,
} from '@etanche/records-fhir';
import type { Bytes } from '@etanche/core-wire';
import { storeAttachment, type AttachOptions, type NewAttachment } from '../attachments/attachment.ts';
import { readDeposit, sealToDoctors } from '../attachments/deposit.ts';
import { exactText } from '../attachments/exact-text.ts';
import { readAttachment } from '../attachments/read-attachment.ts';
import { abortable, type CallOptions } from '../data/abortable.ts';
import type { Change } from '../data/change.ts';
import type { DataContext } from '../data/data-context.ts';
import { DataError } from '../data/data-error.ts';
import type { FileResource } from '../data/file-resource.ts';
import { loadScope } from '../scope/load-scope.ts';
import { changedBetween, type ScopeState } from '../scope/scope-state.ts';
import { readAccesses, type Access } from './accesses.ts';
import { changedIdentity } from './change-identity.ts';
import { destroyResource, restoreResource } from './destroy-resource.ts';
import { markedIn } from './marked-in.ts';
import { readHistory, type PastVersion } from './history.ts';
import { patientOf } from './patient-facts.ts';
import { fileNames, type FileNames } from './resolve-names.ts';
import { createResourceView } from './resource-view.ts';
import { writeChanges, type WriteRules } from './write-changes.ts';

/**
 * An open patient's file. All its data were verified (docs/protocol.md 8.3). It excludes the resources that a secretary
 * may not open; `withheld` is their number. All methods throw DataError or RecordsClientError.
 */
export type PatientFile = {
  readonly scope: string;
  /** Number of writes to the file, up to the state that `resources` shows. */
  sequence(): number;
  resources(): FileResource[];
  resource(id: string): FileResource | null;
  /** The Patient, its traits, and the card that a search shows. */
  patient(): { readonly resource: FileResource; readonly traits: PatientTraits; readonly card: Card };
  withheld(): number;
  /**
   * The full URLs of a resource in the sources of imports. For the Patient they include those of earlier Patients that
   * it replaced.
   *
   * @param id record id
   */
  fullUrls(id: string): readonly string[];
  /**
   * Resolves a reference in `from`: by full URL, `urn:uuid:`, type and id, or identifier
   * (`Practitioner?identifier=system|value`), ignoring the version. The result is empty for a reference out of the file
   * or into `from` itself (`#contained`), and has several resources if a source used one name twice.
   */
  resolve(reference: string, from: FileResource): readonly FileResource[];
  /** All versions of a resource, newest first, verified as a chain of hashes. */
  history(id: string): Promise<readonly PastVersion[]>;
  /**
   * Destroys the content of all versions of a resource that does not belong in this file, for doctors. Its hash stays
   * as proof that it was there. For seven days nobody reads the content, and a doctor can restore it; then it is gone.
   *
   * @throws DataError `not_entitled`; RecordsClientError `limit_reached` for more than 20 in a day of a practice
   */
  destroy(id: string): Promise<void>;
  /** Restores a destroyed resource within the seven days. @throws RecordsClientError `not_found` afterwards */
  restore(id: string): Promise<void>;
  /** Record ids of destroyed resources. */
  destroyed(): readonly string[];
  /** Record ids of resources whose current version a repair found lost; their histories have what is left. */
  lost(): readonly string[];
  accesses(before?: number): Promise<{ readonly accesses: readonly Access[]; readonly next: number | null }>;
  /**
   * Writes all changes in one transaction or none. Changes by other members to other resources are merged. For changes
   * to the same resources it throws `conflict` with their versions, which the file then shows.
   *
   * An aborted write was not sent, or throws `uncertain`.
   *
   * @returns the record id of each change's resource, in order
   */
  write(changes: readonly Change[], options?: CallOptions): Promise<readonly string[]>;
  /** Reads the changes by other members. @returns the record ids of changed resources */
  refresh(): Promise<readonly string[]>;
  /**
   * Seals and stores a binary, and writes the resource that refers to it, with further changes. An aborted call was not
   * written, or throws `uncertain`.
   *
   * @returns the resource's record id
   */
  attach(attachment: NewAttachment, options?: AttachOptions): Promise<string>;
  readAttachment(binary: string): Promise<ReadableStream<Uint8Array>>;
  /**
   * Stores a document that only doctors open, for them to file; `resource` builds its reference (`buildDeposit`).
   *
   * @returns the record id of the reference
   */
  deposit(content: Bytes, resource: NewAttachment['resource'], options?: DepositOptions): Promise<string>;
  readDeposit(binary: string): Promise<Bytes>;
  /** The text of a resource, with the large data of an import that are stored separately (docs/protocol.md 8.6). */
  exactText(resource: FileResource): Promise<string>;
  /** The Patient as `changeIdentity` would write it. @throws DataError `identity_refused` */
  identityAfter(
    patient: Resource,
    event: IdentityEvent,
    corrected?: Partial<Omit<PatientTraits, 'reliability'>>,
  ): Resource;
  /** Changes the identity's status and flags by the national rules. `corrected` are new traits of the event. */
  changeIdentity(event: IdentityEvent, corrected?: Partial<Omit<PatientTraits, 'reliability'>>): Promise<void>;
};

type DepositOptions = AttachOptions & Pick<NewAttachment, 'id'>;

/** The internal handle of a file, for functions outside it. */
export type FileHandle = {
  readonly file: PatientFile;
  readonly refresh: () => Promise<readonly string[]>;
  readonly state: () => ScopeState;
  readonly writeAs: (changes: readonly Change[], rules: WriteRules) => Promise<readonly string[]>;
};

const plainEdit: WriteRules = { kind: 'edit', binaries: [], reliabilityChecked: false };

export function createFileHandle(context: DataContext, first: ScopeState): FileHandle {
  const view = createResourceView();
  let state = first;
  const now = (): ScopeState => {
    context.states.requireUnlocked();
    return state;
  };
  /** Keeps the newer state of two concurrent calls. */
  const advance = (next: ScopeState): void => {
    if (next.head.head.sequence >= state.head.head.sequence) state = next;
  };
  const refresh = async (): Promise<readonly string[]> => {
    const before = state;
    advance(await loadScope(context, before, before));
    return Array.from(changedBetween(before, state));
  };
  const writeAs = async (
    changes: readonly Change[],
    rules: WriteRules,
    signal?: AbortSignal,
  ): Promise<readonly string[]> => {
    signal?.throwIfAborted();
    try {
      const written = await writeChanges(abortable(context, signal), view, state, changes, rules);
      advance(written.state);
      return written.ids;
    } catch (error) {
      // The file shows the versions in conflict.
      if (error instanceof DataError && error.code === 'conflict') await refresh();
      throw error;
    }
  };
  let named: { readonly of: ScopeState; readonly names: FileNames } | null = null;
  const names = (): FileNames => {
    const of = now();
    if (named?.of !== of) named = { of, names: fileNames(of, view.all(of)) };
    return named.names;
  };
  const attach: PatientFile['attach'] = async (attachment, { signal, alongside = [], fits, onSealed } = {}) => {
    const stored = await storeAttachment(abortable(context, signal), state, attachment, onSealed);
    const named = attachment.id === undefined ? {} : { id: attachment.id };
    const changes = [{ kind: 'create', resource: stored.resource, ...named } as const, ...alongside];
    const [id = ''] = await writeAs(
      changes,
      { ...plainEdit, binaries: [stored.binary], ...(fits !== undefined && { fits }) },
      signal,
    );
    return id;
  };
  patientOf(view, state);
  const file: PatientFile = {
    scope: first.scope,
    sequence: () => now().head.head.sequence,
    resources: () => view.all(now()),
    resource: (id) => view.one(now(), id),
    patient() {
      const resource = patientOf(view, now());
      const traits = readPatient(resource.resource);
      return { resource, traits, card: cardOf(traits) };
    },
    withheld: () =>
      Array.from(now().current.values()).filter(({ located, mark }) => located === null && mark === undefined).length,
    fullUrls: (id) => names().fullUrls(id),
    resolve: (reference, from) => names().resolve(reference, from),
    // A newer state stays unread: a file that takes it here no longer differs from the server's, and those who follow
    // the file would not hear of the change.
    history: (id) => readHistory(context, state, id),
    async destroy(id) {
      advance(await destroyResource(context, now(), id));
    },
    async restore(id) {
      advance(await restoreResource(context, now().scope, id));
    },
    destroyed: () => markedIn(now(), 'destroyed'),
    lost: () => markedIn(now(), 'lost'),
    accesses: (before) => readAccesses(context, state, before),
    write: (changes, { signal } = {}) => writeAs(changes, plainEdit, signal),
    refresh,
    attach,
    readAttachment: (binary) => readAttachment(context, state, binary),
    async deposit(content, resource, { id, ...options } = {}) {
      const sealed = await sealToDoctors(context, first.scope, content);
      const named = id === undefined ? {} : { id };
      return attach({ content: sealed, contentType: 'application/octet-stream', resource, ...named }, options);
    },
    readDeposit: (binary) => readDeposit(context, state, binary),
    exactText: (resource) => exactText(context, now(), resource),
    identityAfter: (patient, event, corrected = {}) => changedIdentity(context, patient, event, corrected),
    async changeIdentity(event, corrected = {}) {
      const { id, version, resource } = patientOf(view, state);
      const changed = changedIdentity(context, resource, event, corrected);
      const change = { kind: 'update', id, base: version, resource: changed } as const;
      await writeAs([change], { ...plainEdit, reliabilityChecked: true });
    },
  };
  return { file, refresh, state: () => state, writeAs };
}
