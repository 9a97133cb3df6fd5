import { b64, fields, hex, hkdf, hpke, jws, label, sealed, sha256, stream, text, u32, write } from '../reference.ts';
import { rolePublicKey } from './role-keys.ts';
import { practice, other, alice, sam, practiceSecrets, secretOf } from './people.ts';

const commitment = (epoch: number, role: string, secret = secretOf(epoch, role)) =>
  b64(sha256(fields(label('epoch/commitment'), practice, u32(epoch), role, secret)));
const sealPrevious = (epoch: number, role: string) => {
  const info = fields(label('epoch/previous'), practice, u32(epoch), role);
  const key = hkdf(secretOf(epoch, role), label('epoch/previous'), info);
  return b64(sealed(key, info, secretOf(epoch - 1, role), `epoch nonce ${String(epoch)} ${role}`));
};
const keySets = Object.fromEntries(
  ['scope', 'search', 'agenda', 'inbox'].map((purpose) => [
    purpose,
    {
      publicKey: b64(stream(`key set ${purpose}`, 32)),
      shares: [1, 2, 3].map((index) => b64(stream(`key set ${purpose} ${String(index)}`, 32))),
    },
  ]),
);
const roleKeys = (epoch: number) => ({
  reception: b64(rolePublicKey(epoch, 'reception')),
  care: b64(rolePublicKey(epoch, 'care')),
});
function epochJws(epoch: number, previous: string | null, over: object = {}, signer = alice.grant): string {
  const payload = {
    practice,
    epoch,
    sequence: epoch * 3,
    previous: previous === null ? null : b64(sha256(text(previous))),
    commitments: { reception: commitment(epoch, 'reception'), care: commitment(epoch, 'care') },
    keys: roleKeys(epoch),
    sealed:
      previous === null ? null : { reception: sealPrevious(epoch, 'reception'), care: sealPrevious(epoch, 'care') },
    keySets: previous === null ? keySets : null,
    opener: alice.member,
    ...over,
  };
  return jws(payload, 'epoch', signer);
}
export const first = epochJws(1, null);
const second = epochJws(2, first);
const third = epochJws(3, second);
const otherKeys = epochJws(3, second, { keys: { ...roleKeys(3), care: b64(rolePublicKey(2, 'care')) } });
const grantInfo = (epoch: number, role: string, holder: string) =>
  fields(label('grant'), practice, u32(epoch), role, holder, alice.member);
function grantJws(role: 'care' | 'reception', over: object = {}, secrets: object = {}, signer = alice.grant): string {
  const granted = {
    scopeRoot: b64(practiceSecrets.scopeRoot),
    indexSecret: b64(practiceSecrets.indexSecret),
    reception: b64(secretOf(3, 'reception')),
    ...(role === 'care' ? { care: b64(secretOf(3, 'care')) } : {}),
    ...secrets,
  };
  const payload = {
    practice,
    epoch: 3,
    role,
    holder: sam.member,
    holderKeys: b64(sam.hash),
    granter: alice.member,
    sealed: b64(hpke(sam.sealing, grantInfo(3, role, sam.member), text(JSON.stringify(granted)), `grant ${role}`)),
    ...over,
  };
  return jws(payload, 'grant', signer);
}
const grantCase = (name: string, grant: string, over: object = {}) => ({
  name,
  jws: grant,
  holder: sam.member,
  holderKeys: hex(sam.hash),
  sealingSeed: hex(sam.sealingSeed),
  ...over,
});
const granted = (care: string | null) => ({
  epoch: 3,
  role: care === null ? 'reception' : 'care',
  scopeRoot: hex(practiceSecrets.scopeRoot),
  indexSecret: hex(practiceSecrets.indexSecret),
  reception: hex(secretOf(3, 'reception')),
  care,
});
write('epochs', {
  source:
    'docs/protocol.md section 7.2; bytes in hexadecimal. `openers` are the grant keys of those who may open and grant. ' +
    'Grants are held against the first chain, or against their own. A case without a result is refused',
  practice,
  openers: { [alice.member]: hex(alice.grant.publicKey) },
  chains: [
    {
      name: 'three epochs',
      jws: [first, second, third],
      secrets: [1, 2, 3].map((epoch) => ({
        reception: hex(secretOf(epoch, 'reception')),
        care: hex(secretOf(epoch, 'care')),
      })),
    },
    { name: 'the first is missing', jws: [second, third] },
    { name: 'the second is missing', jws: [first, third] },
    { name: 'repeated', jws: [first, first] },
    {
      name: 'a first one that seals something',
      jws: [epochJws(1, null, { sealed: { reception: sealPrevious(2, 'reception'), care: sealPrevious(2, 'care') } })],
    },
    { name: 'a second one that seals nothing', jws: [first, epochJws(2, first, { sealed: null })] },
    { name: 'another previous one', jws: [first, epochJws(2, third)] },
    { name: 'of another practice', jws: [epochJws(1, null, { practice: other })] },
    { name: 'the order chain goes back', jws: [first, epochJws(2, first, { sequence: 2 })] },
    { name: 'by who may not', jws: [epochJws(1, null, { opener: sam.member }, sam.grant)] },
    { name: 'without public keys of its roles', jws: [epochJws(1, null, { keys: undefined })] },
    { name: 'a first one without key sets', jws: [epochJws(1, null, { keySets: null })] },
    { name: 'a first one without the key set of searches', jws: [epochJws(1, null, { keySets: { ...keySets, search: undefined } })] },
    { name: 'a second one with key sets', jws: [first, epochJws(2, first, { keySets })] },
    { name: 'signed by another', jws: [epochJws(1, null, {}, sam.grant)] },
  ],
  grants: [
    grantCase('care', grantJws('care'), { granted: granted(hex(secretOf(3, 'care'))) }),
    grantCase('reception', grantJws('reception'), { granted: granted(null) }),
    grantCase('care without its secret', grantJws('care', {}, { care: undefined })),
    grantCase('reception with care', grantJws('reception', {}, { care: b64(secretOf(3, 'care')) })),
    grantCase('a secret that is not committed to', grantJws('care', {}, { care: b64(secretOf(2, 'care')) })),
    grantCase('of an epoch that is not there', grantJws('care', { epoch: 4 })),
    grantCase('to another holder', grantJws('care', { holder: alice.member })),
    grantCase('to other keys', grantJws('care', { holderKeys: b64(alice.hash) })),
    grantCase('signed by who may not', grantJws('care', { granter: sam.member }, {}, sam.grant)),
    grantCase('of an epoch whose public keys are of other secrets', grantJws('care'), {
      chain: [first, second, otherKeys],
    }),
    grantCase('opened by another', grantJws('care'), { sealingSeed: hex(alice.sealingSeed) }),
  ],
});

