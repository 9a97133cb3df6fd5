import type { Logger } from '@etanche/platform';
import type { AlarmChannel } from './alarm-channel.ts';

/**
 * Logs one line for each alarm: its id, kind and count. The member's name is only in the store and the other channels.
 */
export function logChannel(logger: Logger): AlarmChannel {
  return {
    name: 'log',
    deliver: ({ alarm }) => {
      logger.warn('alarm', { vault: alarm.index, alarm: alarm.alarm, code: alarm.kind, count: alarm.count });
      return Promise.resolve();
    },
  };
}
