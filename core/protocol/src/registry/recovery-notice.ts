import { joinFields } from '../bytes.ts';
import { labels } from '../labels.ts';
import { sha256 } from '../sha256.ts';
import { toRecordId } from './record-id.ts';

/** The id of the notice to the vaults that a helper gave their share for a request (docs/protocol.md 7.1). */
export function recoveryNoticeId(request: string, helper: string): string {
  return toRecordId(sha256(joinFields(labels.recoveryNotice, request, helper)).slice(0, 16));
}
