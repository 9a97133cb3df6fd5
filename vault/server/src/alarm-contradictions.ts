import { isSecureUrl } from '@etanche/core-wire';
import type { VaultConfig, VaultSecrets } from './config/config.ts';
import { VaultError } from './vault-error.ts';

/**
 * Checks that the settings of alarms and approvals do not contradict each other.
 *
 * @throws VaultError `configuration_invalid`, naming every contradiction
 */
export function refuseAlarmContradictions(config: VaultConfig, { smtpUrl }: VaultSecrets): void {
  const { alarms, approvals, federation } = config;
  const problems: string[] = [];
  if (alarms.webhook !== null && !isSecureUrl(alarms.webhook)) {
    problems.push('ETANCHE_VAULT_ALARM_WEBHOOK must be https, or on this machine');
  }
  if (smtpUrl !== null && !/^smtps?:$/.test(URL.parse(smtpUrl.reveal())?.protocol ?? '')) {
    problems.push('ETANCHE_VAULT_SMTP_URL must be an smtp or smtps URL');
  }
  if (smtpUrl !== null && alarms.from === null) problems.push('ETANCHE_VAULT_SMTP_URL needs ETANCHE_VAULT_ALARM_FROM');
  if (smtpUrl === null && alarms.from !== null) problems.push('ETANCHE_VAULT_ALARM_FROM needs ETANCHE_VAULT_SMTP_URL');
  if (alarms.from !== null && !/^([^<>@\r\n]* <)?[^\s<>@,;"]+@[^\s<>@,;"]+>?$/.test(alarms.from)) {
    problems.push('ETANCHE_VAULT_ALARM_FROM must be one mail address, with or without a name');
  }
  if (approvals !== null && !isApprovalsOrigin(approvals.origin)) {
    problems.push('ETANCHE_VAULT_APPROVALS_ORIGIN must be an https origin such as https://coffre-1.example');
  }
  if (approvals !== null && federation === null) {
    problems.push('ETANCHE_VAULT_APPROVALS_ORIGIN needs ETANCHE_VAULT_FEDERATION: approvals are sent to every vault');
  }
  if (problems.length > 0) throw new VaultError('configuration_invalid', problems.join('; '));
}

/**
 * Checks that alarms about practices leave this machine. `ETANCHE_VAULT_TRIAL` permits a vault without a channel.
 *
 * @throws VaultError `configuration_invalid` if practices can be admitted, and neither mail nor a webhook is set
 */
export function refuseAlarmsInTheLogOnly(config: VaultConfig, { smtpUrl }: VaultSecrets): void {
  if (config.recordsServers.length === 0 || config.about.trial) return;
  if (smtpUrl !== null || config.alarms.webhook !== null) return;
  throw new VaultError(
    'configuration_invalid',
    'ETANCHE_VAULT_RECORDS_SERVERS needs ETANCHE_VAULT_SMTP_URL and ETANCHE_VAULT_ALARM_FROM, or ' +
      'ETANCHE_VAULT_ALARM_WEBHOOK: otherwise no contact of a practice receives an alarm',
  );
}

/** A passkey's RP id is a domain: browsers accept no address, and http only for `localhost`. */
function isApprovalsOrigin(text: string): boolean {
  const url = URL.parse(text);
  if (url?.origin !== text) return false;
  if (/^(\[|[0-9.]+$)/.test(url.hostname)) return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && url.hostname === 'localhost');
}
