import type { Alarm, AlarmKind } from '@etanche/core-vault-protocol';

/** An event, and the recommended action. */
export type AlarmSentence = {
  readonly subject: string;
  readonly text: (alarm: Alarm) => string;
  /** Empty if no action is needed. */
  readonly advice: string;
};

export type AlarmLanguage = {
  readonly sentences: Readonly<Record<AlarmKind, AlarmSentence>>;
  readonly locale: string;
  readonly from: (alarm: Pick<Alarm, 'index' | 'practice'>) => string;
  readonly at: (time: string, timeZone: string) => string;
  readonly member: (id: string) => string;
  readonly deadline: (time: string) => string;
  readonly page: (url: string) => string;
  readonly end: string;
};
