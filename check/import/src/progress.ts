/** The current step of an import. `total` is null while it is unknown. */
export type Step = 'fingerprint' | 'read' | 'merge' | 'evaluate' | 'write' | 'publish';

export type Progress = {
  readonly step: Step;
  readonly done: number;
  readonly total: number | null;
  readonly unit: 'bytes' | 'rows' | 'partitions' | 'terms' | 'buckets' | 'vaults';
  /** Rows read so far, in step `read`, whose `done` counts bytes. */
  readonly rows?: number;
  /** The reason for waiting, while the vaults do not answer. */
  readonly waiting?: string;
};

export type Report = (progress: Progress) => void;
