/** Bytes of a sealed chunk of 64 KiB (docs/protocol.md 7.4), with its tag. */
const SEALED_CHUNK_BYTES = 64 * 1024 + 16;

/** Limits of messages between practices and of the directory (docs/protocol.md 9). */
export const exchangeLimits = {
  /** Maximum number of practitioners in the directory entry of a practice. */
  practitionersPerEntry: 200,
  /** Largest directory entry, in characters of its JWS. */
  entryCharacters: 128 * 1024,
  /** Bytes of every part of a stream but the last: 16 sealed chunks. */
  partBytes: 16 * SEALED_CHUNK_BYTES,
  /** Maximum number of parts in all streams of a message: 70 MiB. */
  partsPerMessage: 70,
  /** Maximum number of attachments, and the largest one in bytes. */
  attachments: 20,
  attachmentBytes: 50 * 1024 * 1024,
  /** Largest body when it is inflated, and largest document in it, in bytes. */
  bodyBytes: 8 * 1024 * 1024,
  documentBytes: 4 * 1024 * 1024,
  /** Longest time for which a share may be read, in days. */
  shareDays: 366,
  /** Maximum number of messages in one answer of an inbox or outbox, and of leaves of a directory. */
  messagesPerAnswer: 100,
  leavesPerAnswer: 500,
  /** Bytes of the leaves in one answer, which anybody may ask for; the first one is always in it. */
  leafBytesPerAnswer: 2 * 1024 * 1024,
} as const;
