import { b64, ed25519, fields, hkdf, id, label, sha256, stream, xWingPublicKey } from '../reference.ts';

export const practice = id('practice');
export const other = id('other');
export function memberOf(name: string) {
  const seed = stream(`${name} seed`, 32);
  const derive = (key: string) => hkdf(seed, label('member'), fields(label(`member/${key}`)));
  const [auth, author, grant] = [ed25519(derive('auth')), ed25519(derive('author')), ed25519(derive('grant'))];
  const sealingSeed = derive('sealing');
  const sealing = xWingPublicKey(sealingSeed);
  const keys = [auth.publicKey, author.publicKey, grant.publicKey, sealing] as const;
  const hash = sha256(fields(label('member/keys'), id(name), ...keys));
  return { seed, member: id(name), auth, author, grant, sealingSeed, sealing, hash };
}
export const alice = memberOf('alice');
export const sam = memberOf('sam');
export const statement = (of: typeof alice) => ({
  practice,
  member: of.member,
  auth: b64(of.auth.publicKey),
  author: b64(of.author.publicKey),
  grant: b64(of.grant.publicKey),
  sealing: b64(of.sealing),
});
export const keyring = {
  seed: b64(alice.seed),
  practice,
  member: alice.member,
  genesis: b64(stream('genesis', 32)),
  federation: { threshold: 1, vaults: [{ index: 1, url: 'https://vault.example', signingKey: b64(stream('v', 32)) }] },
};
export const practiceSecrets = { scopeRoot: stream('scope root', 32), indexSecret: stream('index secret', 32) };
export const secretOf = (epoch: number, role: string) => stream(`${role} ${String(epoch)}`, 32);
