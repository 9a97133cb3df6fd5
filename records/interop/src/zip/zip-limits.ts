/** The most that an archive from outside may have. */
export interface ZipLimits {
  readonly bytes: number;
  readonly entries: number;
  /** Unpacked bytes of all entries together. */
  readonly unpacked: number;
  /** Unpacked ÷ packed bytes of an entry of more than 64 KiB. */
  readonly ratio: number;
  /** Bytes of the path of an entry. */
  readonly nameLength: number;
}

/** XML is packed to a fiftieth at most in the documents seen; deflate cannot exceed 1,032. */
export const zipLimits: ZipLimits = {
  bytes: 64 * 1024 * 1024,
  entries: 1000,
  unpacked: 256 * 1024 * 1024,
  ratio: 200,
  nameLength: 255,
};
