/** One active substance of a medicine. */
export interface Component {
  /** The name of the active part as the database gives it, for example `AMLODIPINE`. */
  readonly substance: string;
  /** The name without salt and water, for grouping and comparison, for example `METFORMINE`. */
  readonly base: string;
  /** For example `5 mg`; empty if the database has none. */
  readonly strength: string;
  /** The amount that contains the strength, for example `un comprimé` or `100 ml`; empty if unknown. */
  readonly per: string;
}

export interface Pack {
  readonly amount: number;
  /** Singular, for example `comprimé`, `ml`. */
  readonly unit: string;
}

export type GenericRole = 'reference' | 'generic' | 'complementary' | 'substitutable';

/** A marketed medicine of the public medicines database (BDPM). */
export interface Medicine {
  /** Eight digits. */
  readonly cis: string;
  readonly name: string;
  readonly form: string;
  readonly routes: readonly string[];
  readonly components: readonly Component[];
  /** The lines of `CIS_CPD_bdpm`, as they are. */
  readonly conditions: readonly string[];
  readonly group: { readonly id: string; readonly role: GenericRole } | null;
  /** Sizes of the marketed packs that can be read without doubt, ascending. */
  readonly packs: readonly Pack[];
}

/** The medicines with the date of their source. */
export interface MedicineIndex {
  /** `YYYY-MM-DD`: the day of the source's publication, or of its latest entry (`isPublicationDate`). */
  readonly date: string;
  readonly isPublicationDate: boolean;
  readonly medicines: readonly Medicine[];
  readonly byCis: ReadonlyMap<string, Medicine>;
}
