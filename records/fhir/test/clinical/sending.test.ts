import { describe, expect, test } from 'vitest';
import {
  asDone,
  buildQueuedMail,
  buildSending,
  buildWorkItem,
  checkResource,
  isPatientMailbox,
  mailAddressFault,
  patientMailbox,
  readPatient,
  readQueuedMail,
  readSending,
  readSendingReason,
  receiptReasons,
  refusalReasons,
  withMailAttempts,
  withMailOutcome,
  withSendingEvent,
  type IdentityStatus,
  type NewSending,
  type Resource,
} from '../../src/index.ts';

const from = { id: 'a'.repeat(26), name: 'Dr A' };
const gateway = { id: 'b'.repeat(26), name: 'Passerelle' };
const scope = 'c'.repeat(26);
const record = 'd'.repeat(26);
const at = '2026-11-29T10:00:00+01:00';
const mail: NewSending = {
  ...{ to: { address: 'dr.b@med.mssante.fr', name: 'Dr B' }, from, title: 'Courrier', body: '' },
  ...{ documents: ['e'.repeat(26)], audience: 'everyone', isLast: false },
};

describe('a mail in the patient’s file', () => {
  test('that repeats another one names it, and is valid', () => {
    const repeated = 'f'.repeat(26);
    const resource = buildSending({ ...mail, repeats: repeated }, 'Patient/1', record);
    expect(readSending(record, resource)?.repeats).toBe(repeated);
    expect(checkResource(resource)).toEqual([]);
  });

  test('that repeats none says so, before and after it was sent', () => {
    const first = buildSending(mail, 'Patient/1', record);
    expect(readSending(record, first)?.repeats).toBeNull();
    expect(readSending(record, withSendingEvent(first, { state: 'sent', at }))?.repeats).toBeNull();
  });
});

describe('a mail that came with a transferred file', () => {
  const sending = buildSending(mail, 'Patient/1', record);
  const here = 'g'.repeat(26);

  test.each<[string, Resource]>([
    ['waits', sending],
    ['was on its way', withSendingEvent(sending, { state: 'sending', messageId: '<1@x>' })],
    ['failed', withSendingEvent(sending, { state: 'failed', reason: '902' })],
  ])('is no mail of this practice, even if it %s', (_, resource) => {
    expect(readSending(record, resource)?.documents).toEqual(mail.documents);
    expect(readSending(here, resource)).toBeNull();
  });

  test('is none either without the id of a record', () => {
    const { identifier: _, ...bare } = sending;
    expect(readSending(record, { ...bare, resourceType: 'Communication' })).toBeNull();
  });
});

test('a mail that a server refuses for now is on its way with the reason, and sent without it', () => {
  const waiting = buildSending(mail, 'Patient/1', record);
  const delayed = withSendingEvent(waiting, { state: 'sending', messageId: '<1@x>', reason: 'smtp_451' });
  expect(readSending(record, delayed)).toMatchObject({ state: 'sending', messageId: '<1@x>', reason: 'smtp_451' });
  expect(checkResource(delayed)).toEqual([]);
  expect(readSending(record, withSendingEvent(delayed, { state: 'sent', at }))).toMatchObject({
    state: 'sent',
    reason: null,
  });
});

describe('a mail on the list of a gateway', () => {
  const queued = { record, patient: { scope, name: 'DURAND Léa' }, from, to: mail.to, at };
  const task = buildQueuedMail(queued, gateway);

  test('waits without an outcome, and is valid', () => {
    expect(readQueuedMail('i', task)).toEqual({ ...queued, outcome: null, attempts: null, writer: null });
    expect(checkResource(task)).toEqual([]);
  });

  test.each([
    ['sent', null],
    ['refused', 'smtp_550'],
  ] as const)('that is %s says so after the gateway settled it', (state, reason) => {
    const done = withMailOutcome(task, at, { state, reason }, null);
    expect(readQueuedMail('i', done)?.outcome).toEqual({ state, reason });
    expect(checkResource(done)).toEqual([]);
  });

  test('has the attempts to send it until there is an outcome', () => {
    const attempts = { count: 2, first: at, next: '2026-11-29T10:03:00.000Z' };
    const tried = withMailAttempts(withMailAttempts(task, { ...attempts, count: 1 }), attempts);
    expect(readQueuedMail('i', tried)).toEqual({ ...queued, outcome: null, attempts, writer: null });
    expect(checkResource(tried)).toEqual([]);
    const sent = withMailOutcome(tried, at, { state: 'sent', reason: null }, null);
    expect(readQueuedMail('i', sent)).toMatchObject({ outcome: { state: 'sent' }, attempts: null });
  });

  test('of which the attempts are malformed has none', () => {
    const extension = [{ url: 'urn:etanche:v1:sending-attempts', extension: [{ url: 'count', valueInteger: 3 }] }];
    expect(readQueuedMail('i', { ...task, extension })?.attempts).toBeNull();
  });

  test('that is done and says nothing else is not known to have left', () => {
    const outcome = { state: 'refused', reason: 'given_up' };
    expect(readQueuedMail('i', asDone(task, at))?.outcome).toEqual(outcome);
    const other = { coding: [{ system: 'urn:etanche:v1:sending-outcome', code: 'other' }] };
    expect(readQueuedMail('i', { ...asDone(task, at), businessStatus: other })?.outcome).toEqual(outcome);
  });

  test('that was given up loses the reason once its receipt comes', () => {
    const given = withMailOutcome(task, at, { state: 'refused', reason: 'given_up' }, 'm1');
    const received = withMailOutcome(given, at, { state: 'received', reason: null }, null);
    expect(readQueuedMail('i', received)?.outcome).toEqual({ state: 'received', reason: null });
    // Each outcome states its own writer: one that an earlier version states is not kept.
    expect([given, received].map((each) => readQueuedMail('i', each)?.writer)).toEqual(['m1', null]);
    const tried = withMailAttempts(given, { count: 1, first: at, next: at });
    expect(readQueuedMail('i', tried)?.writer).toBeNull();
  });

  test('of an earlier version has no recipient', () => {
    const words = { code: 'message', due: null, text: record, observations: [] } as const;
    const old = buildWorkItem({ ...words, patient: queued.patient, from, to: gateway, at }, gateway.id);
    expect(readQueuedMail('i', old)?.to).toEqual({ address: '', name: '' });
  });

  test('is no other item', () => {
    const words = { code: 'call_patient', due: null, text: null, observations: [] } as const;
    const other = buildWorkItem({ ...words, patient: queued.patient, from, to: gateway, at }, gateway.id);
    expect(readQueuedMail('i', other)).toBeNull();
  });
});

test.each([
  ['', 'missing'],
  ['   ', 'missing'],
  ['dr.b', 'malformed'],
  ['dr.b@med.mssante.fr,x@y.fr', 'malformed'],
  ['dr.b@med.mssante.fr.', 'malformed'],
  ['"dr b"@med.mssante.fr', 'malformed'],
  ['dr.b@med.mssante.fr\nBcc: x@y.fr', 'malformed'],
  ['dr.b@gmail.com', 'not_mssante'],
  ['dr.b@mssante.fr.example', 'not_mssante'],
  ['dr.b@fauxmssante.fr', 'not_mssante'],
  ['279035121518989@patient.mssante.fr', 'of_patient'],
  ['X@PATIENT.mssante.fr', 'of_patient'],
  ['dr.b@med.mssante.fr', null],
  [' Dr.B@Med.MSSante.FR ', null],
  ['cabinet@mssante.fr', null],
])('%j as the address of a professional: %s', (typed, fault) => {
  expect(mailAddressFault(typed)).toBe(fault);
});

describe('the mailbox of a patient', () => {
  const ins = { matricule: '279035121518989', nature: 'test' } as const;
  const reliability = (status: IdentityStatus) => ({ ...readPatient({}).reliability, status });

  test('has the matricule of a qualified identity', () => {
    const address = patientMailbox({ ins, reliability: reliability('QUAL') });
    expect(address).toBe('279035121518989@patient.mssante.fr');
    expect(isPatientMailbox(address ?? '')).toBe(true);
  });

  test.each(['PROV', 'VALI', 'RECUP'] as const)('is not named by an identity that is %s', (status) => {
    expect(patientMailbox({ ins, reliability: reliability(status) })).toBeNull();
  });

  test('is not named without a matricule', () => {
    expect(patientMailbox({ ins: null, reliability: reliability('QUAL') })).toBeNull();
  });
});

test.each([
  ...refusalReasons.map((code) => [code, 'refusal', code] as const),
  ['smtp_550', 'smtp', '550'],
  ['undelivered_5.1.1', 'undelivered', '5.1.1'],
  ...receiptReasons.map((code) => [code, 'receipt', code] as const),
  ['smtp_x', 'receipt', 'smtp_x'],
  ['constructor', 'receipt', 'constructor'],
] as const)('the reason %s is of the kind %s', (reason, kind, code) => {
  expect(readSendingReason(reason)).toEqual({ kind, code });
});
