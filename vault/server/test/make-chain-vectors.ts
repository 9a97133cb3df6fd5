// Writes vectors/chains.json: `node vault/server/test/make-chain-vectors.ts`. All keys are derived from their names.
import { createHash, createPrivateKey, createPublicKey, sign, type KeyObject } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import {
  orderHash,
  withPracticeId,
  type Action,
  type PracticeStatement,
  type Role,
} from '@etanche/core-vault-protocol';
import { toRecordId, utf8 } from '@etanche/core-wire';

const pkcs8 = Buffer.from('302e020100300506032b657004220420', 'hex');
const b64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url');
const named = (name: string, length = 32) =>
  createHash('shake256', { outputLength: length }).update(`chains ${name}`).digest();
const id = (name: string) => toRecordId(named(name, 16));
const keys = (name: string) => ({ auth: signer(name).publicKey, keys: b64(named(`${name} keys`)) });

type Signer = { readonly key: KeyObject; readonly publicKey: string };
function signer(name: string): Signer {
  const key = createPrivateKey({ key: Buffer.concat([pkcs8, named(name)]), format: 'der', type: 'pkcs8' });
  const { x = '' } = createPublicKey(key).export({ format: 'jwk' });
  return { key, publicKey: x };
}

const vaults = ['vault 1', 'vault 2', 'vault 3'].map(signer);
const audience = vaults.map(({ publicKey }) => publicKey);

/** An approver with a card of the vault at an index. */
function approver(name: string, index: number) {
  const by = vaults[index - 1] ?? signer('nobody');
  const rpId = `approve.vault${index}.example`;
  const card = {
    approver: id(name),
    name,
    index,
    rpId,
    origin: `https://${rpId}`,
    credential: b64(named(`${name} credential`)),
    publicKey: b64(named(`${name} passkey`, 77)),
    backupEligible: false,
  };
  const head = b64(utf8(JSON.stringify({ alg: 'EdDSA', kid: by.publicKey, typ: 'etanche-approver-card+jws' })));
  const body = `${head}.${b64(utf8(JSON.stringify(card)))}`;
  return { approver: card.approver, card: `${body}.${b64(sign(null, utf8(body), by.key))}` };
}

const member = (name: string, ...roles: Role[]) => ({ member: id(name), ...keys(name), roles });
const doctor = member('doctor', 'doctor', 'administrator');
const secretary = member('secretary', 'secretary');
const newcomer = member('newcomer', 'doctor');
const [first, second, third] = [approver('first', 1), approver('second', 2), approver('third', 3)];

const times = { issuedAt: 1795341600, expires: 1795946400 };
const genesisAction: Action = {
  kind: 'genesis',
  server: signer('server').publicKey,
  members: [doctor, secretary],
  approvers: [first, second],
  kit: keys('kit'),
  contacts: ['alarmes@cabinet.example'],
};
const zero = b64(new Uint8Array(32));
const genesis = Buffer.from(
  withPracticeId(
    utf8(
      JSON.stringify({
        practice: 'a'.repeat(26),
        sequence: 0,
        previous: zero,
        audience,
        ...times,
        action: genesisAction,
      }),
    ),
  ),
).toString();
const practice = genesis.slice(13, 39);
const hashOf = (payload: string) => b64(orderHash(utf8(payload)));

type Change = { readonly sequence?: number; readonly previous?: string };
function order(before: readonly string[], action: Action, change: Change = {}): string {
  const previous = hashOf(before.at(-1) ?? '');
  return JSON.stringify({ practice, sequence: before.length, previous, audience, ...times, action, ...change });
}
function chain(...actions: readonly Action[]): string[] {
  return actions.reduce((before, action) => [...before, order(before, action)], [genesis]);
}

const rekey = { kind: 'rekey', member: secretary.member, ...keys('secretary again') } as const;
const retire = { kind: 'retire', member: doctor.member } as const;
const enrol = { kind: 'enrol', ...newcomer } as const;
const theft = { freeze: id('freeze'), member: doctor.member, reason: 'suspected_theft' } as const;
const importer = {
  kind: 'importer',
  importer: id('importer'),
  ...keys('importer'),
  patients: 100,
  search: 900,
  until: times.issuedAt + 3600,
} as const;

const state = {
  live: false,
  server: signer('server').publicKey,
  members: [
    { ...doctor, retired: false },
    { ...secretary, retired: false },
  ],
  approvers: [first.approver, second.approver],
  kit: keys('kit'),
  contacts: ['alarmes@cabinet.example'],
  importers: [] as string[],
  logEpoch: 1,
};
const founded = chain();
const changed = chain(enrol, rekey, retire);
const settings = chain(
  { kind: 'approvers', add: [third], remove: [first.approver] },
  { kind: 'kit', kit: keys('new kit') },
  importer,
  { kind: 'contacts', contacts: ['garde@cabinet.example', 'alarmes@cabinet.example'] },
  { kind: 'server', server: signer('new server').publicKey },
  { kind: 'restore', logEpoch: 2, size: 5, root: b64(named('root')) },
  { kind: 'live' },
);
const thawed = chain(
  { kind: 'freeze', ...theft },
  { kind: 'thaw', ...theft, rekey: keys('doctor again') },
  { kind: 'dormancy', days: 30 },
  { kind: 'reactivate', member: secretary.member },
);

const base: PracticeStatement = {
  practice,
  index: 1,
  issuers: 2,
  sequence: 3,
  head: hashOf(changed[3] ?? ''),
  time: times.issuedAt,
  live: false,
  server: state.server,
  members: [doctor, secretary].map((each) => ({ ...each, status: 'active', since: times.issuedAt })),
  approvers: [first, second],
  log: { epoch: 1, size: 0, root: null },
  freezes: [],
};
const statuses = (...each: readonly PracticeStatement['members'][number]['status'][]) =>
  base.members.map((one, i) => ({ ...one, status: each[i] ?? 'active' }));
const freeze = (by: 'server' | 'approver', reason: 'canary' | 'suspected_theft') => ({
  freeze: id('freeze'),
  member: secretary.member,
  reason,
  by,
  since: times.issuedAt,
  until: null,
});
const frozen = { members: statuses('active', 'frozen') };
const longer = { sequence: 4, head: b64(named('longer')) };
const swapped = {
  members: base.members.map((one, i) => ({ ...one, ...(i === 0 ? keys('attacker') : {}) })),
};
const said = (index: number, change: Partial<PracticeStatement> = {}) => ({ index, ...change });
const agreed = (change: object = {}) => ({
  sequence: base.sequence,
  head: base.head,
  live: false,
  vaults: [1, 2],
  statuses: ['active', 'active'],
  emergency: [true, true],
  ...change,
});
const none = { state: null, head: null };
const both = (change: object = {}) => ({ state: agreed(change), head: agreed(change) });
const onlyHead = (change: object) => ({ state: null, head: agreed(change) });

const payloads: string[] = [];
/** Positions of the orders in `orders`, where each payload occurs once. */
function indices(orders: readonly (string | undefined)[]): number[] {
  return orders.map((payload = '') => {
    if (!payloads.includes(payload)) payloads.push(payload);
    return payloads.indexOf(payload);
  });
}
const withIndices = <Case extends { readonly orders: readonly (string | undefined)[] }>(cases: readonly Case[]) =>
  cases.map((each) => ({ ...each, orders: indices(each.orders) }));

const vectors = {
  about:
    'The state of a practice (docs/protocol.md section 6.1): how t vaults agree on it, how orders link, and how a chain replays. Statements are payloads whose signatures were verified. Payloads of orders are texts, everything else is base64url.',
  vaults: audience,
  practice,
  orders: payloads,
  statement: base,
  agreements: [
    { name: 'one vault', said: [said(1)], ...none },
    { name: 'one vault that answers twice', said: [said(1), said(1)], ...none },
    { name: 'two vaults', said: [said(1), said(2)], ...both() },
    { name: 'three vaults', said: [said(1), said(2), said(3)], ...both({ vaults: [1, 2, 3] }) },
    {
      name: 'another order of lists and times',
      said: [
        said(1),
        said(2, {
          time: times.issuedAt + 9,
          members: base.members.toReversed(),
          approvers: base.approvers.toReversed(),
        }),
      ],
      ...both(),
    },
    { name: 'two heads', said: [said(1), said(2, { head: longer.head })], ...none },
    { name: 'two lengths', said: [said(1), said(2, longer)], ...none },
    { name: 'a longer chain of one vault', said: [said(1), said(2), said(3, longer)], ...both() },
    {
      name: 'a longer chain of two vaults',
      said: [said(1), said(2, longer), said(3, longer)],
      ...both({ ...longer, vaults: [2, 3] }),
    },
    {
      name: 'another key of a member at one of two',
      said: [said(1), said(2, swapped)],
      ...onlyHead({ statuses: ['active'], emergency: [true] }),
    },
    {
      name: 'another key of a member at one of three',
      said: [said(1), said(2, swapped), said(3)],
      state: agreed({ vaults: [1, 3] }),
      head: agreed({ vaults: [1, 2, 3] }),
    },
    { name: 'another server at one of two', said: [said(1), said(2, { server: zero })], ...onlyHead({}) },
    { name: 'live at one of two', said: [said(1), said(2, { live: true })], ...onlyHead({}) },
    {
      name: 'another approver at one of two',
      said: [said(1), said(2, { approvers: [first, third] })],
      ...onlyHead({}),
    },
    {
      name: 'a member who has left at one of two',
      said: [said(1), said(2, { members: statuses('active', 'retired') })],
      ...onlyHead({ statuses: ['active', 'frozen'], emergency: [true, false] }),
    },
    {
      name: 'a member who has left',
      said: [said(1, { members: statuses('active', 'retired') }), said(2, { members: statuses('active', 'retired') })],
      ...both({ statuses: ['active', 'retired'], emergency: [true, false] }),
    },
    {
      name: 'a freeze that reached one of two',
      said: [said(1), said(2, { ...frozen, freezes: [freeze('server', 'canary')] })],
      ...both({ statuses: ['active', 'frozen'] }),
    },
    {
      name: 'a freeze that reached one of three',
      said: [said(1), said(2, { ...frozen, freezes: [freeze('server', 'canary')] }), said(3)],
      ...both({ vaults: [1, 2, 3] }),
    },
    {
      name: 'a freeze that leaves nothing',
      said: [said(1), said(2, { ...frozen, freezes: [freeze('approver', 'suspected_theft')] })],
      ...both({ statuses: ['active', 'frozen'], emergency: [true, false] }),
    },
  ],
  links: withIndices([
    {
      name: 'from the genesis',
      orders: changed,
      after: { sequence: -1, head: zero },
      end: { sequence: 3, head: hashOf(changed[3] ?? '') },
      linked: true,
    },
    {
      name: 'a part',
      orders: changed.slice(2),
      after: { sequence: 1, head: hashOf(changed[1] ?? '') },
      end: { sequence: 3, head: hashOf(changed[3] ?? '') },
      linked: true,
    },
    {
      name: 'no order',
      orders: [],
      after: { sequence: 1, head: hashOf(changed[1] ?? '') },
      end: { sequence: 1, head: hashOf(changed[1] ?? '') },
      linked: true,
    },
    {
      name: 'no order and another head',
      orders: [],
      after: { sequence: 1, head: hashOf(changed[1] ?? '') },
      end: { sequence: 1, head: zero },
      linked: false,
    },
    {
      name: 'an order missing',
      orders: changed.toSpliced(2, 1),
      after: { sequence: -1, head: zero },
      end: { sequence: 3, head: hashOf(changed[3] ?? '') },
      linked: false,
    },
    {
      name: 'two orders exchanged',
      orders: [changed[0], changed[2], changed[1], changed[3]],
      after: { sequence: -1, head: zero },
      end: { sequence: 3, head: hashOf(changed[3] ?? '') },
      linked: false,
    },
    {
      name: 'an order of another chain',
      orders: [...changed.slice(0, 3), thawed[3]],
      after: { sequence: -1, head: zero },
      end: { sequence: 3, head: hashOf(thawed[3] ?? '') },
      linked: false,
    },
    {
      name: 'a shorter chain',
      orders: changed.slice(0, 3),
      after: { sequence: -1, head: zero },
      end: { sequence: 3, head: hashOf(changed[3] ?? '') },
      linked: false,
    },
    {
      name: 'a longer chain',
      orders: changed,
      after: { sequence: -1, head: zero },
      end: { sequence: 2, head: hashOf(changed[2] ?? '') },
      linked: false,
    },
  ]),
  chains: withIndices([
    { name: 'a genesis', orders: founded, state },
    {
      name: 'members',
      orders: changed,
      state: {
        ...state,
        members: [
          { ...doctor, retired: true },
          { ...secretary, ...keys('secretary again'), retired: false },
          { ...newcomer, retired: false },
        ],
      },
    },
    {
      name: 'approvers, kit, importers and settings',
      orders: settings,
      state: {
        ...state,
        live: true,
        server: signer('new server').publicKey,
        approvers: [second.approver, third.approver],
        kit: keys('new kit'),
        contacts: ['garde@cabinet.example', 'alarmes@cabinet.example'],
        importers: [importer.importer],
        logEpoch: 2,
      },
    },
    {
      name: 'a thaw with a new seed',
      orders: thawed,
      state: {
        ...state,
        members: [
          { ...doctor, ...keys('doctor again'), retired: false },
          { ...secretary, retired: false },
        ],
      },
    },
  ]),
  rejected: withIndices([
    { name: 'a second genesis', orders: chain(genesisAction) },
    { name: 'an enrolment of a member', orders: chain({ kind: 'enrol', ...doctor, ...keys('other') }) },
    { name: 'a new seed of a stranger', orders: chain({ ...rekey, member: id('stranger') }) },
    {
      name: 'a new seed of a member who has left',
      orders: chain(retire, { kind: 'rekey', member: doctor.member, ...keys('other') }),
    },
    {
      name: 'a thaw with a new seed of a member who has left',
      orders: chain(retire, { kind: 'thaw', ...theft, rekey: keys('other') }),
    },
    { name: 'a retirement of a stranger', orders: chain({ kind: 'retire', member: id('stranger') }) },
    { name: 'a second retirement', orders: chain(retire, retire) },
    { name: 'an order after a gap', orders: [genesis, order([genesis], enrol, { sequence: 2 })] },
    { name: 'an order after another head', orders: [genesis, order([genesis], enrol, { previous: zero })] },
  ]),
};
writeFileSync(new URL('../../../vectors/chains.json', import.meta.url), `${JSON.stringify(vectors, null, 2)}\n`);
