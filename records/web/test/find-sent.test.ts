import type { Sent } from '@etanche/records-client';
import { describe, expect, test } from 'vitest';
import { unfinishedTransfers } from '../page/exchange/unfinished-transfers.ts';
import { transferEn } from '../page/text/transfer-en.ts';
import { transferFr } from '../page/text/transfer-fr.ts';
import type { SentState } from '../port/send-calls.ts';
import { findSent, stateOfRecorded } from '../worker/exchange/find-sent.ts';

const sent = (message: string, state: Sent['state']) => ({ message: { message }, state }) as Sent;

/** An outbox with a page for each list of messages, the newest first. */
function outbox(pages: readonly (readonly Sent[])[]) {
  let asked = 0;
  const pageAt = (before: string | null) => {
    const i = Number(before ?? 0);
    asked += 1;
    return Promise.resolve({ messages: pages[i] ?? [], next: i + 1 < pages.length ? String(i + 1) : null });
  };
  return { pageAt, asked: () => asked };
}
const newer = (count: number) => Array.from({ length: count }, (_, i) => [sent(`newer-${i}`, 'read')]);
const stateIn = async (
  pages: readonly (readonly Sent[])[],
  state: 'sending' | 'sent' | 'ended',
): Promise<SentState> => {
  const found = await findSent(outbox(pages).pageAt, ['own'], state === 'sending' ? ['own'] : []);
  return stateOfRecorded({ message: 'own', state }, found);
};

describe('a message that the outbox lists', () => {
  test.each(['sending', 'sent', 'ended'] as const)(
    'has the state there, also if it is recorded as %s',
    async (state) => {
      expect(await stateIn([[sent('own', 'read')]], state)).toBe('read');
    },
  );

  test('that was not recorded as sent is found behind more than 500 newer ones', async () => {
    expect(await stateIn([...newer(9), [sent('own', 'received')]], 'sending')).toBe('received');
  });
});

describe('a message that the outbox does not show', () => {
  test.each([
    ['sending', 'unlisted'],
    ['sent', 'unknown'],
    ['ended', 'withdrawn'],
  ] as const)('and that is recorded as %s is %s', async (state, expected) => {
    expect(await stateIn(newer(2), state)).toBe(expected);
  });

  test('and that is recorded as sent is unknown behind more pages than are read, and no unfinished transfer', async () => {
    const box = outbox([...newer(7), [sent('own', 'read')]]);
    const found = await findSent(box.pageAt, ['own'], []);
    expect([found.isWhole, box.asked()]).toEqual([false, 5]);
    const state = stateOfRecorded({ message: 'own', state: 'sent' }, found);
    expect(state).toBe('unknown');
    const to = { doctor: null, name: 'Cabinet du Port' };
    const row = { id: 'own', kind: 'transfer', subject: 'Dossier', to, state, at: '2026-11-30T10:00:00Z' } as const;
    expect(unfinishedTransfers([row])).toEqual([]);
  });

  test('is unknown where a server never ends its outbox, and the search ends', async () => {
    const found = await findSent(outbox(newer(1000)).pageAt, ['own'], ['own']);
    expect(stateOfRecorded({ message: 'own', state: 'sending' }, found)).toBe('unknown');
  });

  test('is not asked for where the file records nothing', async () => {
    const box = outbox(newer(3));
    await findSent(box.pageAt, [], []);
    expect(box.asked()).toBe(0);
  });
});

describe('the words about a transfer that was taken back', () => {
  const none = { withdrawn: 0, withdrawing: 0, opened: 0, unknown: 0 };

  test.each([
    [transferFr, 'est retiré', 'Rien n’était parti', 'demandé', 'déjà ouvert', 'ne montre pas'],
    [transferEn, 'is taken back', 'Nothing had left', 'requested', 'already open', 'does not show'],
  ])('say that it is only if all of it is', (texts, back, nothing, requested, opened, unseen) => {
    expect(texts.cancelled({ ...none, withdrawn: 2 })).toContain(back);
    expect(texts.cancelled(none)).toContain(nothing);
    for (const [end, word] of [
      [{ withdrawing: 1 }, requested],
      [{ opened: 2 }, opened],
      [{ unknown: 1 }, unseen],
    ] as const) {
      const told = texts.cancelled({ ...none, withdrawn: 1, ...end });
      expect(told).toContain(word);
      expect(told).not.toContain(back);
    }
  });
});
