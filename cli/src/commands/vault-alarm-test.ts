import { sendTestAlarm, readVaultConfig } from '@etanche/vault-server';
import { defineCommand } from '../define-command.ts';
import { exitCode } from '../exit-code.ts';

export const command = defineCommand({
  usage: '[--to ADDRESS] [--practice ID]',
  description:
    'Sends a test alarm through the webhook and the mail server of this vault’s settings (the ETANCHE_VAULT_… variables ' +
    'of etanche vault serve), and reports the result of each. It does not affect a running vault or its store. Mail goes to ' +
    '--to instead of the contacts of a practice.',
  options: {
    to: { type: 'string', value: 'ADDRESS', help: 'recipient of the test mail; required if a mail server is set' },
    practice: { type: 'string', value: 'ID', help: 'the practice named in the alarm (a random id)' },
  },
  arguments: { minimum: 0, maximum: 0 },
  json: true,
  exitCodes: { 3: 'a channel did not accept the alarm, or none is set: nothing was sent' },
  examples: ['etanche vault alarm test --to responsable@coffre.example'],
  run: async ({ terminal, json, now, random }, { to, practice }) => {
    const { config, secrets } = readVaultConfig();
    const results = await sendTestAlarm(config, secrets, { to, practice, now, random });
    if (json) terminal.json({ channels: results });
    for (const { channel, accepted, reason } of json ? [] : results) {
      if (accepted) terminal.done(`${channel}: accepted`);
      else terminal.warn(`${channel}: ${reason ?? 'not accepted'}`);
    }
    if (results.length === 0 && !json) {
      terminal.warn(
        'Nothing was sent: neither ETANCHE_VAULT_ALARM_WEBHOOK nor ETANCHE_VAULT_SMTP_URL is set, so alarms only go to the log.',
      );
    }
    if (results.length === 0) return exitCode.couldNotCheck;
    return results.every(({ accepted }) => accepted) ? exitCode.done : exitCode.couldNotCheck;
  },
});
