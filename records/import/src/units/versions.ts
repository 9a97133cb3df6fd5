import { metaOf, sourceName, writtenAt, type VersionChain } from '@etanche/records-client';
import type { Item } from './read-items.ts';

/**
 * Groups the versions of each resource: items with the same type and id, or with the same full URL if they have no id.
 * An item that has neither is the only version of its resource.
 *
 * @param items in the order of the source, the oldest first in a bundle of type history
 */
export function versionChains(items: readonly Item[]): VersionChain<Item>[] {
  const chains = new Map<string, Item[]>();
  const urls = new Map<string, string>();
  const byText = new Map<string, string>();
  for (const item of items) {
    const isNamed = typeof item.resource['id'] === 'string';
    const name = (isNamed ? byText.get(item.text) : undefined) ?? nameOf(item, urls);
    if (isNamed) byText.set(item.text, name);
    const chain = chains.get(name);
    if (chain === undefined) chains.set(name, [item]);
    else chain.push(item);
  }
  return Array.from(chains, ([name, chain]) => ({ name, items: inVersionOrder(chain) }));
}

/**
 * Sorts versions: by time of writing if all have one, or else by version number if all have one, or else as in the
 * source.
 */
export function inVersionOrder(items: readonly Item[]): readonly Item[] {
  if (items.length < 2) return items;
  for (const orderOf of [writtenAt, numberOf]) {
    const orders = new Map(items.map((item) => [item, orderOf(item)]));
    if (Array.from(orders.values()).some((order) => order === 0)) continue;
    const order = (item: Item): number => orders.get(item) ?? 0;
    return items.toSorted((one, other) => order(one) - order(other) || numberOf(one) - numberOf(other));
  }
  return items;
}

function numberOf({ resource }: Item): number {
  const version = metaOf(resource, 'versionId');
  return /^[0-9]{1,15}$/.test(version) ? Number(version) : 0;
}

/**
 * @param urls the first `urn:` of each type and id. An item with another `urn:` is another resource with the same id
 */
function nameOf(item: Item, urls: Map<string, string>): string {
  const { resource, fullUrl } = item;
  const name = sourceName(item);
  if (typeof resource['id'] !== 'string' || fullUrl?.startsWith('urn:') !== true) return name;
  const first = urls.get(name);
  if (first === undefined) urls.set(name, fullUrl);
  return first === undefined || first === fullUrl ? name : `${name} ${fullUrl}`;
}
