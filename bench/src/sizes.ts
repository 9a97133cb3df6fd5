/** The amount to measure. Every figure has the same shape in all three sizes. */
export type Sizes = {
  readonly name: 'quick' | 'default' | 'full';
  /** Duration of each rate, in seconds. */
  readonly seconds: number;
  /** Calls whose time is compared for one operation on one engine. */
  readonly timedCalls: number;
  readonly termRows: number;
  readonly stretchRows: number;
  /** Rows of the two imports whose memory is compared. */
  readonly memoryRows: readonly [number, number];
  readonly pagePeople: number;
  /** Number of answers for a median. */
  readonly answers: number;
  readonly growth: readonly number[];
  /** Patients of 300 resources that the records server reads and writes. */
  readonly patients: number;
  /** A practice: the number of imported patients, the measured sizes, and the openings at each. */
  readonly records: { readonly real: number; readonly sizes: readonly number[]; readonly openings: number };
};

export const sizes: Readonly<Record<Sizes['name'], Sizes>> = {
  quick: {
    name: 'quick',
    seconds: 2,
    timedCalls: 4000,
    termRows: 1000,
    stretchRows: 200,
    memoryRows: [500, 2500],
    pagePeople: 120,
    answers: 2,
    growth: [5000, 50_000, 200_000],
    patients: 40,
    records: { real: 60, sizes: [60, 300, 1500], openings: 10 },
  },
  default: {
    name: 'default',
    seconds: 15,
    timedCalls: 30_000,
    termRows: 10_000,
    stretchRows: 10_000,
    memoryRows: [10_000, 50_000],
    pagePeople: 300,
    answers: 7,
    growth: [5000, 500_000, 10_000_000],
    patients: 300,
    records: { real: 2000, sizes: [750, 7500, 75_000], openings: 60 },
  },
  full: {
    name: 'full',
    seconds: 30,
    timedCalls: 100_000,
    termRows: 50_000,
    stretchRows: 10_000,
    memoryRows: [50_000, 500_000],
    pagePeople: 300,
    answers: 15,
    growth: [5000, 500_000, 10_000_000],
    patients: 300,
    records: { real: 20_000, sizes: [7500, 75_000, 750_000], openings: 200 },
  },
};
