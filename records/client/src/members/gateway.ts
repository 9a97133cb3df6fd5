import type { GatewayService } from '@etanche/core-records-protocol';
import { bytes32Schema, federationSchema, type PracticePurpose } from '@etanche/core-vault-protocol';
import {
  fromBase64url,
  fromUtf8,
  isEtancheError,
  object,
  parseShape,
  recordIdSchema,
  toBase64url,
  toRecordId,
  utf8,
  type Bytes,
  type Shape,
} from '@etanche/core-wire';
import {
  chainKeysOf,
  gatewayCacheSecret,
  keyringSchema,
  keysFingerprint,
  memberKeysFromSeed,
  publicKeysOf,
  SealingError,
  signMemberStatement,
  verifyMemberStatement,
} from '@etanche/core-sealing';
import { requireActive, signInByKey } from '../kit/open-kit.ts';
import type { RecordsClientOptions } from '../options.ts';
import type { OrderState } from '../orders/order-progress.ts';
import { propose } from '../orders/propose.ts';
import { RecordsClientError } from '../records-client-error.ts';
import { accountOf } from '../session/account.ts';
import type { RecordsClient } from '../session/client.ts';
import { orEndSession, unlockAs } from '../session/sign-in.ts';
import { forgetMember } from '../session/stored-outputs.ts';

const placeSchema = object({
  format: { const: 'etanche/v1/gateway-place' },
  practice: recordIdSchema,
  genesis: bytes32Schema,
  federation: federationSchema,
});
const fileSchema = object({ format: { const: 'etanche/v1/gateway' }, keyring: keyringSchema });

/**
 * A gateway keeps the outputs of lists alone: a service that restarts opens its lists again, and an attacker on its
 * machine gets no file that the vaults do not count at that moment.
 */
const keptPurposes: readonly PracticePurpose[] = ['agenda'];

/** Contents of a gateway's file: the seed of its keys, with the practice and its vaults. */
export type GatewayFile = Shape<typeof fileSchema>;

/**
 * A gateway whose keys were drawn on its own machine. `registration` is public; the member who admits the gateway
 * compares `fingerprint`.
 */
type NewGateway = { readonly file: GatewayFile; readonly registration: string; readonly fingerprint: string };

/** The practice and its vaults as text, which a member brings to the gateway's machine. It is public. */
export function gatewayPlace({ practice }: Pick<RecordsClient, 'practice'>): string {
  const { id, genesis, federation } = practice;
  return toBase64url(utf8(JSON.stringify({ format: 'etanche/v1/gateway-place', practice: id, genesis, federation })));
}

/**
 * Draws the keys of a gateway. The seed never leaves the machine on which this runs.
 *
 * @param place from `gatewayPlace`
 * @throws RecordsClientError `text_invalid`
 */
export async function makeGateway(place: string, random: (length: number) => Bytes): Promise<NewGateway> {
  const { practice, genesis, federation } = read(() =>
    parseShape(placeSchema, JSON.parse(fromUtf8(fromBase64url(place.trim(), undefined))), 'gateway place'),
  );
  const member = toRecordId(Uint8Array.from(random(16)));
  const seed = Uint8Array.from(random(32));
  const keys = await memberKeysFromSeed(seed);
  const publicKeys = publicKeysOf(practice, member, keys);
  const keyring = { seed: toBase64url(seed), practice, member, genesis, federation };
  seed.fill(0);
  return {
    file: { format: 'etanche/v1/gateway', keyring },
    registration: await signMemberStatement(publicKeys, keys.auth),
    fingerprint: keysFingerprint(chainKeysOf(publicKeys)),
  };
}

/**
 * Registers a gateway and proposes its enrolment, which two approvers sign. Then a doctor grants it the secrets of a
 * doctor (`grant`).
 *
 * @param gateway.compared the fingerprint that the gateway's machine shows
 * @throws RecordsClientError `fingerprint_differs`, `text_invalid`
 */
export async function admitGateway(
  client: RecordsClient,
  gateway: { readonly name: string; readonly registration: string; readonly compared: string },
): Promise<{ readonly gateway: string; readonly order: OrderState }> {
  const registration = gateway.registration.trim();
  const keys = await verifyMemberStatement(registration).catch((cause: unknown) => {
    if (!(cause instanceof SealingError)) throw cause;
    throw invalid(cause);
  });
  if (keys.practice !== client.practice.id) throw invalid();
  const chainKeys = chainKeysOf(keys);
  if (plain(keysFingerprint(chainKeys)) !== plain(gateway.compared)) {
    throw new RecordsClientError(
      'fingerprint_differs',
      'the registration has other keys than those that were compared',
    );
  }
  const { member } = keys;
  await client.session.call('registerGateway', { body: { gateway: member, name: gateway.name, keys: registration } });
  const order = await propose(client, { kind: 'enrol', member, roles: ['gateway'], ...chainKeys });
  return { gateway: member, order };
}

/** @throws RecordsClientError `text_invalid` for a file that is not a gateway's */
export function readGatewayFile(text: string): GatewayFile {
  return read(() => parseShape(fileSchema, JSON.parse(text), 'gateway file'));
}

/**
 * Signs in as a gateway. Its lists open again for 24 hours without another unit if the environment has an
 * `outputStore`.
 *
 * @throws RecordsClientError `sign_in_refused`, `server_untrusted`, `not_a_member` if the chain does not have it
 */
export async function openGateway(options: RecordsClientOptions, { keyring }: GatewayFile): Promise<RecordsClient> {
  const account = await accountOf(keyring);
  const { practice, member, keys, seed } = account;
  if (seed === null) throw new RangeError('a gateway has a seed');
  const signedIn = await signInByKey(options, practice, member, keys.auth).catch(async (error: unknown) => {
    if (error instanceof RecordsClientError && error.code === 'sign_in_refused')
      await forgetMember(options.environment, account);
    throw error;
  });
  const prf = await gatewayCacheSecret(seed);
  const owner = { prf, credential: 'gateway', purposes: keptPurposes };
  try {
    return await orEndSession(options, signedIn, async () =>
      requireActive(await unlockAs(options, signedIn, account, owner)),
    );
  } finally {
    prf.fill(0);
  }
}

/**
 * States which services the gateway's configuration has, so that the practice's screens offer them. A records server
 * that alters the statement offers mail that then waits, or hides it.
 *
 * @throws RecordsClientError
 */
export async function stateServices(
  { session }: Pick<RecordsClient, 'session'>,
  services: readonly GatewayService[],
): Promise<void> {
  await session.call('stateServices', { body: { services: [...services] } });
}

function read<T>(step: () => T): T {
  try {
    return step();
  } catch (cause) {
    if (!isEtancheError(cause) && !(cause instanceof SyntaxError)) throw cause;
    throw invalid(cause);
  }
}

function invalid(cause?: unknown): RecordsClientError {
  return new RecordsClientError('text_invalid', 'this is not a gateway’s text', { cause });
}

function plain(fingerprint: string): string {
  return fingerprint.replaceAll(/[\s-]/g, '').toUpperCase();
}
