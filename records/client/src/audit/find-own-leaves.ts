import { parseShape, utf8, type Bytes } from '@etanche/core-wire';
import { auditLeafSchema, recordsLimits, type AuditLeaf } from '@etanche/core-records-protocol';
import type { DataContext } from '../data/data-context.ts';
import type { Session } from '../session/session.ts';
import { untrusted } from '../data/data-error.ts';
import type { OwnAction } from './own-actions.ts';

/** The leaf of one of this session's actions: its number in the log, and the exact bytes that are hashed. */
export type OwnLeaf = { readonly action: OwnAction; readonly index: number; readonly bytes: Bytes };

/**
 * Finds the leaves of this session's actions, from the end of the log backwards to the time of the first action.
 *
 * @param size of a verified checkpoint
 * @param slackMs greatest difference between the server's clock and this one
 */
export async function findOwnLeaves(
  { session }: DataContext,
  size: number,
  actions: readonly OwnAction[],
  slackMs: number,
): Promise<OwnLeaf[]> {
  const waiting = [...actions];
  const oldest = Math.min(...actions.map(({ at }) => at)) - slackMs;
  const found: OwnLeaf[] = [];
  for (let end = size; end > 0 && waiting.length > 0;) {
    const from = Math.max(0, end - recordsLimits.leavesPerAnswer);
    const page = await session.call('leaves', { query: { from, count: end - from } });
    if (page.from !== from || page.leaves.length !== end - from) throw untrusted('another range of leaves');
    const leaves = page.leaves.map((text) => ({ text, leaf: readLeaf(text) }));
    for (const [i, { text, leaf }] of leaves.entries()) {
      const at = waiting.findIndex((action) => isLeafOf(leaf, action, session));
      const [action] = at === -1 ? [] : waiting.splice(at, 1);
      if (action !== undefined) found.push({ action, index: from + i, bytes: utf8(text) });
    }
    if ((leaves[0]?.leaf.time ?? 0) < oldest) break;
    end = from;
  }
  return found;
}

function isLeafOf(leaf: AuditLeaf, action: OwnAction, { member, id: session }: Session): boolean {
  return (
    leaf.kind === action.kind &&
    leaf.member === member &&
    leaf.session === session &&
    leaf.scope === action.scope &&
    (action.sequence === null || leaf.sequence === action.sequence)
  );
}

/** @throws DataError */
export function readLeaf(text: string): AuditLeaf {
  try {
    return parseShape(auditLeafSchema, JSON.parse(text), 'audit leaf');
  } catch (cause) {
    throw untrusted('a malformed leaf', cause);
  }
}
