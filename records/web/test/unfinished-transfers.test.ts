import { describe, expect, test } from 'vitest';
import { unfinishedTransfers } from '../page/exchange/unfinished-transfers.ts';
import type { SentState } from '../port/send-calls.ts';

const to = { doctor: 'Dr Paul', name: 'Cabinet du Port' };
let made = 0;
const row = (state: SentState, subject = 'Dossier', kind: 'message' | 'transfer' = 'transfer') => ({
  ...{ id: `m${++made}`, kind, subject, to, state },
  at: new Date(Date.UTC(2026, 10, 30, 10, 0, made)).toISOString(),
});
const ids = (...rows: ReturnType<typeof row>[]) => unfinishedTransfers(rows.toReversed()).map((one) => one.ids);

describe('a transfer that is not complete', () => {
  test.each(['uploading', 'unlisted'] as const)('is one whose only message is %s', (state) => {
    const one = row(state);
    expect(ids(one)).toEqual([[one.id]]);
  });

  test('is one whose second message was not begun, and names the first one', () => {
    const first = row('received', 'Dossier (1/3)');
    const second = row('queued', 'Dossier (2/3)');
    expect(ids(first, second)).toEqual([[first.id, second.id]]);
  });

  test('is not taken for one that was sent again since', () => {
    const lost = row('received', 'Dossier (1/2)');
    const [first, second] = [row('read', 'Dossier (1/2)'), row('received', 'Dossier (2/2)')];
    expect(ids(lost, first, second)).toEqual([[lost.id]]);
  });
});

describe('no transfer that is not complete', () => {
  test.each(['queued', 'received', 'read', 'refused', 'withdrawn', 'undeliverable', 'unknown'] as const)(
    'is one whose only message is %s',
    (state) => {
      expect(ids(row(state))).toEqual([]);
    },
  );

  test('is one of which everything was taken back', () => {
    expect(ids(row('withdrawn', 'Dossier (1/3)'), row('withdrawing', 'Dossier (2/3)'))).toEqual([]);
  });

  test('is a message that did not leave', () => {
    expect(ids(row('uploading', 'Lettre', 'message'))).toEqual([]);
  });
});
