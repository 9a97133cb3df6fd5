import { readFileSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { isEtancheError, isSecureUrl, parseShape } from '@etanche/core-wire';
import { readPrivateFile, Secret } from '@etanche/platform';
import { readGatewayFile, type GatewayFile } from '@etanche/records-client';
import { GatewayError } from '../gateway-error.ts';
import { gatewayConfigSchema, mailRetryDefaults, type GatewayConfig } from './gateway-config.ts';

/**
 * Reads the configuration and refuses contradictions: a gateway without any task, relative paths, two programs with one
 * name, two folders of the mailbox that are one, a first pause above the longest.
 *
 * @throws GatewayError `config_invalid`
 */
export function readGatewayConfig(path: string): GatewayConfig {
  const config = parse(path);
  const problems = problemsOf(config);
  if (problems.length > 0) throw new GatewayError('config_invalid', `${path}: ${problems.join('; ')}`);
  return config;
}

function parse(path: string): GatewayConfig {
  try {
    return parseShape(gatewayConfigSchema, JSON.parse(readFileSync(path, 'utf8')) as unknown, 'configuration');
  } catch (cause) {
    const reason = isEtancheError(cause) ? cause.message : 'it cannot be read as JSON';
    throw new GatewayError('config_invalid', `${path}: ${reason}`, { cause });
  }
}

function problemsOf({ server, key, mail, folder, api, timeZone }: GatewayConfig): string[] {
  const problems: string[] = [];
  if (mail === null && folder === null && api === null) problems.push('mail, folder and api are all null');
  if (!isSecureUrl(server)) problems.push('server is not an https address');
  try {
    new Intl.DateTimeFormat('en', { timeZone });
  } catch {
    problems.push('timeZone is unknown');
  }
  const paths: [string, string][] = [['key', key]];
  if (folder !== null) paths.push(['folder.path', folder.path]);
  if (mail !== null) {
    paths.push(['mail.trust', mail.trust], ['mail.login', Object.values(mail.login)[0] ?? '']);
    if (mail.client !== null) paths.push(['mail.client', mail.client.certificate], ['mail.client', mail.client.key]);
    const { inbox, done, refused, sent } = mail.folders;
    const names = [inbox, done, refused, ...(sent === null ? [] : [sent])];
    if (new Set(names).size !== names.length) problems.push('mail.folders names a folder twice');
    const { firstSeconds, longestSeconds } = mail.retry ?? mailRetryDefaults;
    if (firstSeconds > longestSeconds) problems.push('mail.retry begins with more than its longest pause');
  }
  for (const program of api?.programs ?? []) paths.push([`api.programs.${program.name}`, program.token]);
  for (const [name, one] of paths) if (!isAbsolute(one)) problems.push(`${name} is not an absolute path`);
  const programs = (api?.programs ?? []).map(({ name }) => name);
  if (new Set(programs).size !== programs.length) problems.push('api.programs has a name twice');
  return problems;
}

/**
 * Reads a secret from a file that only this program's user may access; white space at its ends is no part of it.
 *
 * @throws GatewayError `login_missing`; PlatformError `private_file_open`
 */
export function readSecretFile(path: string): Secret {
  const bytes = readPrivateFile(path);
  const text = bytes?.toString('utf8').trim() ?? '';
  if (text === '') throw new GatewayError('login_missing', `${path}: no such file, or it is empty`);
  return new Secret(text);
}

/**
 * @throws GatewayError `config_invalid` without the file; PlatformError `private_file_open`; RecordsClientError
 * `text_invalid`
 */
export function readGatewayKey(path: string): GatewayFile {
  const bytes = readPrivateFile(path);
  if (bytes === null) throw new GatewayError('config_invalid', `${path}: no such file: run etanche gateway init`);
  return readGatewayFile(bytes.toString('utf8'));
}
