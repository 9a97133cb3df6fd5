import type { Bytes } from '@etanche/core-wire';
import { openEach, openPacks, SealingError, type OpenedVersion, type SealedPack } from '@etanche/core-sealing';
import type { DataContext } from '../data/data-context.ts';
import { keysFor } from './keys-for.ts';
import { linksIn } from './read-links.ts';
import type { ScopeName } from './scope-name.ts';

/**
 * Opens packs of a scope after `unlock`. It first opens those under the scope's own element or without one, among them
 * the links, which contain N of the elements of later imports. An element without a link costs one unit, and so does an
 * element whose link has a wrong N, so that a false link makes no file unreadable.
 *
 * @param packs verified, with those without content
 * @param introduced packs verified before, which may have introduced versions that `packs` carry
 * @param known versions opened before, for their links
 * @param failed receives the packs that do not open, and are then left out; without it, one of them rejects all
 * @throws SealingError `cannot_open`, DataError
 */
export async function openSealed(
  context: DataContext,
  name: ScopeName,
  erasure: Bytes,
  packs: readonly SealedPack[],
  introduced: readonly SealedPack[],
  known: readonly OpenedVersion[],
  quota?: 'emergency',
  failed?: SealedPack[],
): Promise<OpenedVersion[]> {
  const readable = context.readable();
  const all = [...introduced, ...packs];
  /** With the packs that did not open. */
  const open = async (
    some: readonly SealedPack[],
  ): Promise<readonly [readonly OpenedVersion[], readonly SealedPack[]]> => {
    const keyOf = await keysFor(context, name, erasure, some, readable);
    if (failed === undefined) return [await openPacks(some, all, keyOf), []];
    const each = await openEach(some, all, keyOf);
    return [each.opened, each.failed];
  };
  const withContent = packs.filter(({ content }) => content !== null);
  const isOwn = ({ place }: SealedPack): boolean => place.seal === undefined || place.seal.element === name.element;
  const [own, broken] = await open(withContent.filter(isOwn));
  const opened = [...own];
  failed?.push(...broken);
  const foreign = Map.groupBy(
    withContent.filter((pack) => !isOwn(pack)),
    ({ place }) => place.seal?.element ?? '',
  );
  if (foreign.size === 0) return opened;
  const links = linksIn([...known, ...opened]);
  for (const [element, some] of foreign) {
    const linked = links.get(element);
    if (linked !== undefined) context.keys.learn(name, element, linked);
    await context.keys.outputOf(name, element, quota);
    let left = some;
    try {
      const [versions, others] = await open(some);
      opened.push(...versions);
      if (others.length === 0) continue;
      if (linked === undefined) {
        failed?.push(...others);
        continue;
      }
      left = [...others];
    } catch (error) {
      if (linked === undefined || !(error instanceof SealingError)) throw error;
    }
    context.keys.unlearn(name, element);
    await context.keys.outputOf(name, element, quota);
    const [versions, others] = await open(left);
    opened.push(...versions);
    failed?.push(...others);
  }
  return opened;
}
