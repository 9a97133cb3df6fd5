import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { GuardedClock, type ClockAnchor } from '../src/clock/guarded-clock.ts';
import { machineClock } from '../src/clock/machine-clock.ts';

const hour = 3_600_000;
const noon = Date.parse('2026-11-22T12:00:00Z');
const rates = { faster: 0.01, slower: 0.5 };

/** A machine whose wall clock can be set, but not its uptime. */
function machine(boot: string | null = 'first') {
  const state = { wall: noon, uptime: 5 * hour, boot };
  return {
    sources: () => ({ wall: () => state.wall, uptime: () => state.uptime, boot: state.boot }),
    pass: (ms: number) => {
      state.wall += ms;
      state.uptime += ms;
    },
    step: (ms: number) => {
      state.wall += ms;
    },
    restart: (off: number) => {
      state.wall += off;
      state.uptime = 0;
      state.boot = 'second';
    },
  };
}

function start(own: ReturnType<typeof machine>, anchor: ClockAnchor | null = null): GuardedClock {
  return new GuardedClock(own.sources(), rates, anchor);
}

describe('a clock that follows a wall clock', () => {
  test('a guarded clock equals an accurate wall clock', () => {
    const own = machine();
    const clock = start(own);
    for (let i = 0; i < 50; i++) {
      own.pass(hour);
      expect(clock.now()).toBe(noon + (i + 1) * hour);
    }
    expect(clock.offset).toBe(0);
  });

  test('no window ends early when the wall clock is stepped forward', () => {
    const own = machine();
    const clock = start(own);
    own.step(30 * 24 * hour);
    expect(clock.now()).toBe(noon);
    expect(clock.offset).toBe(30 * 24 * hour);
    own.pass(hour);
    expect(clock.now()).toBe(noon + hour * 1.01);
  });

  test('when the wall clock is stepped back, the guarded clock slows down and never goes back', () => {
    const own = machine();
    const clock = start(own);
    own.step(-hour);
    expect(clock.now()).toBe(noon);
    own.pass(hour);
    expect(clock.now()).toBe(noon + hour / 2);
    own.pass(hour);
    expect(clock.now()).toBe(noon + hour);
    expect(clock.offset).toBe(0);
  });

  test('a guarded clock follows a wall clock that drifts', () => {
    const own = machine();
    const clock = start(own);
    for (let i = 0; i < 240; i++) {
      own.pass(hour / 10);
      own.step(i % 2 === 0 ? 300 : -180);
      clock.now();
    }
    expect(Math.abs(clock.offset)).toBeLessThan(400);
  });

  test('a guarded clock never goes back or faster than its rate, whatever happens to the wall clock', () => {
    const happening = fc.record({
      pass: fc.integer({ min: 0, max: hour }),
      step: fc.integer({ min: -hour, max: hour }),
    });
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 40 }), (happenings) => {
        const own = machine();
        const clock = start(own);
        let before = clock.now();
        for (const { pass, step } of happenings) {
          own.step(step);
          own.pass(pass);
          const time = clock.now();
          expect(time).toBeGreaterThanOrEqual(before);
          expect(time - before).toBeLessThanOrEqual(pass * (1 + rates.faster) + 1);
          before = time;
        }
      }),
    );
  });

  test('a guarded clock does not go back when the uptime does', () => {
    const state = { wall: noon, uptime: hour };
    const clock = new GuardedClock({ wall: () => state.wall, uptime: () => state.uptime, boot: 'x' }, rates, null);
    state.uptime = 0;
    expect(clock.now()).toBe(noon);
  });
});

describe('a vault that restarts', () => {
  test('after a restart on a running machine the clock knows the elapsed time, whatever the wall clock shows', () => {
    const own = machine();
    const { anchor } = start(own);
    own.pass(2 * hour);
    own.step(24 * hour);
    expect(start(own, anchor).now()).toBe(noon + 2 * hour);
  });

  test('after a boot the clock starts from the wall clock', () => {
    const own = machine();
    const { anchor } = start(own);
    own.restart(24 * hour);
    expect(start(own, anchor).now()).toBe(noon + 24 * hour);
  });

  test('an anchor ahead of the machine’s uptime is ignored', () => {
    const own = machine();
    const anchor = { boot: 'first', uptime: 50 * hour, time: noon + 100 * hour };
    expect(start(own, anchor).now()).toBe(noon);
  });

  test('there is no anchor if the boot is unknown', () => {
    expect(start(machine(null)).anchor).toBeNull();
  });
});

test('the clocks of this machine advance', () => {
  const clock = new GuardedClock(machineClock(), rates, null);
  const from = clock.now();
  for (let i = 0; i < 1_000_000 && clock.now() === from; i++);
  expect(clock.now()).toBeGreaterThan(from);
  expect(Math.abs(clock.offset)).toBeLessThan(60_000);
});
