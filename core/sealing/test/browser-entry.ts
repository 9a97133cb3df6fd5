// Runs in the browser: writes and opens one patient's data with the functions that differ between engines.
import { toBase64url, utf8 } from '@etanche/core-wire';
import {
  chainKeysOf,
  compartmentKey,
  keysFingerprint,
  memberKeysFromSeed,
  noPrevious,
  openBinary,
  openKeyring,
  openPacks,
  publicKeysOf,
  sealBinary,
  sealPack,
  signHead,
  verifyHead,
  verifyPacks,
  type Keyring,
} from '../src/index.ts';

/** The whole task of the page; the test compares the result with that of Node. */
export type BrowserTask = {
  readonly seed: string;
  readonly practice: string;
  readonly member: string;
  readonly scope: string;
  readonly resource: string;
  readonly keyring: { readonly prf: string; readonly credential: string; readonly sealed: string };
};
export type BrowserAnswer = {
  readonly fingerprint: string;
  readonly opened: string;
  readonly keyring: Keyring;
  readonly head: string;
  readonly binary: number;
  readonly hpke: string;
  readonly refused: string;
};

const random = (length: number) => crypto.getRandomValues(new Uint8Array(length));
const hex = (text: string) => Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));

export async function run(task: BrowserTask): Promise<BrowserAnswer> {
  const { practice, member, scope, resource } = task;
  const keys = await memberKeysFromSeed(hex(task.seed));
  const publicKeys = publicKeysOf(practice, member, keys);
  const place = { practice, scope, compartment: 'clinical', epoch: 1 } as const;
  const key = await compartmentKey(place, random(64), random(32), random(32));
  const content = { kind: 'resource', previous: noPrevious, bytes: utf8('{"resourceType":"Basic"}') } as const;
  const numbers = { sequence: 1, number: 0, time: 1_790_000_000_000, carries: false } as const;
  const packPlace = { ...place, ...numbers, author: member };
  const { pack, hash, versions } = await sealPack(key, packPlace, [{ resource, version: 1, ...content }], random);
  const authors = () => [keys.author.publicKey];
  const current = versions.map((version) => ({ ...version, compartment: 'clinical' as const }));
  const signed = await signHead({ practice, scope, author: member }, null, current, [hash], keys.author);
  const head = await verifyHead(signed.jws, { practice, scope }, authors);
  await verifyPacks([pack], new Map([[1, head]]));
  const [opened] = await openPacks([pack], [], () => key);
  const { salt, transform } = await sealBinary(key, resource, random);
  const plaintext = new Blob([new Uint8Array(200_000)]).stream();
  const through = plaintext.pipeThrough(transform).pipeThrough(await openBinary(key, resource, salt));
  const binary = (await new Response(through).arrayBuffer()).byteLength;
  const { salt: packSalt, sealed } = pack.content;
  const altered = sealed.map((byte, i) => (i === 9 ? byte ^ 1 : byte));
  return {
    fingerprint: keysFingerprint(chainKeysOf(publicKeys)),
    opened: new TextDecoder().decode(opened?.bytes),
    keyring: await openKeyring(
      hex(task.keyring.prf),
      task.keyring.credential,
      { practice, member },
      hex(task.keyring.sealed),
    ),
    head: head.root,
    binary,
    hpke: toBase64url(publicKeys.sealing.slice(0, 8)),
    refused: await openPacks([{ ...pack, content: { salt: packSalt, sealed: altered } }], [], () => key).then(
      () => 'opened',
      (error: unknown) => (error as { code: string }).code,
    ),
  };
}
