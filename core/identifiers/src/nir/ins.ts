import { readNir } from './nir-careful.ts';
import type { Nir, NirErrorCode } from './nir-fields.ts';
import { accept, reject, type Parsed } from '../parsed.ts';

export type InsNature = 'nir' | 'nia' | 'test' | 'demo';

const NATURES: ReadonlyMap<string, InsNature> = new Map([
  ['1.2.250.1.213.1.4.8', 'nir'],
  ['1.2.250.1.213.1.4.9', 'nia'],
  ['1.2.250.1.213.1.4.10', 'test'],
  ['1.2.250.1.213.1.4.11', 'demo'],
]);

/**
 * A matricule INS. `warning` is set only for test and demonstration identities: ANS issued many of them with a wrong
 * key.
 */
export type Ins = { matricule: Nir; oid: string; nature: InsNature; warning: 'ins_key' | null };

export type InsErrorCode = NirErrorCode | 'ins_oid';

/** `oid` is the assigning authority of the matricule, bare or as `urn:oid:…`. */
export function parseIns(text: string, oid: string): Parsed<Ins, InsErrorCode> {
  const bareOid = oid.length > 64 ? '' : oid.trim().replace(/^urn:oid:/i, '');
  const nature = NATURES.get(bareOid);
  if (nature === undefined) return reject('ins_oid');
  const read = readNir(text);
  if (!read.ok) return read;
  const { nir, writtenKey } = read.value;
  const keyMatches = writtenKey === null || writtenKey === nir.key;
  if (!keyMatches && (nature === 'nir' || nature === 'nia')) return reject('nir_key');
  return accept({ matricule: nir, oid: bareOid, nature, warning: keyMatches ? null : 'ins_key' });
}
