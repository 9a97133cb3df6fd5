import { manifestsPath, signedManifestSchema, type SignedManifest } from '@etanche/core-check-protocol';
import { mediaTypes, type Federation } from '@etanche/core-vault-protocol';
import { fromBase64url, jwsTypes, findMismatch, ProtocolError, verifyDetached, type Jws } from '@etanche/core-wire';
import { askAll } from '../evaluate/ask-all.ts';
import type { Vault } from '../key-sets/key-set-statements.ts';
import { askVault, parseJson, vaultUrl, type Transport } from '../transport.ts';
import type { VaultFailure } from '../vault-client-error.ts';
import { VaultFailed } from '../vault-failed.ts';

const cosignatureSchema = signedManifestSchema.properties.signatures.items;

/** Largest cosignature, in bytes. */
const cosignatureBytes = 4096;

/**
 * Has every vault log and cosign a manifest signed by the operator, and verifies each cosignature. A vault that already
 * logged the manifest cosigns it again, so the call may be repeated.
 *
 * @param options.manifest with only the operator's signature
 * @param options.report called for each vault that does not cosign, even if enough do
 * @returns the manifest with the cosignatures of all vaults that answered, at least `threshold`
 * @throws VaultClientError `refused`, `could_not_check`
 */
export async function cosignManifest(
  options: Transport & {
    readonly federation: Federation;
    readonly manifest: SignedManifest;
    readonly report?: (failure: VaultFailure) => void;
  },
): Promise<SignedManifest> {
  const { federation, manifest } = options;
  const cosign = async (vault: Vault): Promise<Jws> => {
    const request = {
      url: vaultUrl(vault.url, manifestsPath),
      method: 'POST',
      body: { mediaType: mediaTypes.json, text: JSON.stringify(manifest) },
      accept: mediaTypes.json,
      maxBytes: cosignatureBytes,
    } as const;
    return readCosignature(await askVault(options, request, new AbortController().signal), manifest, vault);
  };
  const answers = await askAll(federation, federation.threshold, cosign, options.report);
  return { ...manifest, signatures: [...manifest.signatures, ...answers.map(({ answer }) => answer)] };
}

async function readCosignature(text: string, manifest: SignedManifest, vault: Vault): Promise<Jws> {
  const cosignature = parseJson(text);
  if (findMismatch(cosignatureSchema, cosignature) !== null) throw new VaultFailed('answer_invalid');
  try {
    const publicKey = fromBase64url(vault.signingKey, 32);
    await verifyDetached(manifest.payload, cosignature as Jws, jwsTypes.manifest, publicKey);
  } catch (cause) {
    if (cause instanceof ProtocolError) throw new VaultFailed('answer_invalid', { cause });
    throw cause;
  }
  return cosignature as Jws;
}
