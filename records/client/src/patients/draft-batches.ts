import { recordsLimits } from '@etanche/core-records-protocol';
import type { Draft } from '../scope/write-scope.ts';

/** Incompressible content grows by up to half in its size class, and by a third in base64. */
const mostBytes = recordsLimits.requestBytes / (1.5 * (4 / 3)) - 64 * 1024;
/** Size of the smallest version in a request: its size class, salt, ids and their JSON. */
const leastBytes = 1024;

/** The caller's additions to each batch. */
type Room = { readonly drafts: number; readonly bytesPerDraft: number };
const noRoom: Room = { drafts: 0, bytesPerDraft: 0 };

/** Drafts in order, as many together as one request holds. */
export function draftBatches(drafts: readonly Draft[], room = noRoom): Draft[][] {
  return draftGroups(
    drafts.map((draft) => [draft]),
    room,
  ).map((batch) => batch.flat());
}

/** The same for groups of drafts, each of which goes into one request as a whole. */
export function groupBatches(groups: readonly (readonly Draft[])[]): Draft[][] {
  return draftGroups(groups).map((batch) => batch.flat());
}

/** The groups that go into each request. */
export function draftGroups<Group extends readonly Draft[]>(groups: readonly Group[], room = noRoom): Group[][] {
  const batches: Group[][] = [];
  let batch: Group[] = [];
  let [drafts, bytes, binaries] = [0, 0, 0];
  for (const group of groups) {
    const size = group.reduce((sum, draft) => sum + draft.bytes.length + leastBytes + room.bytesPerDraft, 0);
    const named = group.reduce((sum, draft) => sum + (draft.binaries?.length ?? 0), 0);
    const isFull =
      drafts + group.length + room.drafts > recordsLimits.versionsPerWrite ||
      bytes + size + room.drafts * leastBytes > mostBytes ||
      binaries + named > recordsLimits.binariesPerWrite;
    if (batch.length > 0 && isFull) {
      batches.push(batch);
      [batch, drafts, bytes, binaries] = [[], 0, 0, 0];
    }
    batch.push(group);
    drafts += group.length;
    bytes += size;
    binaries += named;
  }
  return batch.length === 0 ? batches : [...batches, batch];
}
