import type { DataErrorCode, RecordsClientErrorCode } from '@etanche/records-client';

/** The title says what happened, the advice what is safe and what to do. */
export type FailureText = readonly [title: string, advice: string];

/** Every code of the client, and `unexpected` for an error without one. */
export type FailureTexts = Readonly<Record<DataErrorCode | RecordsClientErrorCode | 'unexpected', FailureText>>;
