import { equalBytes, type Bytes } from '@etanche/core-protocol';
import { readPartition, type PartitionWriter } from './partitions.ts';
import { encodePerson, parsePeople } from './spill-record.ts';
import type { WorkDirectory } from './work-directory.ts';

const NAME_BYTES = 16;

/** That `knownAs` is one of the names of `person`. */
export function encodeLink(knownAs: Bytes, person: Bytes): Buffer {
  return Buffer.concat([knownAs, person]);
}

/**
 * Gives each row that waits, for want of a number or a birth date, to the one person whom its name fits. Where nobody or
 * more than one fits, it stays a person of its own: a namesake's data is never somebody's.
 */
export function linkPeople(
  work: WorkDirectory,
  spillKey: Uint8Array,
  partitions: number,
  people: PartitionWriter,
): void {
  for (let partition = 0; partition < partitions; partition++) {
    const links = readLinks(readPartition(work.links, partition, spillKey));
    for (const record of parsePeople(readPartition(work.waiting, partition, spillKey))) {
      const found = links.get(record.lookFor);
      const name = found === undefined || found === 'several' ? record.name : found;
      people.write(name, encodePerson({ ...record, name, lookFor: '' }));
    }
  }
}

function readLinks(bytes: Buffer): Map<string, Bytes | 'several'> {
  const links = new Map<string, Bytes | 'several'>();
  for (let offset = 0; offset < bytes.length; offset += 2 * NAME_BYTES) {
    const knownAs = bytes.toString('hex', offset, offset + NAME_BYTES);
    const person = Uint8Array.from(bytes.subarray(offset + NAME_BYTES, offset + 2 * NAME_BYTES));
    const known = links.get(knownAs);
    if (known === undefined) links.set(knownAs, person);
    else if (known !== 'several' && !equalBytes(known, person)) links.set(knownAs, 'several');
  }
  return links;
}
