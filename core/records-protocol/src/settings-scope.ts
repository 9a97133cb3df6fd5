import { joinFields, labels, sha256, toRecordId } from '@etanche/core-wire';

/** The id of the one scope of a practice's settings (docs/protocol.md 7.9): both sides derive it. */
export function settingsScope(practice: string): string {
  return toRecordId(sha256(joinFields(labels.settingsScope, practice)).subarray(0, 16));
}
