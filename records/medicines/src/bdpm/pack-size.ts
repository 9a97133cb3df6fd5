import type { Pack } from '../medicine.ts';

const unit =
  'comprimé|gélule|capsule|sachet(?:-dose)?|suppositoire|ovule|dispositif|patch|pastille|gomme|récipient unidose|' +
  'ampoule|dose|lyophilisat|film|ml|g';
const content = new RegExp(`\\bde (\\d+(?:,\\d+)?) ?(${unit})(?![\\p{L}])`, 'giu');
const leading = /^(\d+) /;
/** Containers that are taken whole: a pack is counted in them, not in millilitres or grams. */
const single =
  /^(\d+) (sachet-dose|sachet|ampoule|récipient unidose|seringue|stylo|suppositoire|ovule|patch|dispositif)(?![\p{L}])/iu;

/**
 * Reads how much a pack contains from its label (`plaquette(s) PVC aluminium de 30 comprimé(s)`). Returns null unless
 * there is exactly one reading: a wrong number of packs is worse than none.
 */
export function packSize(label: string): Pack | null {
  const plain = label.replace(/\(s\)/g, '').replace(/(\p{L})s\b/gu, '$1');
  if (/\b(?:et|avec|ou) \d/.test(plain)) return null;
  const whole = single.exec(plain);
  if (whole !== null && !/plaquette|étui|boîte/i.test(plain)) return sized(Number(whole[1]), whole[2] ?? '');
  const found = Array.from(plain.matchAll(content));
  const [only] = found;
  if (only === undefined || found.length > 1) return null;
  const count = Number(leading.exec(plain)?.[1] ?? '1');
  return sized(Number((only[1] ?? '').replace(',', '.')) * count, only[2] ?? '');
}

function sized(amount: number, unit: string): Pack | null {
  if (!(amount > 0 && amount <= 10_000)) return null;
  return { amount: Math.round(amount * 1000) / 1000, unit: unit.toLowerCase() };
}
