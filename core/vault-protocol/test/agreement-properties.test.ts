import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import vectors from '../../../vectors/chains.json' with { type: 'json' };
import { agreeOnHead, agreeOnState, mergeLists, mergeOrders, type PracticeStatement } from '../src/index.ts';

type Member = PracticeStatement['members'][number];
const base = vectors.statement as PracticeStatement;
const text = (length: number) =>
  fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), minLength: length, maxLength: length });

const federation = fc
  .integer({ min: 1, max: 5 })
  .chain((vaults) => fc.record({ vaults: fc.constant(vaults), threshold: fc.integer({ min: 1, max: vaults }) }));
const member = fc.record({
  member: fc.constantFrom('alice', 'bob', 'carol', 'dave'),
  auth: text(1),
  keys: text(1),
  roles: fc.uniqueArray(fc.constantFrom('doctor', 'secretary', 'administrator'), { minLength: 1 }),
  status: fc.constantFrom('active', 'retired'),
  since: fc.nat(),
}) as fc.Arbitrary<Member>;
const members = fc.uniqueArray(member, { selector: (each) => each.member });
const truth = fc.record({ sequence: fc.nat(20), head: text(1), live: fc.boolean(), server: text(1), members });
/** A statement that a lying vault may make: anything, or the truth with a change. */
const lie = fc.record(
  { sequence: fc.nat(20), head: text(1), live: fc.boolean(), server: text(1), members },
  { requiredKeys: [] },
);

/** The state, without the vaults that stated it. */
function facts(agreed: ReturnType<typeof agreeOnState>) {
  if (agreed === null) return null;
  const { sequence, head, live, members: agreedMembers } = agreed;
  return { sequence, head, live, members: agreedMembers.toSorted((a, b) => (a.member < b.member ? -1 : 1)) };
}

describe('the agreement of t among n vaults', () => {
  test('any t honest answers give the same result, whatever fewer than t other vaults state', () => {
    fc.assert(
      fc.property(
        federation,
        truth,
        fc.array(lie, { maxLength: 4 }),
        fc.gen(),
        ({ vaults, threshold }, said, lies, g) => {
          const honest = (index: number): PracticeStatement => ({
            ...base,
            ...said,
            index,
            time: g(fc.nat),
            members: g(() => fc.shuffledSubarray(said.members, { minLength: said.members.length })),
          });
          // Honest vaults answer from the same chain; fewer than t lie, so that they cannot make an agreement alone.
          const lying = lies
            .slice(0, threshold - 1)
            .map((change, i) => ({ ...base, ...said, ...change, index: vaults + 1 + i }));
          const some = g(() => fc.shuffledSubarray(range(vaults), { minLength: threshold }));
          const answers = g(() => {
            const all = [...some.map(honest), ...lying];
            return fc.shuffledSubarray(all, { minLength: all.length });
          });
          const expected = facts(agreeOnState(range(vaults).map(honest), threshold));
          expect(expected).toMatchObject({ sequence: said.sequence, head: said.head, live: said.live });
          expect(facts(agreeOnState(answers, threshold))).toEqual(expected);
        },
      ),
    );
  });

  test('fewer than t vaults never decide, however often they answer', () => {
    fc.assert(
      fc.property(federation, fc.array(lie, { maxLength: 20 }), fc.gen(), ({ threshold }, lies, g) => {
        const indices = range(threshold - 1);
        const answers = lies.flatMap((change) =>
          indices.length === 0 ? [] : [{ ...base, ...change, index: g(() => fc.constantFrom(...indices)) }],
        );
        expect(agreeOnState(answers, threshold)).toBeNull();
        expect(agreeOnHead(answers, threshold)).toBeNull();
      }),
    );
  });

  test('a member has only keys, roles and an active status that t vaults state', () => {
    fc.assert(
      fc.property(federation, truth, fc.array(lie, { maxLength: 5 }), ({ threshold }, said, lies) => {
        const answers = lies.map((change, i) => ({ ...base, ...said, ...change, index: i + 1 }));
        for (const agree of [agreeOnHead, agreeOnState]) {
          for (const { member: id, auth, keys, roles, status } of agree(answers, threshold)?.members ?? []) {
            const same = answers.filter((answer) =>
              answer.members.some(
                (each) =>
                  each.member === id &&
                  each.auth === auth &&
                  each.keys === keys &&
                  each.roles.toSorted().join() === roles.join() &&
                  (status === 'frozen' || each.status === status),
              ),
            );
            expect(same.length).toBeGreaterThanOrEqual(threshold);
          }
        }
      }),
    );
  });
});

describe('the merge of what several vaults list', () => {
  test('a long list of one vault displaces no item of a shorter list', () => {
    fc.assert(
      fc.property(fc.array(fc.array(text(2), { maxLength: 3 }), { maxLength: 3 }), fc.nat(50), (lists, extra) => {
        const long = Array.from({ length: 10 + extra }, (_, i) => `lie ${i}`);
        const items = new Set(lists.flat());
        const merged = mergeLists([long, ...lists], 12);
        expect(merged.slice(0, items.size)).toEqual(expect.arrayContaining([...items]));
        expect(new Set(merged).size).toBe(merged.length);
        expect(merged.length).toBeLessThanOrEqual(12);
      }),
    );
  });

  test('each order occurs once, with the approvals and receipts that any vault lists', () => {
    const approval = (member: string) => ({ by: 'member', member, signature: 's' }) as const;
    const merged = mergeOrders(
      [
        { payload: 'a', approvals: [approval('x')], receipts: ['1'] },
        { payload: 'b', approvals: [] },
        { payload: 'a', approvals: [approval('x'), approval('y')], receipts: ['2'] },
      ],
      24,
    );
    expect(merged).toEqual([
      { payload: 'a', approvals: [approval('x'), approval('y')], receipts: ['1', '2'] },
      { payload: 'b', approvals: [] },
    ]);
  });
});

function range(length: number): number[] {
  return Array.from({ length }, (_, i) => i + 1);
}
