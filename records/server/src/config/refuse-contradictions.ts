import { isSecureUrl } from '@etanche/core-wire';
import { recordsLimits } from '@etanche/core-records-protocol';
import type { RecordsConfig, RecordsSecrets } from './config.ts';
import { RecordsError } from '../records-error.ts';

/** @throws RecordsError `configuration_invalid`, naming every contradiction */
export function refuseContradictions(config: RecordsConfig, secrets: RecordsSecrets, behindProxy: boolean): void {
  const { metrics, listen, sessions, chain, anonymous, blobs, identity } = config;
  const problems = [...originProblems(config), ...identityProblems(config), ...byteProblems(config)];
  if (behindProxy && config.trustedHops === 0) {
    problems.push(
      'behind a proxy, ETANCHE_RECORDS_TRUSTED_HOPS must give the number of proxies that append to X-Forwarded-For',
    );
  }
  if (!behindProxy && config.trustedHops > 0) {
    problems.push('without a proxy, ETANCHE_RECORDS_TRUSTED_HOPS would let every caller choose an address');
  }
  if (sessions.idleMs > sessions.absoluteMs)
    problems.push('ETANCHE_RECORDS_IDLE_MINUTES exceeds ETANCHE_RECORDS_SESSION_MINUTES');
  if (chain.freshMs > chain.mostMs) problems.push('the chain is fresh for longer than it counts at most');
  if (anonymous.perNetwork > anonymous.inAll)
    problems.push('ETANCHE_RECORDS_ANONYMOUS_PER_NETWORK exceeds ETANCHE_RECORDS_ANONYMOUS_IN_ALL');
  if (metrics !== null && metrics.host === listen.host && metrics.port === listen.port && listen.port !== 0) {
    problems.push(
      'ETANCHE_RECORDS_METRICS_HOST and ETANCHE_RECORDS_METRICS_PORT are the public address: metrics need another one',
    );
  }
  if (blobs.kind === 's3' && !isSecureUrl(blobs.endpoint)) {
    problems.push('ETANCHE_RECORDS_S3_ENDPOINT must start with https:// (http:// is for this machine alone)');
  }
  if ((blobs.kind === 's3') !== (secrets.blobs !== null)) {
    problems.push('an S3 store and its credentials come together');
  }
  if ((identity === null) !== (secrets.identity === null)) {
    problems.push('an identity provider and its client secret come together');
  }
  if (config.name.trim() !== config.name || config.name === '' || config.name.length > 80) {
    problems.push('the name has 1 to 80 characters, without space around');
  }
  if (problems.length > 0) throw new RecordsError('configuration_invalid', problems.join('; '));
}

/** WebAuthn Level 3 section 5.1.2: the RP id is the host of each origin or a suffix of it, of secure contexts only. */
function originProblems({ rpId, origins }: RecordsConfig): string[] {
  const problems: string[] = [];
  if (origins.length === 0) problems.push('ETANCHE_RECORDS_ORIGINS is empty');
  if (!/^[a-z0-9-]+(\.[a-z0-9-]+)*$/.test(rpId)) problems.push('the RP id must be a lower-case domain');
  if (rpId !== 'localhost' && !rpId.includes('.')) problems.push('the RP id must not be a top-level domain');
  for (const [i, text] of origins.entries()) {
    const url = URL.parse(text);
    const named = `origin ${i + 1} of ETANCHE_RECORDS_ORIGINS`;
    if (url?.origin !== text) {
      problems.push(`${named} must be a scheme, a host and perhaps a port, no more`);
      continue;
    }
    const { hostname } = url;
    if (hostname !== rpId && !hostname.endsWith(`.${rpId}`))
      problems.push(`${named} is not of the domain in ETANCHE_RECORDS_RP_ID`);
    if (!isSecureUrl(text)) problems.push(`${named} must start with https:// (http:// is for this machine alone)`);
  }
  return problems;
}

function byteProblems({ data: { bytesPerDay: most, blockBytes } }: RecordsConfig): string[] {
  const problems: string[] = [];
  if (most.member > most.practice)
    problems.push('ETANCHE_RECORDS_MEMBER_MEBIBYTES exceeds ETANCHE_RECORDS_PRACTICE_MEBIBYTES');
  if (most.importer > most.practice)
    problems.push('ETANCHE_RECORDS_IMPORTER_MEBIBYTES exceeds ETANCHE_RECORDS_PRACTICE_MEBIBYTES');
  if (most.member < recordsLimits.binaryBytes || most.importer < recordsLimits.binaryBytes) {
    problems.push(`nobody could store a binary of ${recordsLimits.binaryBytes} bytes in a day`);
  }
  if (blockBytes < 1 || blockBytes > recordsLimits.binaryBytes) {
    problems.push('bytes are counted in blocks of 1 byte to a binary');
  }
  return problems;
}

function identityProblems({ identity, origins }: RecordsConfig): string[] {
  if (identity === null) return [];
  const problems: string[] = [];
  for (const [name, text] of Object.entries({
    REDIRECT_URI: identity.redirectUri,
    RETURN_URI: identity.returnUri,
  })) {
    const url = URL.parse(text);
    if (url === null || !isSecureUrl(text)) problems.push(`ETANCHE_RECORDS_OIDC_${name} must start with https://`);
    else if (url.hash !== '') problems.push(`ETANCHE_RECORDS_OIDC_${name} must have no fragment`);
  }
  if (URL.parse(identity.issuer)?.protocol !== 'https:') {
    problems.push('ETANCHE_RECORDS_OIDC_ISSUER must start with https://, on this machine too');
  }
  const callback = URL.parse(identity.redirectUri);
  if (callback?.pathname.endsWith('/v1/identity-proofs/callback') !== true || callback.search !== '') {
    problems.push('ETANCHE_RECORDS_OIDC_REDIRECT_URI must end with /v1/identity-proofs/callback');
  }
  if (!origins.includes(URL.parse(identity.returnUri)?.origin ?? '')) {
    problems.push('ETANCHE_RECORDS_OIDC_RETURN_URI must be of one of the origins');
  }
  return problems;
}
