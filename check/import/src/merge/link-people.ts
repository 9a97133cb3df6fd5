import { equalBytes, type Bytes } from '@etanche/core-wire';
import { readPartition, type PartitionWriter } from '../read/partitions.ts';
import { encodePerson, parsePeople } from '../read/spill-record.ts';
import type { WorkDirectory } from '../work-directory.ts';

const NAME_BYTES = 16;

/** States that `knownAs` is one of the ids of `person`. */
export function encodeLink(knownAs: Bytes, person: Bytes): Buffer {
  return Buffer.concat([knownAs, person]);
}

/**
 * Assigns each row without a number or birth date to the single person who matches its name. If no person or several
 * match, the row remains a separate person, so that nobody receives a namesake's data.
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
