/** The result of one case of a folder. `wrong` has one sentence for each fault; empty means correct. */
export type CaseResult = { readonly name: string; readonly wrong: readonly string[] };

/** One layout of a folder of cases. */
export type CaseLayout = {
  readonly name: string;
  /** Whether the folder has this layout. */
  readonly fits: (folder: string) => boolean;
  /** Number of cases in the folder. */
  readonly count: (folder: string) => number;
  /** Runs every case of the folder, in the order of its cases.json. */
  readonly run: (folder: string) => AsyncIterable<CaseResult>;
};
