export type { PasskeyErrorCode } from './passkey-error.ts';
export { createSoftwarePasskeys, type SoftwarePasskeys, type SoftwarePasskeysConfig } from './software-passkeys.ts';
export { passkeyStateSchema, type PasskeyState } from './credential.ts';
export type {
  AuthenticationResponse,
  CreationOptions,
  ExtensionInputs,
  ExtensionOutputs,
  RegistrationResponse,
  RequestOptions,
} from './webauthn-json.ts';
