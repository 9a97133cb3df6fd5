import { recordsLimits, settingsScope } from '@etanche/core-records-protocol';
import type { OpenedVersion } from '@etanche/core-sealing';
import { joinFields, labels, sha256, toBase64url, toRecordId, utf8 } from '@etanche/core-wire';
import { RecordsClientError } from '../records-client-error.ts';
import type { DataContext } from '../data/data-context.ts';
import { DataError, untrusted } from '../data/data-error.ts';
import { newId } from '../data/new-id.ts';
import { readHistory } from '../patients/history.ts';
import { loadScope, loadScopeIfStored } from '../scope/load-scope.ts';
import type { ScopeState } from '../scope/scope-state.ts';
import { writeScope, type Draft } from '../scope/write-scope.ts';
import { requireSettings, settingsIssues } from './check-document.ts';
import {
  mostDocuments,
  mostParts,
  type DocumentName,
  type InteractionsDocument,
  type SettingsDocument,
} from './documents.ts';
import { writersOf } from './writers.ts';

/** One document of the settings. `author` is the member who wrote this version, `time` in ms since 1970. */
export type SettingsEntry = {
  readonly id: string;
  readonly version: number;
  readonly author: string;
  readonly time: number;
  readonly content: SettingsDocument;
};

/** An earlier version of a document; `content` is null for a deletion. */
export type PastSettings = Omit<SettingsEntry, 'id' | 'content'> & { readonly content: SettingsDocument | null };

/**
 * The settings of a practice: sealed documents without patient data, which every member reads (docs/protocol.md 7.9).
 * All methods throw DataError or RecordsClientError.
 */
export type Settings = {
  /** In the order of the ids; empty before the first write. */
  entries(): readonly SettingsEntry[];
  /**
   * Number of documents that are not shown: malformed, by a member whose role may not write them, or a part of a
   * thesaurus under another id than its own.
   */
  rejected(): number;
  /**
   * Writes a document.
   *
   * @param base the entry that it replaces; null for a new one
   * @returns its id
   * @throws DataError `invalid_resource` with the codes of `settingsIssues`, `not_entitled`, `too_large`, `conflict` if
   *   another member changed the same document first
   */
  put(content: SettingsDocument, base: Pick<SettingsEntry, 'id' | 'version'> | null): Promise<string>;
  remove(entry: Pick<SettingsEntry, 'id' | 'version' | 'content'>): Promise<void>;
  /**
   * Writes the parts of a thesaurus and deletes every other part, in one transaction: the earlier thesaurus is in use
   * until the new one is complete. No parts remove it.
   *
   * @throws DataError as `put`; in `issues`, `place` is the position of the part
   */
  putInteractions(parts: readonly InteractionsDocument[]): Promise<void>;
  /** All versions of a document, newest first. */
  history(id: string): Promise<readonly PastSettings[]>;
  /** The state that is open; null before the first write. */
  head(): { readonly scope: string; readonly sequence: number } | null;
  /** Reads the changes by other members. */
  refresh(): Promise<void>;
};

/** Opens the settings. It costs no unit. @throws DataError; RecordsClientError `no_grant` */
export async function openSettings(context: DataContext): Promise<Settings> {
  const scope = settingsScope(context.practice.id);
  const name = { purpose: 'settings', scope, element: undefined } as const;
  let state: ScopeState | null = await loadScopeIfStored(context, name);
  let shown = await read(context, state);
  const advance = async (next: ScopeState | null): Promise<void> => {
    // A refresh may end after a write that began later.
    if ((next?.head.head.sequence ?? 0) < (state?.head.head.sequence ?? 0)) return;
    state = next;
    const content = await read(context, next);
    if (state === next) shown = content;
  };

  const write = async (drafts: readonly Draft[]): Promise<void> => {
    const { states, keys, environment } = context;
    states.requireUnlocked();
    await keys.unlock(name);
    const before = state ?? (await loadScopeIfStored(context, name));
    const erasure = before?.erasure ?? Uint8Array.from(environment.random(32));
    const create = { purpose: 'settings', erasure: toBase64url(erasure) } as const;
    const extras = before === null ? ({ kind: 'settings', create } as const) : ({ kind: 'settings' } as const);
    try {
      const outcome = await writeScope(context, name, before, erasure, drafts, extras);
      await advance(outcome.state);
      if (!outcome.ok) throw new DataError('conflict', 'the settings were changed by another member');
    } catch (error) {
      const isFirst = before === null && error instanceof RecordsClientError && error.code === 'conflict';
      if (!isFirst) throw error;
      // Another member wrote the first document.
      keys.forget(scope);
      await advance(await loadScope(context, name, null));
      await write(drafts);
    }
  };

  return {
    entries: () => {
      context.states.requireUnlocked();
      return shown.entries;
    },
    rejected: () => shown.rejected,
    async put(content, base) {
      requireSettings(content);
      requireWriter(context, content.document);
      const id = base?.id ?? idOf(context, content);
      if (base === null) requireRoom(shown.entries, state, content.document);
      await write([resourceDraft(id, base?.version ?? deletedVersion(state, id), content)]);
      return id;
    },
    async remove({ id, version, content }) {
      requireWriter(context, content.document);
      await write([deletionDraft(id, version)]);
    },
    async putInteractions(parts) {
      requireSettings(...parts);
      requireWriter(context, 'interactions');
      const drafts = partDrafts(context, state, parts);
      const added = drafts.filter(({ base }) => base === 0).length;
      requireDocuments(state, added);
      if (drafts.length > 0) await write(drafts);
    },
    async history(id) {
      if (state === null) return [];
      return (await readHistory(context, state, id)).map(({ resource, ...version }) => ({
        ...version,
        content: resource === null ? null : parse(resource.bytes),
      }));
    },
    head: () => (state === null ? null : { scope: state.scope, sequence: state.head.head.sequence }),
    async refresh() {
      await advance(state === null ? await loadScopeIfStored(context, name) : await loadScope(context, state, state));
    },
  };
}

type Shown = { readonly entries: readonly SettingsEntry[]; readonly rejected: number };

async function read(context: DataContext, state: ScopeState | null): Promise<Shown> {
  const { chain } = await context.practice.state();
  const entries: SettingsEntry[] = [];
  let rejected = 0;
  for (const version of state?.opened.values() ?? []) {
    if (version.kind === 'deletion') continue;
    const content = version.kind === 'resource' ? parse(version.bytes) : null;
    const roles = chain.members.get(version.place.author)?.periods.flatMap((period) => period.roles) ?? [];
    if (content === null || !writersOf[content.document].some((role) => roles.includes(role))) {
      rejected += 1;
      continue;
    }
    const isPlaced = !hasOwnId(content) || version.place.resource === idOf(context, content);
    if (!isPlaced && isSingle(content.document)) throw untrusted('a second document of which a practice has one');
    if (!isPlaced) {
      rejected += 1;
      continue;
    }
    entries.push(entryOf(version, content));
  }
  return { entries, rejected };
}

function entryOf({ place: { resource: id, version, author, time } }: OpenedVersion, content: SettingsDocument) {
  return { id, version, author, time, content };
}

function parse(bytes: Uint8Array): SettingsDocument | null {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return settingsIssues(value).length === 0 ? (value as SettingsDocument) : null;
  } catch {
    return null;
  }
}

function isSingle(name: DocumentName): boolean {
  return mostDocuments[name] === 1;
}

function hasOwnId(content: SettingsDocument): boolean {
  return content.document === 'interactions' || isSingle(content.document);
}

/**
 * A single document and a part of a thesaurus have ids of their own, so that two first writes of them are in conflict.
 */
function idOf(context: Pick<DataContext, 'practice' | 'environment'>, content: SettingsDocument): string {
  if (content.document === 'interactions') return partId(context, content.part);
  if (!isSingle(content.document)) return newId(context);
  return derivedId(context, content.document);
}

function partId(context: Pick<DataContext, 'practice'>, part: number): string {
  return derivedId(context, 'interactions', part.toString());
}

function derivedId({ practice }: Pick<DataContext, 'practice'>, ...names: readonly string[]): string {
  return toRecordId(sha256(joinFields(labels.settingsDocument, practice.id, ...names)).subarray(0, 16));
}

function resourceDraft(resource: string, base: number, content: SettingsDocument): Draft {
  const bytes = utf8(JSON.stringify(content));
  return { resource, base, compartment: 'settings', kind: 'resource', bytes };
}

function deletionDraft(resource: string, base: number): Draft {
  return { resource, base, compartment: 'settings', kind: 'deletion', bytes: new Uint8Array() };
}

/** A write of each part, and a deletion of each other one that is stored. */
function partDrafts(
  context: DataContext,
  state: ScopeState | null,
  parts: readonly InteractionsDocument[],
): readonly Draft[] {
  const byPart = new Map(parts.map((part) => [part.part, part]));
  if (byPart.size !== parts.length) {
    const issues = [{ place: 0, path: '$.part', code: 'code_twice' }];
    throw new DataError('invalid_resource', 'a thesaurus has a part twice', { issues });
  }
  return Array.from({ length: mostParts }, (_, i) => i + 1).flatMap((part) => {
    const id = partId(context, part);
    const stored = state?.opened.get(id);
    const version = stored?.place.version ?? 0;
    const content = byPart.get(part);
    if (content !== undefined) return [resourceDraft(id, version, content)];
    return stored === undefined || stored.kind === 'deletion' ? [] : [deletionDraft(id, version)];
  });
}

/** A single document that was removed is written again as its next version. */
function deletedVersion(state: ScopeState | null, id: string): number {
  const opened = state?.opened.get(id);
  return opened?.kind === 'deletion' ? opened.place.version : 0;
}

function requireWriter({ practice }: Pick<DataContext, 'practice'>, name: DocumentName): void {
  const roles = practice.roles();
  if (writersOf[name].some((role) => roles.includes(role))) return;
  throw new DataError('not_entitled', `this role does not write ${name}`);
}

function requireRoom(entries: readonly SettingsEntry[], state: ScopeState | null, name: DocumentName): void {
  const most = mostDocuments[name];
  const count = entries.filter(({ content }) => content.document === name).length;
  if (most > 1 && count >= most) throw new DataError('too_large', `a practice has at most ${most} of ${name}`);
  requireDocuments(state, 1);
}

function requireDocuments(state: ScopeState | null, added: number): void {
  if ((state?.current.size ?? 0) + added > recordsLimits.settingsPerPractice) {
    throw new DataError('too_large', `a practice has at most ${recordsLimits.settingsPerPractice} documents`);
  }
}
