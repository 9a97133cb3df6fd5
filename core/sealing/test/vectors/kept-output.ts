import { b64, fields, flip, hex, hkdf, hmac, id, join, label, sealed, stream, write } from '../reference.ts';
import { practice, alice } from './people.ts';

const prf = stream('prf of a passkey', 32);
const device = stream('device secret', 32);
const credential = b64(stream('credential', 20));
const keysHash = stream('keys hash', 32);
const info = (name: string) => fields(label(`kept/${name}`), practice, alice.member, credential, keysHash);
const sealKey = hkdf(join(prf, device), label('kept'), info('seal'));
const idKey = hkdf(join(prf, device), label('kept'), info('id'));
const shortMac = (key: Uint8Array, data: Uint8Array) => b64(hmac('sha256', key, data).subarray(0, 16));
const input = stream('input', 32);
const entryId = shortMac(idKey, fields(label('kept/id'), 'scope', input));
const countedAt = 1_790_000_000_000;
const output = stream('output', 64);
const time = Buffer.alloc(8);
time.writeBigUInt64BE(BigInt(countedAt));
const entry = (plaintext: Uint8Array) => sealed(sealKey, fields(label('kept/entry'), entryId), plaintext, 'kept');
const good = entry(join(time, output));
const kept = (name: string, over: object) => ({
  ...{ name, prf: hex(prf), device: hex(device), member: alice.member, credential, keysHash: hex(keysHash) },
  ...{ id: entryId, sealed: hex(good), ...over },
});

write('kept-output', {
  source: 'docs/protocol.md section 7.6; bytes in hexadecimal, ids in base64url. A case without an output is refused',
  practice,
  ids: ['scope', 'search', 'agenda'].map((purpose) => ({
    purpose,
    input: hex(input),
    id: shortMac(idKey, fields(label('kept/id'), purpose, input)),
  })),
  owners: [[practice, alice.member], [credential]].map((whose) => ({
    whose,
    owner: shortMac(device, fields(label('kept/owner'), ...whose)),
  })),
  entries: [
    kept('good', { output: hex(output), countedAt }),
    kept('another passkey', { prf: hex(flip(prf, 0)) }),
    kept('another device', { device: hex(flip(device, 0)) }),
    kept('another member', { member: id('another') }),
    kept('another credential', { credential: b64(stream('another credential', 20)) }),
    kept('another seed', { keysHash: hex(flip(keysHash, 0)) }),
    kept('the id of another entry', { id: shortMac(idKey, fields(label('kept/id'), 'agenda', input)) }),
    kept('altered', { sealed: hex(flip(good, 20)) }),
    kept('cut', { sealed: hex(good.subarray(0, 99)) }),
    kept('too short a content', { sealed: hex(entry(output)) }),
  ],
});
