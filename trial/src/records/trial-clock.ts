/** The time of a whole trial: real, and moved on when a test says so. */
export type TrialClock = { readonly now: () => number; advance(milliseconds: number): void };

export function createTrialClock(): TrialClock {
  let ahead = 0;
  return {
    now: () => Date.now() + ahead,
    advance: (milliseconds) => {
      ahead += milliseconds;
    },
  };
}
