import { aes, b64, fields, flip, hex, hkdf, id, join, label, stream, u32, write } from '../reference.ts';
import { practice } from './people.ts';
import { scope, evaluated, erasure, roleSecret, compartmentKey } from './scope.ts';

const binary = id('binary');
const binarySalt = stream('binary salt', 32);
const binaryKey = hkdf(compartmentKey, binarySalt, fields(label('binary'), binary));
const binaryAad = fields(label('binary'), practice, scope, 'clinical', binary, u32(1));
const chunk = (plain: Uint8Array, i: number, last: number) =>
  b64(aes(binaryKey, join(Buffer.alloc(7), u32(i), Buffer.of(last)), binaryAad, plain));
const long = stream('long binary', 65_536 + 40);
const binaryCase = (name: string, chunks: string[], over: object = {}) => ({
  name,
  salt: hex(binarySalt),
  chunks,
  ...over,
});
const short = stream('short binary', 40);
write('binary', {
  source:
    'docs/protocol.md section 7.4; bytes in hexadecimal, chunks in base64url. The plaintext is the SHAKE-256 of a name. An entry without one is refused',
  practice,
  scope,
  binary,
  evaluated: hex(evaluated),
  erasure: hex(erasure),
  roleSecret: hex(roleSecret),
  cases: [
    binaryCase('empty', [chunk(Buffer.alloc(0), 0, 1)], { plaintext: { shake256Of: '', length: 0 } }),
    binaryCase('short', [chunk(short, 0, 1)], { plaintext: { shake256Of: 'short binary', length: 40 } }),
    binaryCase('two chunks', [chunk(long.subarray(0, 65_536), 0, 0), chunk(long.subarray(65_536), 1, 1)], {
      plaintext: { shake256Of: 'long binary', length: 65_576 },
    }),
    binaryCase('no chunk', []),
    binaryCase('the last one is not marked', [chunk(short, 0, 0)]),
    binaryCase('the first one is numbered 1', [chunk(short, 1, 1)]),
    binaryCase('cut', [b64(Buffer.from(chunk(short, 0, 1), 'base64url').subarray(0, -1))]),
    binaryCase('extended', [chunk(short, 0, 1), 'AA']),
    binaryCase('altered', [b64(flip(Buffer.from(chunk(short, 0, 1), 'base64url'), 3))]),
    binaryCase('another salt', [chunk(short, 0, 1)], { salt: hex(flip(binarySalt, 0)) }),
    binaryCase('an empty last chunk after a full one', [
      chunk(long.subarray(0, 65_536), 0, 0),
      chunk(Buffer.alloc(0), 1, 1),
    ]),
  ],
});

