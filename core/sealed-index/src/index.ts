export { SealedIndexError, type SealedIndexErrorCode } from './sealed-index-error.ts';
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
export {
  readAnswer as answer,
  findAddress as findPlace,
  mergeEntries,
  openEntry,
  type IndexAnswer as Answer,
  type EntryAddress as Place,
} from './lookup.ts';
