import { isEtancheError } from '@etanche/core-protocol';
import { DataError } from '@etanche/records-client';

/** A patient who was acknowledged, and what was acknowledged of it. */
export type KnownPatient = {
  readonly scope: string;
  readonly family: string;
  readonly birthDate: string;
  readonly owner: string;
  /** Null while a change of it is under way. */
  phone: string | null;
  formerPhones: string[];
  /** Texts of the notes, each once in the world. */
  readonly notes: string[];
};

/** Failures that say that they are one, and after which the same may be tried again. */
const honest = [
  'could_not_check',
  'uncertain',
  'unreachable',
  'store_unavailable',
  'vaults_unreachable',
  'vaults_disagree',
  'quota_reached',
];

/** What the people of a storm were told, to be held against what is there afterwards. */
export class Ledger {
  readonly patients: KnownPatient[] = [];
  /** Phones of patients whose creation was given up: whole or not there. */
  readonly abandoned: string[] = [];
  /** How often each failure was seen. */
  readonly failures = new Map<string, number>();
  /** What nobody may ever see. */
  readonly findings: string[] = [];
  /** Roots of the audit log by size: one for each. */
  readonly checkpoints = new Map<number, string>();
  acknowledged = 0;

  /** @returns whether the same may be tried again */
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
