import { b64, base32, fields, hex, hkdf, hpke, jws, label, sha256, stream, text, u32, write } from '../reference.ts';
import { alice, other, practice, sam } from './people.ts';

const scopeRoot = stream('scope root', 32);
const rootOf = (of: string) => hkdf(scopeRoot, label('settings/root'), fields(label('settings/root'), of));
const scopeOf = (of: string) => base32(sha256(fields(label('settings/scope'), of)).subarray(0, 16)).toLowerCase();
const outputOf = (of: string) =>
  hkdf(rootOf(of), label('settings/output'), fields(label('settings/output'), of, scopeOf(of)), 64);
const documentOf = (of: string, document: string) =>
  base32(sha256(fields(label('settings/document'), of, document)).subarray(0, 16)).toLowerCase();

function grantJws(over: object = {}, content: object = { settingsRoot: b64(rootOf(practice)) }, signer = alice.grant) {
  const info = fields(label('grant'), practice, u32(3), 'settings', sam.member, alice.member);
  const payload = {
    ...{ practice, epoch: 3, role: 'settings', holder: sam.member, holderKeys: b64(sam.hash), granter: alice.member },
    sealed: b64(hpke(sam.sealing, info, text(JSON.stringify(content)), 'grant settings')),
    ...over,
  };
  return jws(payload, 'grant', signer);
}
const grantCase = (name: string, grant: string, over: object = {}) => ({
  ...{ name, jws: grant, holder: sam.member, holderKeys: hex(sam.hash), sealingSeed: hex(sam.sealingSeed), ...over },
});
const filler = 'A'.repeat(80);

write('settings', {
  source: 'docs/protocol.md section 7.9; bytes in hexadecimal. A grant without a root is refused',
  practice,
  openers: { [alice.member]: hex(alice.grant.publicKey) },
  scopes: [practice, other].map((of) => ({
    ...{ scopeRoot: hex(scopeRoot), practice: of, root: hex(rootOf(of)), scope: scopeOf(of) },
    ...{ output: hex(outputOf(of)), hours: documentOf(of, 'hours') },
  })),
  grants: [
    grantCase('good', grantJws(), { root: hex(rootOf(practice)) }),
    grantCase('of another role', grantJws({ role: 'reception' })),
    grantCase('to another holder', grantJws({ holder: alice.member })),
    grantCase('to other keys', grantJws({ holderKeys: b64(alice.hash) })),
    grantCase('signed by who may not', grantJws({ granter: sam.member }, undefined, sam.grant)),
    grantCase('of another practice', grantJws({ practice: other })),
    grantCase('with another member', grantJws({}, { settingsRoot: b64(rootOf(practice)), care: filler })),
    grantCase('with a root of another length', grantJws({}, { settingsRoot: b64(stream('short', 31)), x: '' })),
    grantCase('opened by another', grantJws(), { sealingSeed: hex(alice.sealingSeed) }),
  ],
});
