import { findCategory } from '../categories.ts';
import { isEmptyValue } from '../empty-value.ts';
import { roleCategory } from './column-role.ts';
import type { Mapping } from './mapping.ts';

/** The keys of the categories that a mapping can expose, in the order of its columns. */
export function mappedCategories(mapping: Mapping): string[] {
  return [...new Set(mapping.columns.flatMap(({ role }) => roleCategory(role) ?? []))];
}

/**
 * Returns a function from the cells of a row to the bits of the categories with a value.
 *
 * @param bits the bit of each category key (0 to 63); a key without one throws a RangeError
 */
export function makeExposure(
  mapping: Mapping,
  bits: ReadonlyMap<string, number>,
): (cells: readonly string[]) => bigint {
  const columns = mapping.columns.flatMap(({ role }, index) => {
    const key = roleCategory(role);
    if (key === undefined) return [];
    const bit = bits.get(key);
    if (bit === undefined || bit < 0 || bit > 63) throw new RangeError(`category ${key}: no bit from 0 to 63`);
    return [{ index, bit, zeroIsAValue: findCategory(key)?.zeroIsAValue === true }];
  });
  return (cells) => {
    // Two numbers of 32 bits, because a bigint operation for each of 60 cells would dominate the time.
    let [low, high] = [0, 0];
    for (const { index, bit, zeroIsAValue } of columns) {
      if (isEmptyValue(cells[index] ?? '', zeroIsAValue)) continue;
      if (bit < 32) low |= 1 << bit;
      else high |= 1 << (bit - 32);
    }
    return (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
  };
}
