import { relaySchema } from '@etanche/core-records-protocol';
import {
  claimedKid,
  fromBase64url,
  fromUtf8,
  jwsTypes,
  limits,
  parseShape,
  ProtocolError,
  splitCompact,
  verifyCompact,
} from '@etanche/core-wire';
import { Refusal } from '../http/refusal.ts';
import type { Peer } from './exchange-config.ts';

/**
 * The key of the records server that calls, from the header `Authorization: Etanche-Relay …` (docs/protocol.md 9.4). A
 * repeated request changes nothing, since every call of a peer can be repeated.
 *
 * @param path of the request
 * @throws Refusal `unauthenticated`
 */
export async function readPeer(
  { peers, server, now }: { readonly peers: readonly Peer[]; readonly server: string; readonly now: () => number },
  authorization: string | undefined,
  path: string,
): Promise<string> {
  const jws = /^Etanche-Relay ([A-Za-z0-9_.-]{1,2048})$/.exec(authorization ?? '')?.[1];
  try {
    if (jws === undefined) throw new Refusal('unauthenticated');
    // A stranger costs no verification.
    const kid = claimedKid(splitCompact(jws).header, jwsTypes.relay);
    const peer = peers.find((each) => each.server === kid);
    if (peer === undefined) throw new Refusal('unauthenticated');
    const { payload } = await verifyCompact(jws, jwsTypes.relay, fromBase64url(peer.server, 32));
    const said = parseShape(relaySchema, JSON.parse(fromUtf8(payload)), 'right of a peer');
    const isTimely = Math.abs(now() / 1000 - said.iat) <= limits.requestAgeSeconds;
    if (said.aud !== server || said.path !== path || !isTimely) throw new Refusal('unauthenticated');
    return peer.server;
  } catch (error) {
    if (error instanceof ProtocolError || error instanceof SyntaxError) throw new Refusal('unauthenticated');
    throw error;
  }
}
