/** The time of a whole trial: real time that a test can move forward. */
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
