import type { Alarm } from '@etanche/core-protocol';

export const channelNames = ['log', 'webhook', 'mail'] as const;
export type ChannelName = (typeof channelNames)[number];

/** An alarm, and the practice's contacts who are to be told. */
export type Ringing = { readonly alarm: Alarm; readonly contacts: readonly string[] };

/** A way out of the vault. The same alarm may come twice: its id tells. */
export type AlarmChannel = {
  readonly name: ChannelName;
  /** Resolves when the alarm is accepted; rejects, within seconds, when it must be tried again. */
  readonly deliver: (ringing: Ringing) => Promise<void>;
};
