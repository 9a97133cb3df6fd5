import { ed25519, fields, flip, hex, hkdf, id, label, stream, write } from '../reference.ts';
import { alice, other, practice, sam } from './people.ts';

const scope = id('scope');
const evaluated = stream('evaluated scope', 64);
const keyOf = (n: Uint8Array, of: string) =>
  ed25519(hkdf(n, label('scope/eraser'), fields(label('scope/eraser'), of), 32));
const key = keyOf(evaluated, scope);
const erasure = id('erasure');
type Asked = { practice: string; scope: string; member: string; sequence: number; confirms: string | null };
const asked: Asked = { practice, scope, member: alice.member, sequence: 7, confirms: null };
const confirmed: Asked = { ...asked, member: sam.member, confirms: erasure };
const proofOf = (of: Asked, by = key) =>
  by.sign(
    fields(label('scope/erasure'), of.practice, of.scope, of.member, String(of.sequence), of.confirms ?? ''),
  );
const proofCase = (name: string, of: Asked, proof: Uint8Array, eraser = key.publicKey) => ({
  name,
  eraser: hex(eraser),
  ...of,
  proof: hex(proof),
});
const [ask, confirm] = [proofOf(asked), proofOf(confirmed)];

type Decided = Omit<Asked, 'confirms'>;
const decided: Decided = { practice, scope, member: alice.member, sequence: 7 };
const decision = key.sign(fields(label('scope/decision'), practice, scope, alice.member, '7'));
const decisionCase = (name: string, of: Decided, proof: Uint8Array) => ({
  ...{ name, eraser: hex(key.publicKey), ...of },
  proof: hex(proof),
});

write('erasure', {
  source: 'docs/protocol.md sections 8.5 and 8.7; bytes in hexadecimal',
  keys: [
    { name: 'a file', evaluated: hex(evaluated), scope, eraser: hex(key.publicKey) },
    {
      name: 'another file of the same evaluation',
      evaluated: hex(evaluated),
      scope: id('another scope'),
      eraser: hex(keyOf(evaluated, id('another scope')).publicKey),
    },
    {
      name: 'another evaluation of the same file',
      evaluated: hex(flip(evaluated, 0)),
      scope,
      eraser: hex(keyOf(flip(evaluated, 0), scope).publicKey),
    },
  ],
  proofs: [proofCase('asks', asked, ask), proofCase('confirms', confirmed, confirm)],
  refused: [
    proofCase('of another practice', { ...asked, practice: other }, ask),
    proofCase('of another file', { ...asked, scope: id('another scope') }, ask),
    proofCase('of another member', { ...asked, member: sam.member }, ask),
    proofCase('of an earlier sequence', { ...asked, sequence: 8 }, ask),
    proofCase('of the one who asks, used to confirm', { ...asked, confirms: erasure }, ask),
    proofCase('of the one who confirms, used to ask', { ...confirmed, confirms: null }, confirm),
    proofCase('of the one who confirms another erasure', { ...confirmed, confirms: id('another erasure') }, confirm),
    proofCase('by the key of another file', asked, proofOf(asked, keyOf(evaluated, id('another scope')))),
    proofCase('by the member’s own key', asked, proofOf(asked, alice.author)),
    proofCase('held against another key', asked, ask, keyOf(flip(evaluated, 0), scope).publicKey),
    proofCase('altered', asked, flip(ask, 63)),
    proofCase('with a digit moved to the next field', { ...asked, sequence: 71, confirms: null }, ask),
  ],
  decisions: [decisionCase('decides', decided, decision)],
  refusedDecisions: [
    decisionCase('of another practice', { ...decided, practice: other }, decision),
    decisionCase('of another scope', { ...decided, scope: id('another scope') }, decision),
    decisionCase('of another doctor', { ...decided, member: sam.member }, decision),
    decisionCase('of an earlier sequence', { ...decided, sequence: 8 }, decision),
    decisionCase('of an erasure', decided, ask),
    decisionCase('by the member’s own key', decided, alice.author.sign(fields(label('scope/decision'), practice, scope, alice.member, '7'))),
  ],
});
