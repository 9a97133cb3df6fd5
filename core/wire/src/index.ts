export { checkJwsTypes, checkLabels } from './check-labels.ts';
export { securityText, securityTextPath } from './security-text.ts';
export { isSecureUrl, originSchema, urlSchema } from './secure-url.ts';
export { EtancheError, isEtancheError } from './etanche-error.ts';
export { ProtocolError, type ProtocolErrorCode } from './protocol-error.ts';
export { compareBytes, concat, equalBytes, fromUtf8, joinFields, u32, u64, utf8, type Bytes } from './bytes.ts';
export { fromBase64url, toBase64url } from './base64url.ts';
export { findMismatch, object, parseShape, type JsonSchema, type Shape } from './json-schema.ts';
export { jwsTypes, labels } from './labels.ts';
export { limits, type PostingLimit } from './limits.ts';
export {
  claimedKid,
  ed25519FromSeed,
  signCompact,
  signDetached,
  splitCompact,
  verifyCompact,
  verifyDetached,
  type Jws,
} from './jws.ts';
export { ed25519KeyPair, type Ed25519KeyPair } from './ed25519-key-pair.ts';
export { nodeModules, type NodeModules } from './node-modules.ts';
export { sha256 } from './sha256.ts';
export { verifyEd25519 } from './verify-ed25519.ts';
export { fromRecordId, recordIdSchema, toRecordId } from './record-id.ts';
export {
  FetchError,
  fetchBounded,
  type FetchAnswer,
  type FetchErrorCode,
  type FetchRequest,
  type FetchTransport,
} from './fetch-bounded.ts';
export { createKeyedQueue } from './keyed-queue.ts';
export { timerSleep, type Sleep } from './sleep.ts';
