import type { DataErrorCode, RecordsClientErrorCode } from '@etanche/records-client';

/** The title says what happened, the advice what is safe and what to do. */
export type FailureText = readonly [title: string, advice: string];

/** Every code of the client, the vaults' `refused`, and `unexpected` for an error without a code. */
export type FailureTexts = Readonly<
  Record<DataErrorCode | RecordsClientErrorCode | 'refused' | 'unexpected', FailureText>
>;
