import type { LineDraft } from '../../port/prescription-calls.ts';

/** A kept line without what only the screen needs. */
export function plainDraft({ key, brand, typed, renewals, isContinuous, isAld }: LineDraft): LineDraft {
  return { key, brand, typed, renewals, isContinuous, isAld };
}
