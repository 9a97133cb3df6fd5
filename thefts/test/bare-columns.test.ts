import { createHash } from 'node:crypto';
import { toBase64url, toRecordId } from '@etanche/core-wire';
import { expect, test } from 'vitest';
import { bareColumns, bareLocators } from '../src/records/attacker/bare-columns.ts';
import { markerPerson } from '../src/records/attacker/people-in-bytes.ts';
import { makeTruth } from '../src/records/practice/truth.ts';

const truth = makeTruth({ seed: 'colonnes', patients: 6, canaries: 0, resourcesPerPatient: 4, today: '2026-11-22' });
const [patient] = truth.patients;
const practice = toRecordId(new Uint8Array(16));

test('a column value that equals a name, a date or the marker identifies a person', () => {
  const whole = bareColumns(truth, markerPerson);
  const { birthName = '', birthDate = '', givenNames = [] } = patient?.person ?? {};
  for (const text of [
    birthName,
    birthName.toLowerCase(),
    birthDate,
    birthDate.replaceAll('-', ''),
    givenNames[0] ?? '',
  ]) {
    expect(whole(Buffer.from(text))).toContain(0);
    expect(whole(Buffer.concat([Buffer.from(text), Buffer.alloc(20)]))).toContain(0);
  }
  expect(whole(Buffer.from(truth.marker))).toEqual([markerPerson]);
});

test('a column value that only contains a name, or is empty, identifies nobody', () => {
  const whole = bareColumns(truth, markerPerson);
  for (const text of ['', `${patient?.person.birthName ?? ''}-x`, 'Dr', '2026-11-23']) {
    expect(whole(Buffer.from(text))).toEqual([]);
  }
});

const rows = (digest: Buffer) => ({
  ...{ practice, scopes: new Map(), cards: new Map(), batches: new Map(), grants: [], epochs: [], keys: [] },
  ...{ kit: { sealing: new Uint8Array(), hash: new Uint8Array() }, keyrings: [], recoveries: [], helperSecrets: [] },
  postings: new Map([[toBase64url(Uint8Array.from([8, ...digest.subarray(0, 15)])), []]]),
});

test.each(['md5', 'sha1', 'sha256', 'sha512'])(
  'a locator that is a bare %s of a term identifies the patients with the term',
  (name) => {
    const digest = createHash(name)
      .update(patient?.terms[0] ?? '')
      .digest();
    expect(bareLocators(rows(digest), truth)).toContain(0);
  },
);

test('any other locator identifies nobody', () => {
  const digest = createHash('sha256').update('somebody else').digest();
  expect(bareLocators(rows(digest), truth)).toEqual(new Set());
});
