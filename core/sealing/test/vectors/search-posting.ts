import { fields, flip, hex, hkdf, hmac, id, join, label, sealed, stream, text, u32, write } from '../reference.ts';
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
const posting = sealed(
  expand('key', 8, 32),
  fields(label('search/posting'), indexId, locator),
  join(stream('patient', 16), cardKey),
  'posting',
);
const cardText = '{"family":"DUPONT","given":"Jeanne","birth":"1956-03-12","sex":"F","town":"Évry"}';
const reception = stream('reception of epoch 2', 32);
const cardInfo = fields(label('card'), practice, scope, u32(2));
const card = (plain: Uint8Array) =>
  join(u32(2), sealed(hkdf(cardKey, reception, cardInfo, 32), cardInfo, plain, 'card'));
const padded = (value: string) => join(text(value), Buffer.alloc(256 - Buffer.byteLength(value)));
const postingCase = (name: string, over: object) => ({
  name,
  output: hex(output),
  limit: 8,
  sealed: hex(posting),
  ...over,
});
const cardCase = (name: string, over: object) => ({
  name,
  cardKey: hex(cardKey),
  scope,
  reception: hex(reception),
  sealed: hex(card(padded(cardText))),
  ...over,
});
write('search-posting', {
  source: 'docs/protocol.md section 7.5; bytes in hexadecimal. What has no result is refused',
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
    postingCase('another output', { output: hex(flip(output, 0)) }),
    postingCase('the other limit', { limit: 20 }),
    postingCase('altered', { sealed: hex(flip(posting, 20)) }),
    postingCase('cut', { sealed: hex(posting.subarray(0, 75)) }),
    postingCase('too long', { sealed: hex(join(posting, Buffer.of(0))) }),
  ],
  cards: [
    cardCase('good', { text: cardText }),
    cardCase('full', { sealed: hex(card(text('é'.repeat(128)))), text: 'é'.repeat(128) }),
    cardCase('of another patient', { scope: id('x') }),
    cardCase('another key', { cardKey: hex(flip(cardKey, 0)) }),
    cardCase('another epoch’s role secret', { reception: hex(stream('reception of epoch 1', 32)) }),
    cardCase('said to be of another epoch', { sealed: hex(flip(card(padded(cardText)), 3)) }),
    cardCase('altered', { sealed: hex(flip(card(padded(cardText)), -1)) }),
    cardCase('not padded', { sealed: hex(card(text(cardText))) }),
    cardCase('empty', { sealed: hex(card(Buffer.alloc(256))) }),
  ],
});

