import { isSameSentId, type DocumentOrigin, type SentId } from './document-origin.ts';
import type { VersionRemark, VersionState } from './version-state.ts';

/** A received document that the patient's file has. */
export interface StoredVersion {
  /** Record id. */
  readonly id: string;
  readonly origin: DocumentOrigin;
  readonly state: VersionState;
}

/** The effect of a received document on the versions in the file of the same patient. Nothing is destroyed. */
export interface VersionDecision {
  /** The state that the received document itself takes. */
  readonly state: Exclude<VersionState, 'removed'>;
  /** The versions that it replaces or, as a `notice`, withdraws. */
  readonly versions: readonly StoredVersion[];
  /** All versions of the same document and sender, whatever their state. */
  readonly related: readonly StoredVersion[];
  /** Those that are newer than it. */
  readonly newer: readonly StoredVersion[];
  readonly remark: VersionRemark | null;
}

/**
 * Decides what a received version replaces or withdraws. Only documents of the same sender count. A version is newer by
 * its number, else by the sender's time, else by its arrival; an equal number does not become current.
 *
 * @param stored versions in the file of the same patient, without the received one
 */
export function versionDecision(received: DocumentOrigin, stored: readonly StoredVersion[]): VersionDecision {
  const linked = stored.filter(({ origin, state }) => state !== 'removed' && isLinked(received, origin));
  const own = linked.filter(({ origin }) => received.sender !== '' && origin.sender === received.sender);
  const newer = own.filter(({ origin }) => isNewer(origin, received));
  const older = own.filter((one) => !newer.includes(one));
  const isOthers = linked.some(
    (one) => !own.includes(one) && (received.request !== 'create' || isGlobalLink(received, one.origin)),
  );
  const othersRemark = isOthers ? ('other_sender' as const) : null;
  if (received.request === 'cancel') {
    const versions = older.filter(({ state }) => state === 'current' || state === 'superseded');
    const isKnown = own.some(({ state }) => state !== 'notice');
    return {
      state: 'notice',
      versions,
      related: own,
      newer,
      remark: othersRemark ?? (isKnown ? null : 'nothing_known'),
    };
  }
  const versions = older.filter(({ state }) => state === 'current');
  if (newer.length === 0) return { state: 'current', versions, related: own, newer, remark: othersRemark };
  const isWithdrawn = newer.every(({ state }) => state === 'notice' || state === 'withdrawn');
  return { state: isWithdrawn ? 'withdrawn' : 'superseded', versions, related: own, newer, remark: 'outdated' };
}

/**
 * Compares two versions of one document by number, else by time.
 *
 * @returns negative if `one` is older, 0 for equal ones, null if nothing says it
 */
export function compareVersions(
  one: Pick<DocumentOrigin, 'version' | 'sentAt'>,
  other: Pick<DocumentOrigin, 'version' | 'sentAt'>,
): number | null {
  if (one.version !== null && other.version !== null) return one.version - other.version;
  const [left, right] = [Date.parse(one.sentAt ?? ''), Date.parse(other.sentAt ?? '')];
  return Number.isNaN(left) || Number.isNaN(right) ? null : left - right;
}

function isNewer(stored: DocumentOrigin, received: DocumentOrigin): boolean {
  if (names(received.replaces, stored.id) && !names(stored.replaces, received.id)) {
    // The sender says it, unless the numbers contradict it.
    return stored.version !== null && received.version !== null && stored.version >= received.version;
  }
  if (names(stored.replaces, received.id)) return true;
  const order = compareVersions(stored, received) ?? -1;
  if (order !== 0) return order > 0;
  const isNumbered = stored.version !== null && received.version !== null;
  return isNumbered && received.request !== 'cancel';
}

function isLinked(one: DocumentOrigin, other: DocumentOrigin): boolean {
  return (
    (one.id !== null && other.id !== null && isSameSentId(one.id, other.id)) ||
    one.sets.some((set) => names(other.sets, set)) ||
    [other.id, ...other.sets].some((id) => names(one.replaces, id)) ||
    [one.id, ...one.sets].some((id) => names(other.replaces, id))
  );
}

/** Numbers of two senders may be equal by chance; identifiers with a system are not. */
function isGlobalLink(one: DocumentOrigin, other: DocumentOrigin): boolean {
  const global = (ids: readonly SentId[]): SentId[] => ids.filter(({ system }) => system !== null);
  const all = ({ id, sets, replaces }: DocumentOrigin): SentId[] =>
    global([...(id === null ? [] : [id]), ...sets, ...replaces]);
  return all(one).some((id) => names(all(other), id));
}

function names(list: readonly SentId[], id: SentId | null): boolean {
  return id !== null && list.some((one) => isSameSentId(one, id));
}
