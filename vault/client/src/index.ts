export {
  VaultClientError,
  type VaultClientErrorCode,
  type VaultFailure,
  type VaultFailureCode,
} from './vault-client-error.ts';
export { createVaultClient, type VaultClient, type VaultClientOptions } from './vault-client.ts';
export type { WorkSolver } from './evaluate-share.ts';
export { createRequestSigner, type Clock, type RequestSigner, type SigningKey } from './request-signer.ts';
export { fetchKeySet } from './fetch-key-set.ts';
export { sendKeySetOrder, type KeySetCommand } from './key-set-order.ts';
export { cosignManifest } from './cosign-manifest.ts';
export { timerSleep, type Sleep, type Transport } from './transport.ts';
