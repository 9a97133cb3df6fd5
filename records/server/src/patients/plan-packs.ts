import { hash } from 'node:crypto';
import { ProtocolError, toBase64url } from '@etanche/core-wire';
import {
  packHash,
  parseList,
  type Compartment,
  type ListedVersion,
  type PackToWrite,
  type Write,
} from '@etanche/core-records-protocol';
import type { Session } from '../http/handler.ts';
import { Refusal } from '../http/refusal.ts';
import { decode } from '../data/decode.ts';
import type { Head } from './head.ts';

export type PlannedPack = {
  readonly sequence: number;
  readonly number: number;
  readonly compartment: Compartment;
  readonly carries: boolean;
  readonly epoch: number;
  readonly time: number;
  readonly list: Buffer;
  readonly versions: readonly ListedVersion[];
  readonly digest: Buffer;
  readonly salt: Buffer;
  readonly sealed: Buffer;
};

/**
 * Reads the packs of a write.
 *
 * @throws Refusal `request_invalid`, or `signature_refused` if the head does not name them
 */
export function planPacks(session: Session, scope: string, body: Write, head: Head): PlannedPack[] {
  const packs = body.packs.map((pack, number) => planPack(pack, head.sequence, number));
  if (body.seal !== undefined && packs.some(({ carries }) => carries)) invalid('an importer carries no version');
  requireHashes(session, scope, body, head, packs);
  return packs;
}

function planPack(pack: PackToWrite, sequence: number, number: number): PlannedPack {
  const { compartment, epoch, time, carries = false } = pack;
  if (epoch > 0xffffffff) invalid(`packs/${number} has an epoch beyond 32 bits`);
  const salt = decode(pack.salt, `packs/${number}/salt`, 32);
  const sealed = decode(pack.sealed, `packs/${number}/sealed`);
  if (!isSizeClass(sealed.length)) invalid(`packs/${number}/sealed has no size class`);
  const list = decode(pack.list, `packs/${number}/list`);
  const digest = hash('sha256', Buffer.concat([salt, sealed]), 'buffer');
  const versions = versionsIn(list, number);
  return { sequence, number, compartment, carries, epoch, time, list, versions, digest, salt, sealed };
}

function versionsIn(list: Buffer, number: number): readonly ListedVersion[] {
  try {
    return parseList(list);
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    return invalid(`packs/${number}/list: ${error.message}`);
  }
}

/** The head names these packs, so that its signature proves their author. */
function requireHashes(
  { practice, member: author }: Session,
  scope: string,
  { seal }: Write,
  head: Head,
  packs: readonly PlannedPack[],
): void {
  const hashes = packs.map(({ sequence, number, compartment, epoch, time, carries, digest, list }) => {
    const of = { practice, scope, compartment, sequence, number, epoch, author, time, carries };
    return packHash(seal === undefined ? of : { ...of, seal }, digest, list);
  });
  const isSame = head.packs.length === hashes.length && hashes.every((each, i) => head.packs[i] === toBase64url(each));
  if (!isSame) throw new Refusal('signature_refused', { detail: 'The head does not name these packs.' });
}

/** Whether `sealed`, its tag of 16 bytes included, has one of the sizes that a server may see: 256·2^k and 384·2^k. */
export function isSizeClass(sealedBytes: number): boolean {
  const size = sealedBytes - 16;
  return [256, 384].some((least) => size >= least && Number.isInteger(Math.log2(size / least)));
}

function invalid(detail: string): never {
  throw new Refusal('request_invalid', { detail });
}
