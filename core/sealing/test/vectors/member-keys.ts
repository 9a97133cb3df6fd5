import { b64, base32, fields, flip, hex, hkdf, jws, label, sealed, sha256, stream, text, write } from '../reference.ts';
import { practice, other, alice, sam, statement, keyring } from './people.ts';

const prf = stream('prf', 32);
const credential = b64(stream('credential', 16));
const sealKeyring = (value: unknown, member: string, credentialId: string) => {
  const info = fields(label('passkey/seal'), practice, member, credentialId);
  return sealed(hkdf(prf, label('passkey/seal'), info), info, text(JSON.stringify(value)), 'keyring nonce');
};
const fingerprint = (of: typeof alice) => {
  const compared = sha256(fields(label('member/fingerprint'), of.auth.publicKey, of.hash));
  return base32(compared.subarray(0, 10)).match(/.{4}/g)?.join(' ');
};
const goodKeyring = sealKeyring(keyring, alice.member, credential);
const keyringCase = (name: string, over: object) => ({
  name,
  prf: hex(prf),
  credential,
  practice,
  member: alice.member,
  sealed: hex(goodKeyring),
  ...over,
});
write('member-keys', {
  source: 'docs/protocol.md section 7.1; bytes in hexadecimal. A keyring or statement without a result is refused',
  members: [alice, sam].map((of) => ({
    seed: hex(of.seed),
    practice,
    member: of.member,
    auth: hex(of.auth.publicKey),
    author: hex(of.author.publicKey),
    grant: hex(of.grant.publicKey),
    sealing: hex(of.sealing),
    keysHash: hex(of.hash),
    fingerprint: fingerprint(of),
  })),
  statements: [
    { name: 'good', jws: jws(statement(alice), 'member-keys', alice.auth), keysHash: hex(alice.hash) },
    { name: 'signed by another key', jws: jws(statement(alice), 'member-keys', alice.author) },
    {
      name: 'the keys of another',
      jws: jws({ ...statement(sam), auth: b64(alice.auth.publicKey) }, 'member-keys', sam.auth),
    },
    { name: 'for another purpose', jws: jws(statement(alice), 'head', alice.auth) },
    { name: 'a member more', jws: jws({ ...statement(alice), more: 1 }, 'member-keys', alice.auth) },
    { name: 'not JSON', jws: jws('{', 'member-keys', alice.auth) },
  ],
  keyrings: [
    keyringCase('good', { keyring }),
    keyringCase('another passkey', { prf: hex(flip(prf, 0)) }),
    keyringCase('another credential', { credential: b64('another') }),
    keyringCase('another member', { member: sam.member }),
    keyringCase('another practice', { practice: other }),
    keyringCase('altered', { sealed: hex(flip(goodKeyring, 30)) }),
    keyringCase('cut', { sealed: hex(goodKeyring.subarray(0, 27)) }),
    keyringCase('of another member inside', {
      sealed: hex(sealKeyring({ ...keyring, member: sam.member }, alice.member, credential)),
    }),
    keyringCase('without a federation', {
      sealed: hex(sealKeyring({ ...keyring, federation: undefined }, alice.member, credential)),
    }),
  ],
});

