import {
  bilingualSchema,
  graceHoursSchema,
  indexNameSchema,
  kindNames,
  leakSchema,
  versionSchema,
  type Kind,
} from '@etanche/core-check-protocol';
import { findMismatch, object, type Shape } from '@etanche/core-wire';
import { findCategory } from '@etanche/intake';
import { ImportError } from '../import-error.ts';

const { title, summary, controller, legalBasis, occurred, discovered, contact } = leakSchema.properties;
const units = { type: 'integer', minimum: 1, maximum: 1_000_000_000 } as const;
const columnName = { type: 'string', minLength: 1, maxLength: 300 } as const;

const categoryKey = { type: 'string', pattern: '^[a-z][a-z0-9-]{0,39}$', maxLength: 40 } as const;
const ownCategorySchema = object({
  bit: { type: 'integer', minimum: 48, maximum: 63 },
  key: categoryKey,
  name: bilingualSchema,
});
type OwnCategory = Shape<typeof ownCategorySchema>;

/** leak.json: the operator's description of the leak, and the kinds to index. */
const leakFileSchema = object(
  {
    index: indexNameSchema,
    version: versionSchema,
    /** Day on which the index stops answering, UTC. */
    expires: { type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}$', maxLength: 10 },
    /** Hours for which vaults evaluate earlier versions after cosigning this one, 0 to 168. */
    graceHours: graceHoursSchema,
    title,
    summary,
    controller,
    legalBasis,
    occurred,
    discovered,
    contact,
    kinds: { type: 'array', items: { enum: kindNames }, minItems: 1, maxItems: kindNames.length },
    /**
     * Additional categories in the manifest besides those of the mapped columns, by key; and the operator's own
     * categories, on the free bits of the common table.
     */
    categories: { type: 'array', minItems: 0, maxItems: 64, items: { anyOf: [categoryKey, ownCategorySchema] } },
    /** Columns of which each person is shown their own value. */
    details: {
      type: 'array',
      minItems: 0,
      maxItems: 8,
      items: object({
        column: columnName,
        name: bilingualSchema,
        maxBytes: { type: 'integer', minimum: 1, maximum: 64 },
      }),
    },
    /** Columns of the letters' file besides the code; by default names and postal address. */
    letterColumns: { type: 'array', minItems: 1, maxItems: 40, items: columnName },
    /** Region from which telephone numbers without a country code are dialled. */
    phoneRegion: { enum: ['FR', 'GP', 'BL', 'MF', 'MQ', 'GF', 'RE', 'YT', 'PM', 'NC', 'PF', 'WF'] },
    /** Two-digit birth years up to this one belong to this century. */
    twoDigitYearPivot: { type: 'integer', minimum: 0, maximum: 99 },
    /** Lookups that the vaults allow to all visitors together, per key set. */
    ceiling: object({ perMinute: units, perDay: units }),
  },
  [
    'graceHours',
    'summary',
    'kinds',
    'categories',
    'details',
    'letterColumns',
    'phoneRegion',
    'twoDigitYearPivot',
    'ceiling',
  ],
);
export type LeakFile = Shape<typeof leakFileSchema>;

/**
 * Kinds indexed by default: the two that an acquaintance is least likely to know. Other kinds must be listed in
 * leak.json.
 */
const defaultKinds: readonly Kind[] = ['nir', 'code'];

/**
 * Lookups for a busy day: 500,000 people, with two units each if birth dates are missing, most of them within six
 * hours. A vault's configuration may allow fewer.
 */
const defaultCeiling = { perMinute: 6_000, perDay: 1_500_000 } as const;

/** One day, by which every cache and copy of the site has been replaced. */
const defaultGraceHours = 24;

/** leak.json with defaults filled in. */
export type LeakSettings = Required<Omit<LeakFile, 'letterColumns' | 'categories'>> &
  Pick<LeakFile, 'letterColumns'> & {
    readonly exposed: readonly string[];
    readonly ownCategories: readonly OwnCategory[];
  };

/** @throws ImportError `leak_invalid`, naming the field */
export function parseLeakFile(json: unknown): LeakSettings {
  const path = findMismatch(leakFileSchema, json);
  if (path !== null) throw new ImportError('leak_invalid', `leak.json is malformed at ${path}`);
  const leak = json as LeakFile;
  if (Number.isNaN(Date.parse(leak.expires))) throw new ImportError('leak_invalid', 'leak.json: expires is not a date');
  if (repeats(leak.kinds ?? [])) throw new ImportError('leak_invalid', 'leak.json: kinds repeat');
  const { categories: listed = [], ...rest } = leak;
  const exposed = listed.filter((category) => typeof category === 'string');
  const ownCategories = listed.filter((category) => typeof category !== 'string');
  const own = ownCategories.map(({ key }) => key);
  if (repeats(own) || repeats(ownCategories.map(({ bit }) => String(bit))) || own.some((key) => findCategory(key))) {
    throw new ImportError('leak_invalid', 'leak.json: a category is defined twice');
  }
  if (!exposed.every((key) => findCategory(key) !== undefined || own.includes(key))) {
    throw new ImportError('leak_invalid', 'leak.json: categories lists a category that is not in the table');
  }
  return {
    graceHours: defaultGraceHours,
    summary: { fr: '', en: '' },
    kinds: [...defaultKinds],
    details: [],
    phoneRegion: 'FR',
    twoDigitYearPivot: Number(leak.discovered.slice(2, 4)),
    ceiling: defaultCeiling,
    ...rest,
    exposed,
    ownCategories,
  };
}

function repeats(values: readonly string[]): boolean {
  return new Set(values).size !== values.length;
}
