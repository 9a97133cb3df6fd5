/** How one case of a folder came out. `wrong` has one sentence for each thing that is not right; empty means right. */
export type CaseResult = { readonly name: string; readonly wrong: readonly string[] };

/** One way in which a folder of cases is laid out. */
export type CaseLayout = {
  readonly name: string;
  /** True when the folder has this layout. */
  readonly fits: (folder: string) => boolean;
  /** How many cases the folder has. */
  readonly count: (folder: string) => number;
  /** Runs every case of the folder, in the order of its cases.json. */
  readonly run: (folder: string) => AsyncIterable<CaseResult>;
};
