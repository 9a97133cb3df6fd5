/** A number with its unit. */
export type Quantity = { readonly value: number; readonly unit: string };

/** One line: a measured value next to a bound or a peer of the same run. */
export type Figure = {
  readonly what: string;
  readonly measured: Quantity;
  readonly beside: Quantity & { readonly name: string };
  /** `measured` divided by `beside`. */
  readonly ratio: number;
  /** A share of a bound or of a whole is shown in percent; anything else as a factor. */
  readonly as: 'share' | 'factor';
  /** The promised ratio, if there is one. */
  readonly aim?: string;
};

export type Section = {
  readonly name: SectionName;
  readonly title: string;
  readonly figures: readonly Figure[];
  /** Notes that a reader needs before quoting a line. */
  readonly notes: readonly string[];
};

export const sectionNames = [
  'vault',
  'constant-time',
  'import',
  'page',
  'growth',
  'records-server',
  'records',
  'packs',
  'interop',
  'exchange',
  'laboratory',
  'availability',
  'tasks',
  'screens',
] as const;
export type SectionName = (typeof sectionNames)[number];

type Line = { readonly what: string; readonly unit: string; readonly value: number; readonly aim?: string };

/** A part of a whole or of a bound, in its unit. */
export function share(line: Line, bound: { readonly name: string; readonly value: number }): Figure {
  return compare(line, { ...bound, unit: line.unit }, 'share');
}

/** A multiple of a peer, in its unit. */
export function factor(line: Line, peer: { readonly name: string; readonly value: number }): Figure {
  return compare(line, { ...peer, unit: line.unit }, 'factor');
}

function compare({ what, value, unit, aim }: Line, beside: Figure['beside'], as: Figure['as']): Figure {
  const ratio = value / beside.value;
  return { what, measured: { value, unit }, beside, ratio, as, ...(aim === undefined ? {} : { aim }) };
}
