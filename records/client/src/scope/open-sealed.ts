import type { Bytes } from '@etanche/core-wire';
import {
  openVersions,
  SealingError,
  type AuthorKeys,
  type OpenedVersion,
  type SealedVersion,
} from '@etanche/core-sealing';
import type { DataContext } from '../data/data-context.ts';
import { keysFor } from './keys-for.ts';
import { linksIn } from './read-links.ts';
import type { ScopeName } from './scope-name.ts';

/**
 * Opens versions of a scope after `unlock`. It first opens those under the scope's own element or without one, among
 * them the links, which contain N of the elements of later imports. An element without a link costs one unit, and so
 * does an element whose link has a wrong N, so that a false link makes no file unreadable.
 *
 * @param known versions opened before, for their links
 * @throws SealingError `cannot_open`, DataError
 */
export async function openSealed(
  context: DataContext,
  name: ScopeName,
  erasure: Bytes,
  sealed: readonly SealedVersion[],
  known: readonly OpenedVersion[],
  authors: AuthorKeys,
  quota?: 'emergency',
): Promise<OpenedVersion[]> {
  const readable = context.readable();
  const open = async (versions: readonly SealedVersion[]): Promise<OpenedVersion[]> =>
    openVersions(versions, await keysFor(context, name, erasure, versions, readable), authors);
  const isOwn = ({ place }: SealedVersion): boolean => place.seal === undefined || place.seal.element === name.element;
  const opened = await open(sealed.filter(isOwn));
  const foreign = Map.groupBy(
    sealed.filter((version) => !isOwn(version)),
    ({ place }) => place.seal?.element ?? '',
  );
  if (foreign.size === 0) return opened;
  const links = linksIn([...known, ...opened]);
  for (const [element, versions] of foreign) {
    const linked = links.get(element);
    if (linked !== undefined) context.keys.learn(name, element, linked);
    await context.keys.outputOf(name, element, quota);
    try {
      opened.push(...(await open(versions)));
    } catch (error) {
      if (linked === undefined || !(error instanceof SealingError)) throw error;
      context.keys.unlearn(name, element);
      await context.keys.outputOf(name, element, quota);
      opened.push(...(await open(versions)));
    }
  }
  return opened;
}
