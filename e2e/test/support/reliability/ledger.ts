import { isEtancheError } from '@etanche/core-wire';
import { DataError } from '@etanche/records-client';

/** A patient whose creation was acknowledged, with the acknowledged content. */
export type KnownPatient = {
  readonly scope: string;
  readonly family: string;
  readonly birthDate: string;
  readonly owner: string;
  /** Null while a change of it is in progress. */
  phone: string | null;
  formerPhones: string[];
  /** Texts of the notes, each unique. */
  readonly notes: string[];
};

/** Failures that report an unknown result and allow a retry. */
const honest = [
  'could_not_check',
  'uncertain',
  'unreachable',
  'store_unavailable',
  'vaults_unreachable',
  'vaults_disagree',
  'quota_reached',
];

/** The acknowledgements during a storm, to compare with the final state. */
export class Ledger {
  readonly patients: KnownPatient[] = [];
  /** Phones of patients whose creation was abandoned: stored completely or not at all. */
  readonly abandoned: string[] = [];
  /** Number of failures by kind. */
  readonly failures = new Map<string, number>();
  /** Violations; there must be none. */
  readonly findings: string[] = [];
  /** Roots of the audit log by size: one for each. */
  readonly checkpoints = new Map<number, string>();
  acknowledged = 0;

  /** @returns whether a retry is allowed */
  failed(doing: string, error: unknown): boolean {
    const code = isEtancheError(error) ? error.code : 'not_ours';
    const why = isEtancheError(error) && isEtancheError(error.cause) ? ` (${error.cause.code})` : '';
    const name = `${doing}: ${code}${why}`;
    this.failures.set(name, (this.failures.get(name) ?? 0) + 1);
    const isLie = error instanceof DataError && error.reason === 'untrusted';
    const isHonest = !isLie && honest.includes(code);
    if (!isHonest) this.findings.push(`${name}, ${describe(error)}`);
    return isHonest;
  }

  checkpoint(size: number, root: string): void {
    const known = this.checkpoints.get(size);
    if (known !== undefined && known !== root) this.findings.push(`two roots of the log at size ${size}`);
    this.checkpoints.set(size, root);
  }
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return 'no error';
  return error.cause === undefined ? String(error) : `${String(error)}, since ${describe(error.cause)}`;
}
