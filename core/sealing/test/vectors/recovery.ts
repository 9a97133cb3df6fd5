import { base32, fields, flip, hex, hkdf, hpke, id, join, label, printed, sealed, sha256, stream, text, write, xWingPublicKey } from '../reference.ts';
import { practice, other, alice, sam, keyring } from './people.ts';
import { mistype, one } from './kits.ts';

const code = stream('code', 16);
const helperSecret = stream('helper secret', 32);
const recoveryInfo = fields(label('recovery/seal'), practice, alice.member);
const recovered = sealed(
  hkdf(join(code, helperSecret), label('recovery/seal'), recoveryInfo),
  recoveryInfo,
  text(JSON.stringify(keyring)),
  'recovery',
);
const codes = [code, Buffer.alloc(16), Buffer.alloc(16, 255)];
const lookup = (of: Uint8Array) =>
  base32(hkdf(of, label('recovery/lookup'), fields(label('recovery/lookup')), 16)).toLowerCase();
const words = printed('recovery', code, 2);
const sealedCase = (name: string, over: object) => ({
  name,
  code: hex(code),
  helperSecret: hex(helperSecret),
  practice,
  member: alice.member,
  sealed: hex(recovered),
  ...over,
});
const freshSeed = stream('fresh', 32);
const request = id('request');
const help = hpke(
  xWingPublicKey(freshSeed),
  fields(label('recovery/help'), practice, alice.member, request),
  helperSecret,
  'help',
);
const helpCase = (name: string, over: object) => ({
  name,
  seed: hex(freshSeed),
  practice,
  member: alice.member,
  request,
  sealed: hex(help),
  ...over,
});
write('recovery', {
  source: 'docs/protocol.md section 7.1; bytes in hexadecimal. What has no result is refused',
  codes: codes.map((each) => {
    const typed = printed('recovery', each, 2);
    const lookalikes = typed.toLowerCase().replaceAll('o', '0').replaceAll('i', '1').replaceAll('b', '8');
    return {
      code: hex(each),
      printed: typed,
      typed: [typed.toLowerCase().replaceAll(' ', '-'), lookalikes, typed.replaceAll(' ', '')],
      lookup: lookup(each),
    };
  }),
  mistyped: [
    { name: 'a wrong letter', typed: mistype(words, 0) },
    { name: 'a wrong last letter', typed: mistype(words, words.length - 1) },
    { name: 'a group too few', typed: words.slice(5) },
    { name: 'a group too many', typed: `${words} AAAA` },
    { name: 'two groups swapped', typed: `${words.slice(5, 10)}${words.slice(0, 5)}${words.slice(10)}` },
    { name: 'a sheet of a kit', typed: one.sheets[0] },
    { name: 'good groups, another checksum', typed: printed('recovery', join(code, Buffer.of(0, 0)), 0) },
    {
      name: 'bits behind the end',
      typed: printed(
        'recovery',
        join(code, sha256(fields(label('recovery'), code)).subarray(0, 2), Buffer.of(4)),
        0,
      ).slice(0, 49),
    },
    { name: 'empty', typed: '' },
  ],
  sealed: [
    sealedCase('good', { keyring }),
    sealedCase('another code', { code: hex(flip(code, 0)) }),
    sealedCase('another helper secret', { helperSecret: hex(flip(helperSecret, 0)) }),
    sealedCase('another member', { member: sam.member }),
    sealedCase('another practice', { practice: other }),
    sealedCase('altered', { sealed: hex(flip(recovered, 12)) }),
  ],
  helps: [
    helpCase('good', { helperSecret: hex(helperSecret) }),
    helpCase('another request', { request: id('x') }),
    helpCase('another member', { member: sam.member }),
    helpCase('another key', { seed: hex(stream('stale', 32)) }),
    helpCase('altered', { sealed: hex(flip(help, -1)) }),
  ],
});
