import type { DataErrorCode, RecordsClientErrorCode } from '@etanche/records-client';

/** What happened, and what is safe or to do. */
export type FailureText = readonly [title: string, advice: string];

/** Every code of the client, and `unexpected` for an error without one. */
export type FailureTexts = Readonly<Record<DataErrorCode | RecordsClientErrorCode | 'unexpected', FailureText>>;
