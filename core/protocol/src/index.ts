export { EtancheError, isEtancheError } from './etanche-error.ts';
export { ProtocolError, type ProtocolErrorCode } from './protocol-error.ts';
export { compareBytes, concat, equalBytes, fromUtf8, joinFields, utf8, type Bytes } from './bytes.ts';
export { fromBase64url, toBase64url } from './base64url.ts';
export { misfit, object, parseShape, type JsonSchema, type Shape } from './json-schema.ts';
export { jwsTypes, labels } from './labels.ts';
export { limits } from './limits.ts';
export {
  checkIndexId,
  isPublicPurpose,
  keySetIdPattern,
  parseKeySetId,
  purposes,
  type KeySetId,
  type Purpose,
} from './key-set-id.ts';
export {
  bytes32Schema,
  bytes64Schema,
  federationSchema,
  keySetIdSchema,
  keySetSchema,
  keySetStatementSchema,
  suite,
  urlSchema,
  vaultIndexSchema,
  type Federation,
  type KeySet,
  type KeySetStatement,
} from './key-set.ts';
export {
  evaluatePath,
  evaluateRequestSchema,
  evaluateResponseSchema,
  mediaTypes,
  signedEvaluateSchema,
  workSchema,
  type EvaluateRequest,
  type EvaluateResponse,
  type SignedEvaluate,
  type Work,
} from './evaluate.ts';
export {
  closeKeySetSchema,
  keySetOrderSchema,
  keySetsPath,
  openKeySetSchema,
  withdrawKeySetSchema,
  type KeySetOrder,
  type OpenKeySet,
} from './key-set-order.ts';
export { problemCodes, problemSchema, type Problem, type ProblemCode } from './problem.ts';
export {
  bilingualSchema,
  indexNameSchema,
  kindNames,
  leakSchema,
  manifestSchema,
  manifestsPath,
  signedManifestSchema,
  stretchSchema,
  trustSchema,
  versionSchema,
  type Kind,
  type Leak,
  type Manifest,
  type SignedManifest,
  type Stretch,
  type Trust,
} from './manifest.ts';
export { ed25519FromSeed, signCompact, signDetached, verifyCompact, verifyDetached, type Jws } from './jws.ts';
export { leadingZeroBits, solveWork, workPreimage } from './work.ts';
export { checkTerm, stretchSalt, type Argon2id } from './check-term.ts';
