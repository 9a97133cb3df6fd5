import { aes, fields, flip, hex, hkdf, hmac, id, join, label, sealed, stream, text, u32, write } from '../reference.ts';
import { practice, practiceSecrets } from './people.ts';
import { scope } from './scope.ts';

const indexId = `search/${practice}`;
const output = stream('output', 64);
const prk = hmac('sha512', fields(label('sealed-index'), indexId), output);
const expand = (name: string, limit: number, length: number) =>
  hmac('sha512', prk, join(fields(label(`search/${name}`), Buffer.of(limit)), Buffer.of(1))).subarray(0, length);
const locatorOf = (limit: number) => join(Buffer.of(limit), expand('locator', limit, 15));
const locator = locatorOf(8);
const cardKey = stream('card key', 32);
const reception = stream('reception of epoch 2', 32);
const batchSecret = stream('reception of a batch', 32);
const epochName = (epoch: number) => join(Buffer.alloc(12), u32(epoch));
const batchName = stream('batch', 16);
const nonce = stream('posting', 12);
const content = (name: Uint8Array, secret: Uint8Array) => {
  const info = fields(label('posting/content'), indexId, locator, name, nonce);
  const key = hkdf(secret, label('posting/content'), info);
  return join(name, aes(key, Buffer.alloc(12), info, join(stream('patient', 16), cardKey)));
};
const outer = (plain: Uint8Array) =>
  join(nonce, aes(expand('key', 8, 32), nonce, fields(label('search/posting'), indexId, locator), plain));
const posting = outer(content(epochName(2), reception));
const imported = outer(content(batchName, batchSecret));
const cardText = '{"family":"DUPONT","given":"Jeanne","birth":"1956-03-12","sex":"F","town":"Évry"}';
const card = (plain: Uint8Array, name: Uint8Array = epochName(2), secret: Uint8Array = reception) => {
  const info = fields(label('card'), practice, scope, name);
  return join(name, sealed(hkdf(cardKey, secret, info, 32), info, plain, 'card'));
};
const padded = (value: string) => join(text(value), Buffer.alloc(256 - Buffer.byteLength(value)));
const postingCase = (name: string, over: object) => ({
  name,
  output: hex(output),
  limit: 8,
  sealed: hex(posting),
  secretName: 2 as number | string,
  secret: hex(reception),
  ...over,
});
const batchOf = { secretName: id('batch'), secret: hex(batchSecret) };
const cardCase = (name: string, over: object) => ({
  name,
  cardKey: hex(cardKey),
  scope,
  secretName: 2 as number | string,
  reception: hex(reception),
  sealed: hex(card(padded(cardText))),
  ...over,
});
write('search-posting', {
  source: 'docs/protocol.md section 7.5; bytes in hexadecimal. A case without a result is refused',
  practice,
  terms: ['dupon|j', '1956-03-12|d', 'été'].map((term) => ({
    indexSecret: hex(practiceSecrets.indexSecret),
    term,
    input: hex(hmac('sha256', practiceSecrets.indexSecret, fields(label('search/term'), term))),
  })),
  locators: [
    { name: 'combined term', output: hex(output), limit: 8, locator: hex(locator) },
    { name: 'exact term', output: hex(output), limit: 20, locator: hex(locatorOf(20)) },
    { name: 'no such limit', output: hex(output), limit: 9 },
    { name: 'short output', output: hex(output.subarray(1)), limit: 8 },
  ],
  postings: [
    postingCase('good', { posting: { scope, cardKey: hex(cardKey) } }),
    postingCase('of an import', { sealed: hex(imported), ...batchOf, posting: { scope, cardKey: hex(cardKey) } }),
    postingCase('opened by the evaluation of the term alone', { secret: hex(Buffer.alloc(32)) }),
    postingCase('under the secret of another epoch', { secret: hex(stream('reception of epoch 1', 32)) }),
    postingCase('of an import, opened with an epoch’s secret', {
      ...{ ...batchOf, sealed: hex(imported), secret: hex(reception) },
    }),
    postingCase('said to be of another batch', {
      ...{ ...batchOf, secretName: id('x') },
      sealed: hex(outer(join(stream('x', 16), content(batchName, batchSecret).subarray(16)))),
    }),
    postingCase('of epoch 0', { sealed: hex(outer(content(epochName(0), reception))), secretName: 0 }),
    postingCase('another output', { output: hex(flip(output, 0)) }),
    postingCase('the other limit', { limit: 20 }),
    postingCase('altered', { sealed: hex(flip(posting, 20)) }),
    postingCase('cut', { sealed: hex(posting.subarray(0, 107)) }),
    postingCase('too long', { sealed: hex(join(posting, Buffer.of(0))) }),
  ],
  cards: [
    cardCase('good', { text: cardText }),
    cardCase('of an import', {
      sealed: hex(card(padded(cardText), batchName, batchSecret)),
      ...{ secretName: id('batch'), reception: hex(batchSecret), text: cardText },
    }),
    cardCase('full', { sealed: hex(card(text('é'.repeat(128)))), text: 'é'.repeat(128) }),
    cardCase('of another patient', { scope: id('x') }),
    cardCase('another key', { cardKey: hex(flip(cardKey, 0)) }),
    cardCase('another epoch’s role secret', { reception: hex(stream('reception of epoch 1', 32)) }),
    cardCase('said to be of another epoch', { sealed: hex(flip(card(padded(cardText)), 15)), secretName: 3 }),
    cardCase('altered', { sealed: hex(flip(card(padded(cardText)), -1)) }),
    cardCase('not padded', { sealed: hex(card(text(cardText))) }),
    cardCase('empty', { sealed: hex(card(Buffer.alloc(256))) }),
  ],
});

