import { type Alarm } from '@etanche/core-vault-protocol';
import { failureCause } from '@etanche/platform';
import { recordIdSchema, findMismatch, toRecordId } from '@etanche/core-wire';
import type { VaultConfig, VaultSecrets } from '../config/config.ts';
import { readCompleteSeeds } from '../seeds/seed-file.ts';
import { secretsLocation } from '../seeds/secrets-location.ts';
import { readSigningKey } from '../seeds/signing-key.ts';
import { VaultError } from '../vault-error.ts';
import type { ChannelName } from './alarm-channel.ts';
import { createChannels } from './create-channels.ts';

export type TestAlarmResult = { readonly channel: ChannelName; readonly accepted: boolean; readonly reason?: string };

/**
 * Sends one alarm of kind `test` through every configured channel except the log, at once and outside the store.
 *
 * @throws VaultError `configuration_invalid` if mail is set without a recipient, or the practice id is malformed
 */
export async function sendTestAlarm(
  config: VaultConfig,
  secrets: VaultSecrets,
  call: {
    readonly to: string | undefined;
    readonly practice: string | undefined;
    readonly now: () => number;
    readonly random: (length: number) => Uint8Array;
  },
): Promise<TestAlarmResult[]> {
  const { to, now, random } = call;
  const practice = call.practice ?? toRecordId(random(16));
  if (findMismatch(recordIdSchema, practice) !== null) {
    throw new VaultError('configuration_invalid', `a practice id has 26 characters, not ${practice.length}`);
  }
  if (secrets.smtpUrl !== null && to === undefined) {
    throw new VaultError('configuration_invalid', 'a mail server is set, but the test mail has no recipient (--to)');
  }
  const { seeds, index } = readCompleteSeeds(secretsLocation(config));
  for (const { seed } of seeds) seed.fill(0);
  const alarm: Alarm = { alarm: toRecordId(random(16)), index, practice, at: Math.floor(now() / 1000), kind: 'test' };
  const channels = createChannels(config, secrets, await readSigningKey(secretsLocation(config)), null);
  return Promise.all(
    channels.map(async ({ name: channel, deliver }) => {
      try {
        await deliver({ alarm, contacts: to === undefined ? [] : [to] });
        return { channel, accepted: true };
      } catch (error) {
        return { channel, accepted: false, reason: reasonOf(error) };
      }
    }),
  );
}

/**
 * The refusal in words, with the reason under it (`fetch failed` says nothing) and the stable code of a known cause.
 */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'failed';
  const cause = failureCause(error);
  const why = error.cause instanceof Error && error.cause.message !== '' ? `: ${error.cause.message}` : '';
  return `${error.message}${why}${cause === null ? '' : ` (${cause})`}`;
}
