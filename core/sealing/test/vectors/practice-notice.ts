import { b64, ed25519, id, jws, stream, write } from '../reference.ts';
import { alice, practice, sam } from './people.ts';

const server = ed25519(stream('records server', 32));
const vault = b64(ed25519(stream('vault', 32)).publicKey);
const good = {
  audience: [vault],
  iat: 1_790_000_000,
  jti: b64(stream('jti', 16)),
  practice,
  notice: id('request'),
  kind: 'recovery',
  member: alice.member,
};
const made = (payload: unknown, typ = 'practice-notice') => jws(payload, typ, server);
const without = (name: string) => Object.fromEntries(Object.entries(good).filter(([key]) => key !== name));
const [header = '', body = '', signature = ''] = made(good).split('.');

write('practice-notice', {
  source: 'docs/protocol.md section 6.2: what a vault reads before it looks up whose key signed. Made-up keys and ids',
  good: [
    { name: 'a recovery, by the server', jws: made(good), kid: b64(server.publicKey), notice: good },
    {
      name: 'a recovery, by a helper',
      jws: jws(good, 'practice-notice', sam.auth),
      kid: b64(sam.auth.publicKey),
      notice: good,
    },
    {
      name: 'an erasure',
      jws: made({ ...good, kind: 'erasure', notice: id('erasure') }),
      kid: b64(server.publicKey),
      notice: { ...good, kind: 'erasure', notice: id('erasure') },
    },
  ],
  refused: [
    { name: 'a freeze', jws: made(good, 'freeze') },
    { name: 'an unknown kind', jws: made({ ...good, kind: 'raise' }) },
    { name: 'a field too many', jws: made({ ...good, quota: 1 }) },
    ...Object.keys(good).map((name) => ({ name: `without ${name}`, jws: made(without(name)) })),
    { name: 'no vault in the audience', jws: made({ ...good, audience: [] }) },
    { name: 'a notice that is no id', jws: made({ ...good, notice: 'request' }) },
    { name: 'a member that is the kit', jws: made({ ...good, member: 'kit' }) },
    { name: 'a time with a fraction', jws: made({ ...good, iat: 1.5 }) },
    { name: 'a short jti', jws: made({ ...good, jti: 'AAAA' }) },
    { name: 'no object', jws: made([good]) },
    { name: 'no JSON', jws: made('{') },
    {
      name: 'another payload under the signature',
      jws: [header, b64(JSON.stringify({ ...good, member: sam.member })), signature].join('.'),
    },
    { name: 'the signature of another key', jws: [header, body, jws(good, 'practice-notice', sam.auth).split('.')[2]].join('.') },
    { name: 'no signature', jws: `${header}.${body}.` },
    {
      name: 'the algorithm none',
      jws: [b64(JSON.stringify({ alg: 'none', kid: b64(server.publicKey), typ: 'etanche-practice-notice+jws' })), body, signature].join('.'),
    },
  ],
});
