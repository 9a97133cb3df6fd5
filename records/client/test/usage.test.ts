import type { Alarm, MemberActivity, PracticeUsage } from '@etanche/core-vault-protocol';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { groupAlarms } from '../src/orders/alarm-events.ts';
import { combineActivity, combineUsage, openingsCounted } from '../src/orders/combine-usage.ts';

const federation = { vaults: [{ index: 1 }, { index: 2 }, { index: 3 }], threshold: 2 };
const member = 'ajkqgayeaudaocajbifqydiob4';
const row = (files: number, change: Partial<PracticeUsage['members'][number]> = {}) => ({
  ...{ member, limit: 80, files, emergency: 0, new: false, frozen: false, unacknowledged: false, dormant: false },
  ...change,
});
const usageOf = (...rows: (ReturnType<typeof row> | null)[]) =>
  combineUsage(
    rows.flatMap((one, i) => (one === null ? [] : [{ index: i + 1, answer: { members: [one] } }])),
    federation,
  );

describe('the openings that counts show', () => {
  test('are those of a run at any t of n vaults, and no fewer than one vault counted', () => {
    expect(openingsCounted([20, 20, 20], 2)).toBe(30);
    expect(openingsCounted([30, 30], 2)).toBe(30);
    expect(openingsCounted([20, 0, 20], 2)).toBe(20);
    expect(openingsCounted([0, 0, 20], 2)).toBe(20);
    expect(openingsCounted([], 2)).toBe(0);
  });

  test('never exceed the true number, and never fall below a vault’s count, whatever one vault says', () => {
    const choices = fc.array(fc.constantFrom<number[]>([0, 1], [0, 2], [1, 2]), { maxLength: 60 });
    fc.assert(
      fc.property(choices, fc.nat(2), (opened, liar) => {
        const counts = [0, 1, 2].map((vault) => opened.filter((used) => used.includes(vault)).length);
        expect(openingsCounted(counts, 2)).toBe(opened.length);
        const lie = counts.map((count, vault) => (vault === liar ? 0 : count));
        const shown = openingsCounted(lie, 2);
        expect(shown).toBeLessThanOrEqual(opened.length);
        expect(shown).toBeGreaterThanOrEqual(opened.length / 2);
      }),
    );
  });
});

describe('openings of members', () => {
  test('a vault that states too little or leaves a member out hides nothing, and is named', () => {
    const lying = usageOf(row(20), row(20), row(0));
    expect(lying.members).toMatchObject([{ files: 20, limit: 120, lower: [3] }]);
    const answers = [row(20), row(20)].map((one, i) => ({ index: i + 1, answer: { members: [one] } }));
    const without = combineUsage([...answers, { index: 3, answer: { members: [] } }], federation);
    expect(without.members).toMatchObject([{ files: 20, lower: [3] }]);
    expect(without.silent).toEqual([]);
  });

  test('a vault that lists a member several times moves nothing', () => {
    const honest = [1, 2].map((index) => ({ index, answer: { members: [row(20)] } }));
    const often = Array.from({ length: 9 }, () => row(0, { limit: 9000, emergency: 50 }));
    const { members } = combineUsage([...honest, { index: 3, answer: { members: often } }], federation);
    expect(members).toMatchObject([{ files: 20, limit: 120, emergency: 50, lower: [3] }]);
  });

  test('a vault that cannot be asked is named, and its counts are not replaced', () => {
    const partly = usageOf(row(20), null, row(20));
    expect(partly).toMatchObject({ silent: [2], members: [{ files: 20, limit: 120, lower: [] }] });
  });

  test('small differences are chance', () => {
    expect(usageOf(row(9), row(2), row(7)).members).toMatchObject([{ files: 9, lower: [] }]);
  });

  test('one vault cannot raise the limit, and any vault can state that a member is stopped', () => {
    const said = usageOf(row(0), row(0, { limit: 4000 }), row(0, { frozen: true, new: true, raisedUntil: 7 }));
    expect(said.members).toMatchObject([{ limit: 120, isFrozen: true, isNew: true, raisedUntil: 7 }]);
    expect(usageOf(row(0), row(0, { limit: 0 }), row(0)).members).toMatchObject([{ limit: 120 }]);
  });
});

describe('openings of one member by time', () => {
  const now = Date.parse('2026-11-23T10:20:00Z');
  const last = Date.parse('2026-11-23T10:15:00Z') / 1000;
  const answer = (files: Record<number, number>, change: Partial<MemberActivity> = {}): MemberActivity => ({
    ...{ member, limit: 80, alarm: 33, days: [{ day: '2026-11-22', files: 30 }] },
    quarters: { last, files: Array.from({ length: 97 }, (_, i) => files[i] ?? 0) },
    ...change,
  });

  test('quarter hours are aligned by their time, not by their place', () => {
    const early = answer({ 95: 4 });
    const late = answer(
      { 96: 4 },
      { quarters: { last: last - 900, files: Array.from({ length: 97 }, (_, i) => (i === 96 ? 4 : 0)) } },
    );
    const { quarters, limit, alarm } = combineActivity(
      [
        { index: 1, answer: early },
        { index: 2, answer: late },
      ],
      federation,
      now,
    );
    expect(quarters).toHaveLength(97);
    expect(quarters.at(-1)).toEqual({ at: last, files: 0 });
    expect(quarters.at(-2)).toEqual({ at: last - 900, files: 4 });
    expect([limit, alarm]).toEqual([120, 49]);
  });

  test('every one of 31 days is there, and a vault that left days out is named', () => {
    const answers = [answer({}), answer({}), answer({}, { days: [] })].map((one, i) => ({ index: i + 1, answer: one }));
    const { days, lower, silent } = combineActivity(answers, federation, now);
    expect(days).toHaveLength(31);
    expect([days[0]?.day, days.at(-2), days.at(-1)]).toEqual([
      '2026-10-24',
      { day: '2026-11-22', files: 30 },
      { day: '2026-11-23', files: 0 },
    ]);
    expect([lower, silent]).toEqual([[3], []]);
  });
});

describe('alarms of several vaults', () => {
  const alarm = (index: number, change: Partial<Alarm> = {}): Alarm => ({
    ...{ alarm: `ajkqgayeaudaocajbifqydiob${index}`, index, practice: member, at: 1000, kind: 'hour' },
    ...{ member, count: 20, detail: '17' },
    ...change,
  });

  test('are one event with the highest count, and two alarms of one vault are two events', () => {
    const events = groupAlarms([
      alarm(1),
      alarm(2, { at: 1100, count: 22, detail: '16' }),
      alarm(1, { at: 1200, alarm: 'ajkqgayeaudaocajbifqydiob7' }),
    ]);
    expect(events).toMatchObject([
      { at: 1200, vaults: [1] },
      { at: 1000, vaults: [1, 2], count: 22, detail: '16' },
    ]);
  });

  test('of another member, kind, cause or time are other events', () => {
    const others = [alarm(2, { member: 'other' }), alarm(3, { kind: 'day' }), alarm(2, { at: 2000 })];
    expect(groupAlarms([alarm(1), ...others])).toHaveLength(4);
    const orders = [alarm(1, { kind: 'order', detail: 'enrol' }), alarm(2, { kind: 'order', detail: 'raise' })];
    expect(groupAlarms(orders)).toHaveLength(2);
  });

  test('wait for an approver until every vault has the acknowledgement, and come first', () => {
    const due = { acknowledgeBy: 5000 };
    const done = { ...due, acknowledgedAt: 1500, acknowledgedBy: 'approver' };
    const [first, second] = groupAlarms([alarm(1, done), alarm(2, due), alarm(3, { kind: 'order', at: 4000 })]);
    expect(first).toMatchObject({ kind: 'hour', dueBy: 5000, acknowledged: null });
    expect(second).toMatchObject({ kind: 'order', dueBy: null, acknowledged: null });
    const [all] = groupAlarms([alarm(1, done), alarm(2, done)]);
    expect(all).toMatchObject({ dueBy: null, acknowledged: { by: 'approver', at: 1500 } });
  });
});
