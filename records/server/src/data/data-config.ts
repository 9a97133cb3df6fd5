import type { Tolerance } from '../audit/compare-day.ts';
import type { BytesPerDay } from '../patients/byte-quota.ts';

/** Settings of the background tasks on patients' data. */
export type DataConfig = {
  /**
   * Intervals between two searches for leaves without a number, two rounds of checkpoints, and two rounds over all
   * practices.
   */
  readonly audit: { readonly numberMs: number; readonly cosignMs: number; readonly everyMs: number };
  /** Time limit of a vault's answer to a checkpoint, and the pause after a vault did not answer. */
  readonly vaults: { readonly timeoutMs: number; readonly restMs: number };
  /** Concurrent uploads on this server, and the time after which a binary that no write named is deleted. */
  readonly binaries: { readonly uploads: number; readonly orphanMs: number };
  /** Least number of changed locators of a practice that are rewritten together. */
  readonly settleAtLeast: number;
  /** Between two rounds of sweeping, settling and reconciling. */
  readonly roundMs: number;
  readonly tolerance: Tolerance;
  /** Bytes that a member, an importer and all of a practice together store on a UTC day. */
  readonly bytesPerDay: BytesPerDay;
  /** Patients that a member creates on a UTC day at most. */
  readonly patientsPerDay: number;
  /** Received reports that a member puts on the unassigned list on a UTC day at most. */
  readonly reportsPerDay: number;
  /** How far the time of a version may be from this server's clock. */
  readonly clockMs: number;
  /** Size of the blocks in which bytes are counted. */
  readonly blockBytes: number;
};

const minute = 60_000;
const mebibyte = 1024 * 1024;

/** `README.md` gives the reason for each. */
export const dataDefaults: DataConfig = {
  audit: { numberMs: 250, cosignMs: 2000, everyMs: minute },
  vaults: { timeoutMs: 5000, restMs: 10_000 },
  binaries: { uploads: 16, orphanMs: 24 * 60 * minute },
  settleAtLeast: 500,
  roundMs: 10 * minute,
  tolerance: { units: 10, percent: 25 },
  bytesPerDay: { member: 8192 * mebibyte, importer: 131_072 * mebibyte, practice: 163_840 * mebibyte },
  patientsPerDay: 200,
  reportsPerDay: 300,
  clockMs: 15 * minute,
  blockBytes: 16 * mebibyte,
};
