import type { Tolerance } from '../audit/compare-day.ts';
import type { BytesPerDay } from '../patients/byte-quota.ts';

/** Settings of what works on patients' data in the background. */
export type DataConfig = {
  /** Between two looks for audit leaves to number, two rounds of checkpoints, two rounds over all practices. */
  readonly audit: { readonly numberMs: number; readonly cosignMs: number; readonly everyMs: number };
  /** A vault's answer to a checkpoint, and how long one that does not answer is left alone. */
  readonly vaults: { readonly timeoutMs: number; readonly restMs: number };
  /** Uploads at once on this server; how long a binary waits for the write that names it. */
  readonly binaries: { readonly uploads: number; readonly orphanMs: number };
  /** Changed locators of a practice that are rewritten together, at least. */
  readonly settleAtLeast: number;
  /** Between two rounds of sweeping, settling and reconciling. */
  readonly roundMs: number;
  readonly tolerance: Tolerance;
  /** Bytes that a member, an importer and all of a practice together store on a UTC day. */
  readonly bytesPerDay: BytesPerDay;
  /** Patients that a member creates on a UTC day at most. */
  readonly patientsPerDay: number;
  /** How far the time of a version may be from this server's clock. */
  readonly clockMs: number;
  /** Bytes that are counted together. */
  readonly blockBytes: number;
};

const minute = 60_000;
const mebibyte = 1024 * 1024;

/** Each is argued in `README.md`. */
export const dataDefaults: DataConfig = {
  audit: { numberMs: 250, cosignMs: 2000, everyMs: minute },
  vaults: { timeoutMs: 5000, restMs: 10_000 },
  binaries: { uploads: 16, orphanMs: 24 * 60 * minute },
  settleAtLeast: 500,
  roundMs: 10 * minute,
  tolerance: { units: 10, percent: 25 },
  bytesPerDay: { member: 8192 * mebibyte, importer: 131_072 * mebibyte, practice: 163_840 * mebibyte },
  patientsPerDay: 200,
  clockMs: 15 * minute,
  blockBytes: 16 * mebibyte,
};
