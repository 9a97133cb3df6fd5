import type { Alarm } from '@etanche/core-vault-protocol';

export type ChannelName = 'log' | 'webhook' | 'mail';

/** An alarm, and the practice's contacts to notify. */
export type AlarmMessage = { readonly alarm: Alarm; readonly contacts: readonly string[] };

/** A way to deliver alarms. The same alarm may be delivered twice; its id identifies it. */
export type AlarmChannel = {
  readonly name: ChannelName;
  /** Resolves when the alarm is accepted; rejects within seconds when delivery must be retried. */
  readonly deliver: (message: AlarmMessage) => Promise<void>;
};
