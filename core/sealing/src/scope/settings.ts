import { joinFields, labels, type Bytes } from '@etanche/core-wire';
import { hkdf } from '../envelope/derive.ts';
import { requireBytes } from '../sealing-error.ts';

/**
 * The root of a practice's settings (docs/protocol.md 7.9). Holders of the scope root derive it; an administrator, who
 * has no other secret, is granted it.
 *
 * @param scopeRoot 32 bytes
 * @returns 32 bytes
 */
export async function settingsRoot(scopeRoot: Bytes, practice: string): Promise<Bytes> {
  requireBytes(scopeRoot, 32, 'scope root');
  return hkdf(scopeRoot, labels.settingsRoot, joinFields(labels.settingsRoot, practice), 32);
}

/** N of the scope of the settings, 64 bytes. No vault evaluates it, because the settings hold no patient data. */
export async function settingsOutput(root: Bytes, practice: string, scope: string): Promise<Bytes> {
  requireBytes(root, 32, 'root of the settings');
  return hkdf(root, labels.settingsOutput, joinFields(labels.settingsOutput, practice, scope), 64);
}
