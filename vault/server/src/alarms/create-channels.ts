import type { Logger } from '@etanche/platform';
import type { VaultConfig, VaultSecrets } from '../config/config.ts';
import type { SigningKey } from '../seeds/signing-key.ts';
import type { AlarmChannel } from './alarm-channel.ts';
import { logChannel } from './log-channel.ts';
import { mailChannel } from './mail-channel.ts';
import { webhookChannel } from './webhook-channel.ts';

/** The channels of a vault's configuration: always its log, plus a webhook and mail if they are set. */
export function createChannels(
  { alarms, approvals, members }: Pick<VaultConfig, 'alarms' | 'approvals' | 'members'>,
  { smtpUrl }: Pick<VaultSecrets, 'smtpUrl'>,
  signingKey: SigningKey,
  logger: Logger | null,
): AlarmChannel[] {
  const { webhook, from } = alarms;
  const place = { approvals: approvals?.origin ?? null, timeZone: members.alarm.timeZone };
  const settings = smtpUrl === null || from === null ? null : { url: smtpUrl, from, ...place };
  return [
    ...(logger === null ? [] : [logChannel(logger)]),
    ...(webhook === null ? [] : [webhookChannel(webhook, signingKey)]),
    ...(settings === null ? [] : [mailChannel(settings)]),
  ];
}
