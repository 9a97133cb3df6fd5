import { flip, hex, stream, write } from '../reference.ts';
import { practice } from './people.ts';
import { kit, one, two, mistype } from './kits.ts';

write('kit', {
  source: 'docs/protocol.md section 7.1; bytes in hexadecimal. Any two sheets of a kit give its secret',
  kits: [one, two].map((made) => ({
    secret: hex(made.secret),
    trust: hex(made.trust),
    practice,
    auth: hex(made.auth),
    sealing: hex(made.sealing),
    keysHash: hex(made.hash),
    sheets: made.sheets,
  })),
  refused: [
    { name: 'two kits', sheets: [one.sheets[0], two.sheets[1]], code: 'sheets_differ' },
    {
      name: 'two practices',
      sheets: [one.sheets[0], kit('one', stream('other trust', 20)).sheets[1]],
      code: 'sheets_differ',
    },
    { name: 'one sheet twice', sheets: [one.sheets[2], one.sheets[2]], code: 'sheet_repeated' },
    { name: 'a wrong letter', sheets: [mistype(one.sheets[0] ?? '', 57), one.sheets[1]], code: 'text_mistyped' },
    { name: 'a group too few', sheets: [one.sheets[0]?.slice(5), one.sheets[1]], code: 'text_mistyped' },
    { name: 'a sheet numbered 4', sheets: [one.sheet(4), one.sheets[1]], code: 'text_mistyped' },
    { name: 'a sheet numbered 0', sheets: [one.sheet(0), one.sheets[1]], code: 'text_mistyped' },
    {
      name: 'another share under a good checksum',
      sheets: [one.sheet(1, flip(one.share(1), 3)), one.sheets[1]],
      code: 'sheets_differ',
    },
  ],
});

