import { base32, fields, flip, hex, hkdf, hpke, id, join, label, multiply, printed, sealed, sha256, stream, text, write, xWingPublicKey } from '../reference.ts';
import { practice, other, alice, sam, keyring } from './people.ts';
import { mistype, one } from './kits.ts';

const code = stream('code', 16);
const helperSecret = stream('helper secret', 32);
const planOf = (content: object, name: string, of = practice, member = alice.member) => {
  const info = fields(label('recovery/plan'), of, member);
  return sealed(hkdf(code, label('recovery/plan'), info), info, text(JSON.stringify(content)), name);
};
const helperNames = ['h1', 'h2', 'h3'].map((name) => id(name));
const content = { helpersNeeded: 2, helpers: helperNames };
const plan = planOf(content, 'plan');
const alone = planOf({ helpersNeeded: 1, helpers: helperNames.slice(0, 1) }, 'plan of one');
const recoveryInfo = fields(label('recovery/seal'), practice, alice.member, sha256(plan));
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
  plan: hex(plan),
  sealed: hex(recovered),
  ...over,
});
const planCase = (name: string, over: object) => ({
  name,
  code: hex(code),
  practice,
  member: alice.member,
  sealed: hex(plan),
  ...over,
});
const slopes = stream('slopes', 32);
const pointAt = (x: number, slope: Uint8Array = slopes) =>
  Buffer.from(helperSecret.map((byte, i) => byte ^ multiply(slope[i] ?? 0, x, 0x11b)));
const shareAt = (x: number, of: Uint8Array = plan, y = pointAt(x)) => join(sha256(of), Buffer.of(x), y);
const freshSeed = stream('fresh', 32);
const request = id('request');
const helpOf = (helper: number, share: Uint8Array, member = alice.member) =>
  hpke(
    xWingPublicKey(freshSeed),
    fields(label('recovery/help'), practice, member, request, helperNames[helper] ?? ''),
    share,
    `help ${String(helper)} ${hex(share).slice(0, 8)}`,
  );
const first = helpOf(0, shareAt(1));
const helpCase = (name: string, over: object) => ({
  name,
  seed: hex(freshSeed),
  practice,
  member: alice.member,
  request,
  helper: helperNames[0],
  sealed: hex(first),
  ...over,
});
/** The helpers' shares, as the recovering member combines them. */
const given = (helper: number, sealedHelp: Uint8Array) => ({ helper: helperNames[helper], sealed: hex(sealedHelp) });
const combineCase = (name: string, helps: object[], over: object = {}) => ({
  name,
  ...{ code: hex(code), seed: hex(freshSeed), practice, member: alice.member, request },
  plan: hex(plan),
  helps,
  ...over,
});
const earlier = planOf(content, 'earlier plan');
const helperSeed = stream('helper', 32);
const helperInfo = fields(label('recovery/helper'), practice, alice.member, helperNames[0] ?? '');
const atHelper = hpke(xWingPublicKey(helperSeed), helperInfo, shareAt(1), 'at the helper');
const shareCase = (name: string, over: object) => ({
  name,
  ...{ seed: hex(helperSeed), practice, member: alice.member, helper: helperNames[0], sealed: hex(atHelper) },
  ...over,
});
write('recovery', {
  source: 'docs/protocol.md section 7.1; bytes in hexadecimal. A case without a result is refused',
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
    sealedCase('another plan of the same code', { plan: hex(earlier) }),
    sealedCase('a plan that needs one helper', { plan: hex(alone) }),
  ],
  plans: [
    planCase('good', { plan: content }),
    planCase('one helper', { sealed: hex(alone), plan: { helpersNeeded: 1, helpers: helperNames.slice(0, 1) } }),
    planCase('another code', { code: hex(flip(code, 0)) }),
    planCase('another member', { member: sam.member }),
    planCase('another practice', { practice: other }),
    planCase('altered', { sealed: hex(flip(plan, 13)) }),
    planCase('one of three helpers is enough', { sealed: hex(planOf({ ...content, helpersNeeded: 1 }, 'p1')) }),
    planCase('two of one helper', {
      sealed: hex(planOf({ helpersNeeded: 2, helpers: helperNames.slice(0, 1) }, 'p2')),
    }),
    planCase('no helper is needed', { sealed: hex(planOf({ ...content, helpersNeeded: 0 }, 'p3')) }),
    planCase('no helpers', { sealed: hex(planOf({ helpersNeeded: 1, helpers: [] }, 'p4')) }),
    planCase('a helper twice', {
      sealed: hex(planOf({ helpersNeeded: 2, helpers: [helperNames[0], helperNames[0]] }, 'p5')),
    }),
  ],
  shares: [
    shareCase('good', { share: hex(shareAt(1)) }),
    shareCase('another helper', { helper: helperNames[1] }),
    shareCase('another member', { member: sam.member }),
    shareCase('another key', { seed: hex(stream('stale', 32)) }),
    shareCase('altered', { sealed: hex(flip(atHelper, -1)) }),
  ],
  helps: [
    helpCase('good', { share: hex(shareAt(1)) }),
    helpCase('another helper', { helper: helperNames[1] }),
    helpCase('another request', { request: id('x') }),
    helpCase('another member', { member: sam.member }),
    helpCase('another key', { seed: hex(stream('stale', 32)) }),
    helpCase('altered', { sealed: hex(flip(first, -1)) }),
    helpCase('a byte too few', { sealed: hex(helpOf(0, shareAt(1).subarray(0, 64))) }),
  ],
  combined: [
    combineCase('first and second', [given(0, first), given(1, helpOf(1, shareAt(2)))], {
      helperSecret: hex(helperSecret),
    }),
    combineCase('third and first', [given(2, helpOf(2, shareAt(3))), given(0, first)], {
      helperSecret: hex(helperSecret),
    }),
    combineCase('the only one', [given(0, helpOf(0, shareAt(0, alone)))], {
      plan: hex(alone),
      helperSecret: hex(helperSecret),
    }),
    combineCase('none', []),
    combineCase('one share only', [given(0, first)]),
    combineCase('one share that says it is the secret', [given(0, helpOf(0, shareAt(0)))]),
    combineCase('the same helper twice', [given(0, first), given(0, first)]),
    combineCase('one share under two names', [given(0, first), given(1, helpOf(1, shareAt(1)))]),
    combineCase('shares of two plans', [given(0, first), given(1, helpOf(1, shareAt(2, earlier)))]),
    combineCase('a share of another member', [given(0, first), given(1, helpOf(1, shareAt(2), sam.member))]),
    combineCase('a helper who is not in the plan', [
      given(0, first),
      {
        helper: id('stranger'),
        sealed: hex(
          hpke(
            xWingPublicKey(freshSeed),
            fields(label('recovery/help'), practice, alice.member, request, id('stranger')),
            shareAt(4),
            'stranger',
          ),
        ),
      },
    ]),
  ],
  notices: [0, 1].map((helper) => ({
    ...{ request, helper: helperNames[helper] },
    notice: base32(
      sha256(fields(label('recovery/notice'), request, helperNames[helper] ?? '')).subarray(0, 16),
    ).toLowerCase(),
  })),
});
