import type { DirectoryEntry, DirectoryLeaf } from '@etanche/core-exchange-protocol';
import { expect, test } from 'vitest';
import { listingsOf } from '../src/exchange/read-directory.ts';

const id = 'a'.repeat(26);
const [bytes32, bytes64] = ['A'.repeat(43), 'A'.repeat(86)];
const federation = {
  threshold: 2,
  vaults: [1, 2, 3].map((index) => ({ index, url: `https://vault-${index}.example`, signingKey: bytes32 })),
} as unknown as DirectoryEntry['federation'];
const server = { directory: id, server: bytes32, federation };

function entry(sequence: number): DirectoryLeaf {
  const payload: DirectoryEntry = {
    ...{ practice: id, sequence, previous: sequence === 1 ? null : bytes32, author: id, federation },
    ...{ server: 'https://records.example', epoch: sequence, name: `Cabinet ${sequence}`, place: 'Lorient' },
    inbox: { publicKey: bytes32, element: bytes32, proof: bytes64, sealing: bytes32 },
    practitioners: [{ member: id, name: 'Dr Alice' }],
  };
  const jws = `e30.${Buffer.from(JSON.stringify(payload)).toString('base64url')}.AA`;
  return { kind: 'entry', time: 1, entry: jws, identities: [] };
}
const removal: DirectoryLeaf = { kind: 'removal', time: 1, practice: id };
const shown = (leaves: readonly DirectoryLeaf[]) => {
  const found = listingsOf(leaves, server).get(id);
  return [found?.entry.sequence, found?.isRemoved];
};

test('the newest entry of a practice is shown, also after a removal', () => {
  expect(shown([entry(1), entry(2)])).toEqual([2, false]);
  expect(shown([entry(1), removal, entry(2)])).toEqual([2, false]);
});

test('an old entry that a server repeats does not replace a newer one, nor undo a removal', () => {
  expect(shown([entry(1), entry(2), entry(1)])).toEqual([2, false]);
  expect(shown([entry(1), entry(2), entry(2)])).toEqual([2, false]);
  expect(shown([entry(1), entry(2), removal, entry(1)])).toEqual([2, true]);
});
