import { describe, expect, test } from 'vitest';
import {
  readOrigin,
  replacedResults,
  versionDecision,
  withOrigin,
  type DocumentOrigin,
  type JsonObject,
  type StoredResult,
  type StoredVersion,
} from '../../src/index.ts';

const id = (value: string, system: string | null = 'urn:oid:1.2.3') => ({ system, value });
const origin = (version: number, changes: Partial<DocumentOrigin> = {}): DocumentOrigin => ({
  ...{ sender: 'folder LABEX', id: id(`1.${version}`), sets: [id('1')], version, sentAt: null },
  ...{ replaces: version > 1 ? [id(`1.${version - 1}`)] : [], request: version > 1 ? 'replace' : 'create' },
  ...{ results: 'all', marks: [] },
  ...changes,
});
const stored = (version: number, changes: Partial<DocumentOrigin> = {}, state: StoredVersion['state'] = 'current') => ({
  ...{ id: `r${version}`, state },
  origin: origin(version, changes),
});
/** A message of HL7, which has no version number. */
const message = (own: string, at: string | null, changes: Partial<DocumentOrigin> = {}): DocumentOrigin =>
  origin(1, { version: null, sets: [], id: id(own, null), sentAt: at, ...changes });
const cancel = { request: 'cancel', replaces: [] } as const;

type Case = readonly [
  name: string,
  received: DocumentOrigin,
  versions: readonly StoredVersion[],
  expected: readonly [state: string, versions: readonly string[], remark: string | null],
];
const cases: readonly Case[] = [
  ['is current if it is the first one', origin(1), [], ['current', [], null]],
  ['is current if what it replaces never arrived', origin(3), [], ['current', [], null]],
  ['replaces the one before', origin(2), [stored(1)], ['current', ['r1'], null]],
  ['replaces by its set alone', origin(2, { replaces: [] }), [stored(1)], ['current', ['r1'], null]],
  ['replaces by the identifier alone', origin(2, { sets: [], version: null }), [stored(1)], ['current', ['r1'], null]],
  ['replaces only the current one', origin(3), [stored(1, {}, 'superseded'), stored(2)], ['current', ['r2'], null]],
  ['leaves one that a member removed', origin(2), [stored(1, {}, 'removed')], ['current', [], null]],
  ['is not current after a later one', origin(1), [stored(2)], ['superseded', [], 'outdated']],
  [
    'is not current beside an equal number',
    origin(2),
    [stored(2, { id: id('other') })],
    ['superseded', [], 'outdated'],
  ],
  [
    'is not current after a one that names it',
    origin(1, { sets: [], version: null }),
    [stored(2, { sets: [] })],
    ['superseded', [], 'outdated'],
  ],
  [
    'replaces the one before it though a later one was first',
    origin(2, { sets: [], version: null }),
    [stored(1, { sets: [] }), stored(3, { sets: [], version: null })],
    ['superseded', ['r1'], 'outdated'],
  ],
  [
    'of another sender replaces nothing',
    origin(2, { sender: 'folder AUTRE' }),
    [stored(1)],
    ['current', [], 'other_sender'],
  ],
  [
    'of the same name on another way replaces nothing',
    origin(2, { sender: 'mailto:x@example.fr LABEX' }),
    [stored(1)],
    ['current', [], 'other_sender'],
  ],
  [
    'of an unknown sender replaces nothing',
    origin(2, { sender: '' }),
    [stored(1, { sender: '' })],
    ['current', [], 'other_sender'],
  ],
  [
    'whose number another sender has by chance has no remark',
    message('A', null, { sets: [id('D1', null)], id: null }),
    [{ ...stored(1), origin: message('B', null, { sets: [id('D1', null)], id: null, sender: 'folder AUTRE' }) }],
    ['current', [], null],
  ],
  [
    'without a number is newer by its time',
    message('B', '2026-11-12T10:00:00+01:00', { replaces: [id('A', null)] }),
    [{ ...stored(1), origin: message('A', '2026-11-12T09:30:00+01:00') }],
    ['current', ['r1'], null],
  ],
  [
    'without a number is older by its time',
    message('A', '2026-11-12T09:00:00+01:00'),
    [{ ...stored(1), origin: message('A', '2026-11-12T08:30:00Z') }],
    ['superseded', [], 'outdated'],
  ],
  [
    'without number and time is newer by its arrival',
    message('A', null),
    [{ ...stored(1), origin: message('A', null) }],
    ['current', ['r1'], null],
  ],
  [
    'that is withdrawn takes the earlier ones with it',
    origin(2, cancel),
    [stored(1, {}, 'superseded'), stored(2)],
    ['notice', ['r1', 'r2'], null],
  ],
  [
    'that is withdrawn leaves a later one',
    origin(1, cancel),
    [stored(1, {}, 'superseded'), stored(2)],
    ['notice', ['r1'], null],
  ],
  ['that is withdrawn twice changes nothing', origin(2, cancel), [stored(2, {}, 'withdrawn')], ['notice', [], null]],
  ['that is withdrawn and never arrived is unknown', origin(2, cancel), [], ['notice', [], 'nothing_known']],
  [
    'of another sender withdraws nothing',
    origin(2, { ...cancel, sender: 'folder AUTRE' }),
    [stored(2)],
    ['notice', [], 'other_sender'],
  ],
  [
    'that arrives after its withdrawal is withdrawn',
    origin(1),
    [stored(2, cancel, 'notice')],
    ['withdrawn', [], 'outdated'],
  ],
  [
    'that is newer than a withdrawal is current',
    origin(3),
    [stored(2, {}, 'withdrawn'), stored(2, cancel, 'notice')],
    ['current', [], null],
  ],
];

test.each(cases)('a received version %s', (_, received, versions, [state, replaced, remark]) => {
  const decision = versionDecision(received, versions);
  expect([decision.state, decision.versions.map((one) => one.id), decision.remark]).toEqual([state, replaced, remark]);
});

describe('an origin', () => {
  test.each([
    [
      'with everything',
      origin(3, { sentAt: '2026-11-12T10:00:00+01:00', marks: [{ system: 'urn:oid:1.2', code: 'MASQUE_PS' }] }),
    ],
    ['with nothing', message('A', null, { id: null, sender: '', request: 'cancel', results: 'same' })],
  ])('%s is read from the document in which it was written', (_, written) => {
    const document: JsonObject = { resourceType: 'DocumentReference', identifier: [{ system: 'urn:x', value: 'own' }] };
    const stored = withOrigin(document, written);
    expect(readOrigin(JSON.parse(JSON.stringify(stored)) as JsonObject)).toEqual(written);
    expect(stored['identifier']).toMatchObject([{ system: 'urn:x', value: 'own' }, ...written.sets]);
  });
  test('is not read from a document of another program', () => {
    expect(readOrigin({ resourceType: 'DocumentReference', masterIdentifier: { value: 'x' } })).toBeNull();
  });
});

describe('received results', () => {
  const result = (code: string, value: number, status = 'final', at = '2026-11-12T08:00:00+01:00', number = 'L1') => ({
    ...{ id: `${code}${value}`, number },
    resource: {
      ...{ resourceType: 'Observation', status, effectiveDateTime: at, valueQuantity: { value } },
      code: { coding: [{ code }], text: code },
    },
  });
  const known = (order: number | null, ...parts: Parameters<typeof result>): StoredResult => ({
    ...{ ...result(...parts), document: 'd1', order },
  });
  test.each([
    ['replace the same analysis alone', [result('K', 5)], [known(-1, 'K', 4), known(-1, 'NA', 140)], [['K4'], [], []]],
    ['of another day replace nothing', [result('K', 5, 'final', '2026-11-13')], [known(-1, 'K', 4)], [[], [], []]],
    [
      'of another request replace nothing',
      [result('K', 5, 'final', undefined, 'L2')],
      [known(-1, 'K', 4)],
      [[], [], []],
    ],
    ['that are older are outdated', [result('K', 5)], [known(1, 'K', 4)], [[], ['K5'], []]],
    ['without an order replace by arrival', [result('K', 5)], [known(null, 'K', 4)], [['K4'], [], []]],
    [
      'that are preliminary do not replace final ones',
      [result('K', 5, 'preliminary')],
      [known(null, 'K', 4)],
      [[], ['K5'], []],
    ],
    [
      'that are final do not replace a corrected one',
      [result('K', 5)],
      [known(0, 'K', 4, 'corrected')],
      [[], ['K5'], []],
    ],
    ['that are asked for replace nothing', [result('K', 5, 'registered')], [known(-1, 'K', 4)], [[], [], []]],
    ['that are deleted withdraw', [result('K', 5, 'entered-in-error')], [known(-1, 'K', 4)], [['K4'], [], []]],
    [
      'that are deleted and unknown say so',
      [result('K', 5, 'entered-in-error')],
      [known(-1, 'NA', 4)],
      [[], [], ['K5']],
    ],
    [
      'of a series replace those of their time',
      [result('GLU', 5, 'final', '2026-11-12T09:00:00+01:00')],
      [known(-1, 'GLU', 4), known(-1, 'GLU', 7, 'final', '2026-11-12T09:00:00+01:00')],
      [['GLU7'], [], []],
    ],
  ] as const)('%s', (_, received, before, [replaced, outdated, unknown]) => {
    const decided = replacedResults(received, before);
    expect([[...decided.replaced], [...decided.outdated], [...decided.unknown]]).toEqual([replaced, outdated, unknown]);
  });
});
