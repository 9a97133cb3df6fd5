/** The parts of the JSON forms of WebAuthn Level 3 section 5.1 that a software authenticator reads and writes. */

export type CredentialDescriptor = { readonly id: string; readonly type: string };

/** Inputs of the extensions `prf` and `credProps`; all bytes in base64url. */
export type ExtensionInputs = { readonly prf?: PrfInputs; readonly credProps?: boolean };
export type PrfValues = { readonly first: string; readonly second?: string };
export type PrfInputs = { readonly eval?: PrfValues; readonly evalByCredential?: Readonly<Record<string, PrfValues>> };

export type CreationOptions = {
  readonly rp: { readonly id?: string; readonly name: string };
  readonly user: { readonly id: string; readonly name: string; readonly displayName: string };
  readonly challenge: string;
  readonly pubKeyCredParams: readonly { readonly alg: number; readonly type: string }[];
  readonly excludeCredentials?: readonly CredentialDescriptor[];
  readonly extensions?: ExtensionInputs;
};

export type RequestOptions = {
  readonly challenge: string;
  readonly rpId?: string;
  readonly allowCredentials?: readonly CredentialDescriptor[];
  readonly extensions?: ExtensionInputs;
};

/** `prf.results` are secrets of the caller, which must remove them before it sends the response. */
export type ExtensionOutputs = {
  prf?: { enabled?: boolean; results?: { first: string; second?: string } };
  credProps?: { rk: boolean };
};

export type RegistrationResponse = {
  id: string;
  rawId: string;
  type: 'public-key';
  authenticatorAttachment: 'platform';
  response: {
    clientDataJSON: string;
    attestationObject: string;
    authenticatorData: string;
    transports: string[];
    publicKeyAlgorithm: number;
    publicKey: string;
  };
  clientExtensionResults: ExtensionOutputs;
};

export type AuthenticationResponse = {
  id: string;
  rawId: string;
  type: 'public-key';
  authenticatorAttachment: 'platform';
  response: { clientDataJSON: string; authenticatorData: string; signature: string; userHandle: string };
  clientExtensionResults: ExtensionOutputs;
};
