import type { Bytes } from '@etanche/core-wire';
import { openPacks, SealingError, type OpenedVersion, type SealedPack } from '@etanche/core-sealing';
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
 * @param spare leaves out packs that carry versions and do not open: the packs that introduced the versions have them
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
  spare = false,
): Promise<OpenedVersion[]> {
  const readable = context.readable();
  const all = [...introduced, ...packs];
  const open = async (some: readonly SealedPack[]): Promise<OpenedVersion[]> => {
    const keyOf = await keysFor(context, name, erasure, some, readable);
    if (!spare) return openPacks(some, all, keyOf);
    const copies = some.filter(({ place }) => place.carries);
    const opened = await openPacks(
      some.filter(({ place }) => !place.carries),
      all,
      keyOf,
    );
    for (const copy of copies) {
      const versions = await openPacks([copy], all, keyOf).catch((error: unknown) => {
        if (error instanceof SealingError) return [];
        throw error;
      });
      opened.push(...versions);
    }
    return opened;
  };
  const withContent = packs.filter(({ content }) => content !== null);
  const isOwn = ({ place }: SealedPack): boolean => place.seal === undefined || place.seal.element === name.element;
  const opened = await open(withContent.filter(isOwn));
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
    try {
      opened.push(...(await open(some)));
    } catch (error) {
      if (linked === undefined || !(error instanceof SealingError)) throw error;
      context.keys.unlearn(name, element);
      await context.keys.outputOf(name, element, quota);
      opened.push(...(await open(some)));
    }
  }
  return opened;
}
