import { recordsLimits } from '@etanche/core-records-protocol';
import { toBase64url } from '@etanche/core-wire';
import type { Compartment, Resource } from '@etanche/records-fhir';
import { RecordsClientError } from '../records-client-error.ts';
import { checkResources } from '../data/check-resources.ts';
import type { DataContext } from '../data/data-context.ts';
import { DataError, untrusted, type DataErrorCode } from '../data/data-error.ts';
import type { FileResource } from '../data/file-resource.ts';
import { newId } from '../data/new-id.ts';
import { createResourceView, type ResourceView } from '../patients/resource-view.ts';
import { loadScope } from '../scope/load-scope.ts';
import type { ScopeState } from '../scope/scope-state.ts';
import { writeScope, type Draft, type WriteExtras } from '../scope/write-scope.ts';
import { isCancelled, isOfDay, ofPractitioner, requireOfDay } from './appointment.ts';
import { findDay, rememberDay, type DayName } from './day-scope.ts';

/**
 * An open day of a practitioner's agenda. Opening costs one unit of the agenda quota, unless the day has no entry yet.
 */
export type AgendaDay = DayName & {
  /** Appointments, including cancelled ones, sorted by start. */
  readonly entries: () => FileResource[];
  /** The scope and the number of writes up to what `entries` shows; null if the day has no entry yet. */
  readonly head: () => { readonly scope: string; readonly sequence: number } | null;
  readonly refresh: () => Promise<void>;
  /**
   * Writes an entry of this day.
   *
   * @param entry record id of the entry that it replaces; null for a new one
   * @param wanted record id of a new one
   * @returns its record id
   * @throws DataError `place_taken` if the place is not free
   */
  readonly put: (appointment: Resource, entry: string | null, wanted?: string, fit?: EntryFit) => Promise<string>;
  /** Newest version under a record id, also of a removed entry; 0 if the day never had it. */
  readonly version: (entry: string) => number;
  /** @param base version that was seen; without it, the newest one is removed */
  readonly remove: (entry: string, base?: number) => Promise<void>;
};

/** Condition on the state on which each attempt of a write is based. */
export type EntryFit = {
  /** Version that was edited; another one is a `conflict`. */
  readonly base?: number;
  /** Asked about all entries but the one that is written. */
  readonly isFree?: (others: readonly FileResource[]) => boolean;
  /** Whether a new entry of a list may go to a further page, which costs a unit. */
  readonly mayOverflow?: boolean;
};

/** Rules for the entries of one kind of scope. */
export type DayRules = {
  /** The entry as it is written. @throws DataError `invalid_resource` */
  readonly prepare: (entry: Resource) => Resource;
  readonly isValid: (entry: Resource) => boolean;
  /** Whether a new entry may take the place of this one when the scope is full. */
  readonly isReplaceable: (entry: Resource) => boolean;
  /** Entries that one compartment may have. */
  readonly most: Readonly<Record<Compartment, number>>;
  readonly full: DataErrorCode;
};

/** @throws DataError; RecordsClientError */
export function openDay(context: DataContext, day: DayName): Promise<AgendaDay> {
  return openEntries(context, day, {
    prepare(appointment) {
      const placed = ofPractitioner(appointment, day);
      requireOfDay(placed, day);
      return placed;
    },
    isValid: (appointment) => isOfDay(appointment, day),
    isReplaceable: isCancelled,
    most: { identity: recordsLimits.entriesPerAgendaDay, clinical: 0 },
    full: 'day_full',
  });
}

/** Opens the scope of a day by its rules. @throws DataError; RecordsClientError */
export async function openEntries(context: DataContext, day: DayName, rules: DayRules): Promise<AgendaDay> {
  const view = createResourceView();
  let state = await load(context, day, null, rules);

  /** Keeps the newer state of two concurrent calls. */
  const advance = (next: ScopeState | null): void => {
    if (next !== null && next.head.head.sequence >= (state?.head.head.sequence ?? 0)) state = next;
  };
  const drafts = async (draft: (at: ScopeState | null) => Draft, isFree?: EntryFit['isFree']): Promise<string> => {
    const made = draft(state);
    const requireFree = (at: ScopeState | null): void => {
      if (isFree === undefined || at === null) return;
      const others = view.all(at).filter((one) => one.id !== made.resource && rules.isValid(one.resource));
      if (!isFree(others)) throw new DataError('place_taken', 'the place on this day is no longer free');
    };
    const extras = { kind: 'agenda', requireFits: requireFree } as const;
    const writing = state === null ? begin(context, day, made, rules, extras) : add(context, state, made, extras);
    const outcome = await writing.catch((error: unknown) => {
      throw withEntry(error, made);
    });
    advance(outcome.state);
    if (outcome.ok) return made.resource;
    const current = view.one(outcome.state, made.resource);
    const yours = { kind: 'update', id: made.resource, resource: made.bytes } as const;
    const conflicts = [{ id: made.resource, base: made.base, current, yours }];
    throw new DataError('conflict', 'the entry was changed by another member', { conflicts });
  };

  return {
    ...day,
    entries() {
      context.states.requireUnlocked();
      return state === null
        ? []
        : view
            .all(state)
            .filter(({ resource }) => rules.isValid(resource))
            .sort(byStart);
    },
    head: () => (state === null ? null : { scope: state.scope, sequence: state.head.head.sequence }),
    async refresh() {
      advance(await load(context, day, state, rules));
    },
    version(entry) {
      context.states.requireUnlocked();
      return state?.current.get(entry)?.version ?? 0;
    },
    async put(appointment, entry, wanted, { base: seen, isFree } = {}) {
      const id = entry ?? wanted ?? newId(context);
      const [checked] = await checkResources(context.options, [rules.prepare(appointment)], [id]);
      if (checked === undefined) throw new RangeError('one resource is checked');
      const { compartment, bytes } = checked;
      if (!context.writable().includes(compartment))
        throw new DataError('not_entitled', `this role does not write the compartment ${compartment}`);
      return drafts((at) => {
        const target = entry === null ? freeEntry(at, view, id, compartment, rules) : id;
        const base = seen ?? at?.current.get(target)?.version ?? 0;
        return { resource: target, base, compartment, kind: 'resource', bytes };
      }, isFree);
    },
    async remove(entry, seen) {
      await drafts((at) => {
        const { version = 0, compartment = 'identity' } = at?.current.get(entry) ?? {};
        const base = seen ?? version;
        return { resource: entry, base, compartment, kind: 'deletion', bytes: new Uint8Array() };
      });
    },
  };
}

/**
 * The id of a new entry; in a full scope the id of a removed or replaceable entry of the compartment, because a scope
 * has at most 40 entries.
 */
function freeEntry(
  state: ScopeState | null,
  view: ResourceView,
  id: string,
  compartment: Compartment,
  { most, isReplaceable, isValid, full }: DayRules,
): string {
  if (state === null || state.current.has(id)) return id;
  const own = Array.from(state.current.values()).filter((entry) => entry.compartment === compartment);
  if (own.length < most[compartment] && state.current.size < recordsLimits.entriesPerAgendaDay) return id;
  const removed = Array.from(state.opened.values()).find(
    ({ kind, place }) => kind === 'deletion' && place.compartment === compartment,
  );
  const ended = view
    .all(state)
    .find((entry) => entry.compartment === compartment && (!isValid(entry.resource) || isReplaceable(entry.resource)));
  const free = removed?.place.resource ?? ended?.id;
  if (free === undefined) throw new DataError(full, `${own.length} entries of ${compartment}`);
  return free;
}

async function load(
  context: DataContext,
  day: DayName,
  known: ScopeState | null,
  rules: DayRules,
): Promise<ScopeState | null> {
  const scope = known?.scope ?? (await findDay(context, day));
  if (scope === null) return null;
  const state = await loadScope(context, { purpose: 'agenda', scope }, known);
  const view = createResourceView();
  // The scope of another day has no entry of this one. Some that are not are by a member: they hide nothing else.
  const entries = view.all(state);
  if (entries.length > 0 && !entries.some(({ resource }) => rules.isValid(resource)))
    throw untrusted('entries of another day');
  await rememberDay(context, day, scope);
  return state;
}

/** Creates the day's scope with its first entry. If another member created it first, adds the entry to that scope. */
async function begin(context: DataContext, day: DayName, draft: Draft, rules: DayRules, shared: WriteExtras) {
  const name = { purpose: 'agenda', scope: newId(context), element: undefined } as const;
  await context.keys.unlock(name);
  const erasure = Uint8Array.from(context.environment.random(32));
  const create = { ...day, purpose: 'agenda', erasure: toBase64url(erasure) } as const;
  const { practitioner, date } = day;
  const extras: WriteExtras = {
    ...shared,
    create: { purpose: create.purpose, erasure: create.erasure, practitioner, date },
  };
  try {
    const outcome = await writeScope(context, name, null, erasure, [draft], extras);
    await rememberDay(context, day, name.scope);
    return outcome;
  } catch (error) {
    context.keys.forget(name.scope);
    if (!(error instanceof RecordsClientError) || error.code !== 'conflict') throw error;
    const theirs = await load(context, day, null, rules);
    if (theirs === null) throw untrusted('no scope for a day whose creation conflicted');
    return add(context, theirs, draft, shared);
  }
}

async function add(context: DataContext, state: ScopeState, draft: Draft, extras: WriteExtras) {
  await context.keys.unlock(state);
  return writeScope(context, state, state, state.erasure, [draft], extras);
}

/** Adds the change to an `uncertain` error, so that the caller can repeat it without a second entry. */
function withEntry(error: unknown, { resource: id, bytes }: Draft): unknown {
  if (!(error instanceof DataError) || error.code !== 'uncertain') return error;
  const changes = [
    bytes.length === 0 ? ({ kind: 'delete', id } as const) : ({ kind: 'create', id, resource: bytes } as const),
  ];
  const { cause, reason } = error;
  return new DataError('uncertain', error.message, { cause, changes, ...(reason === undefined ? {} : { reason }) });
}

function byStart(one: FileResource, other: FileResource): number {
  return startOf(one).localeCompare(startOf(other));
}

function startOf({ resource: { start } }: FileResource): string {
  return typeof start === 'string' ? start : '';
}
