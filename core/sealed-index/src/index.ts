export type { SealedIndexErrorCode } from './sealed-index-error.ts';
export { deriveEntryKey, open, seal, sealedEntry, type EntryKey } from './entry-key.ts';
export { encodeEntry, parseEntry, plaintextBytesFor, type Detail, type Entry } from './entry.ts';
export {
  bucketCountFor,
  bucketLeaf,
  bucketNumber,
  bucketPath,
  encodeBucketFile,
  entryBytes,
  parseBucketFile,
  type Bucket,
  type BucketGeometry,
} from './bucket.ts';
export { brokenManifestRule } from './manifest-rules.ts';
export { readPayload, signManifest, verifyManifest, withCosignatures } from './manifest-signature.ts';
export { readAnswer, findAddress, mergeEntries, openEntry, type IndexAnswer, type EntryAddress } from './lookup.ts';
