import { parseBirthDate } from '@etanche/core-identifiers';
import { dateOrders, readDate, type DateOrder } from './read-date.ts';

/** The conclusion from all rows of a column about the order of its dates. */
export type DateVerdict = {
  /** Absent if every date is unambiguous by itself. */
  readonly order?: DateOrder;
  /** Dates that can be read in that order. */
  readonly readable: number;
  /** Among dates in a row with a NIR: those whose year and month match the NIR, and those that do not. */
  readonly agreeing: number;
  readonly disagreeing: number;
  /** True if two orders fit and give different dates, or if rows contradict each other. */
  readonly unclear: boolean;
};

export type DateEvidence = {
  /** @param nir the canonical NIR of the row, or empty */
  readonly add: (text: string, nir: string) => void;
  readonly decide: () => DateVerdict;
};

type Tally = { valid: number; agreeing: number; disagreeing: number; alone: number };

const options = { twoDigitYearPivot: 30, today: '9999-12-31' };
const latestYear = '2100';
/** Shares from which an order is ruled out, and from which two orders in one column are a contradiction. */
const [clearlyLess, tolerated] = [0.995, 0.02];
/** Children may be listed with a parent's NIR, so some birth dates differ from the NIR in their row. */
const agreed = 0.6;

export function makeDateEvidence(): DateEvidence {
  const [clear, from1904] = [makeTally(), makeTally()];
  const tallies = new Map<DateOrder, Tally>(dateOrders.map((order) => [order, makeTally()]));
  let [dependent, differing] = [0, 0];

  const add = (text: string, nir: string): void => {
    const orders = relevantOrders(readDate(text, undefined));
    const plain = canonical(text, undefined);
    if (orders.length === 0 || orders[0] === 'serial-1904') {
      if (plain !== undefined) count(clear, plain, nir);
      const other = orders.length === 0 ? plain : canonical(text, 'serial-1904');
      if (other !== undefined) count(from1904, other, nir);
      return;
    }
    const valid = orders.flatMap((order) => {
      const date = canonical(text, order);
      return date === undefined ? [] : [{ order, date }];
    });
    dependent++;
    if (new Set(valid.map(({ date }) => date)).size > 1) differing++;
    for (const { order, date } of valid) {
      const tally = tallies.get(order);
      if (tally === undefined) continue;
      count(tally, date, nir);
      if (valid.length === 1) tally.alone++;
    }
  };

  const decide = (): DateVerdict => {
    if (dependent === 0) {
      const is1904 = !agrees(clear) && agrees(from1904);
      return is1904 ? verdict(from1904, 'serial-1904', false) : verdict(clear, undefined, false);
    }
    const ranked = [...tallies].sort(([, a], [, b]) => b.valid - a.valid);
    const most = ranked[0]?.[1].valid ?? 0;
    if (most === 0) return verdict(clear, undefined, false);
    const fitting = ranked.filter(([, { valid }]) => valid >= most * clearlyLess);
    const confirmed = fitting.filter(([, tally]) => agrees(tally));
    const [order, tally] = (confirmed.length === 1 ? confirmed[0] : fitting[0]) ?? ['day-first', clear];
    const rival = Math.max(0, ...ranked.map(([other, { alone }]) => (other === order ? 0 : alone)));
    const contradicted = rival > tally.alone * tolerated;
    const several = fitting.length > 1 && differing > 0 && confirmed.length !== 1;
    return verdict(sum(clear, tally), order, several || contradicted);
  };
  return { add, decide };
}

/** The orders that matter for a date: none if its text is unambiguous, `serial-1904` if it is a count of days. */
function relevantOrders(text: string): readonly DateOrder[] {
  if (/^\d{1,2}[/. -]\d{1,2}[/. -]\d{4}(?!\d)/.test(text)) return ['day-first', 'month-first'];
  if (/^\d{1,2}[/. -]\d{1,2}[/. -]\d\d(?!\d)/.test(text)) return ['day-first', 'month-first', 'year-first'];
  const digits = /^-?(\d+)(?:[.,]0+)?$/.exec(text)?.[1]?.length ?? 0;
  if (digits === 0) return [];
  if (text.startsWith('-') || digits > 8) return ['seconds', 'milliseconds'];
  if (digits <= 5) return ['serial-1904'];
  if (digits === 6) return ['day-first', 'month-first', 'year-first', 'seconds', 'milliseconds'];
  return ['day-first', 'month-first', 'seconds', 'milliseconds'];
}

/** True if the dates have the years and months of the NIRs in their rows. */
function agrees({ agreeing, disagreeing }: Tally): boolean {
  return agreeing + disagreeing >= 3 && agreeing >= (agreeing + disagreeing) * agreed;
}

function makeTally(): Tally {
  return { valid: 0, agreeing: 0, disagreeing: 0, alone: 0 };
}

function canonical(text: string, order: DateOrder | undefined): string | undefined {
  const parsed = parseBirthDate(readDate(text, order), options);
  return parsed.ok && parsed.value.canonical < latestYear ? parsed.value.canonical : undefined;
}

function count(tally: Tally, date: string, nir: string): void {
  tally.valid++;
  const month = nir.slice(3, 5);
  // Months above 12 in a NIR stand for an unknown month.
  if (nir === '' || !/^(?:0[1-9]|1[0-2])$/.test(month)) return;
  if (date.slice(2, 4) === nir.slice(1, 3) && date.slice(5, 7) === month) tally.agreeing++;
  else tally.disagreeing++;
}

function sum(a: Tally, b: Tally): Tally {
  return {
    valid: a.valid + b.valid,
    agreeing: a.agreeing + b.agreeing,
    disagreeing: a.disagreeing + b.disagreeing,
    alone: a.alone + b.alone,
  };
}

function verdict(tally: Tally, order: DateOrder | undefined, unclear: boolean): DateVerdict {
  const { valid, agreeing, disagreeing } = tally;
  return { readable: valid, agreeing, disagreeing, unclear, ...(order !== undefined && { order }) };
}
