import type { Logger } from '@etanche/platform';
import type { AlarmChannel } from './alarm-channel.ts';

/** One line for each alarm: its id, its kind, a count. Whose it is stands in the store and in the other channels. */
export function logChannel(logger: Logger): AlarmChannel {
  return {
    name: 'log',
    deliver: ({ alarm }) => {
      logger.warn('alarm', { vault: alarm.index, alarm: alarm.alarm, code: alarm.kind, count: alarm.count });
      return Promise.resolve();
    },
  };
}
