import { joinFields, labels, sha256, toRecordId } from '@etanche/core-wire';

/** The id of the notice to the vaults that a helper gave their share for a request (docs/protocol.md 7.1). */
export function recoveryNoticeId(request: string, helper: string): string {
  return toRecordId(sha256(joinFields(labels.recoveryNotice, request, helper)).slice(0, 16));
}
