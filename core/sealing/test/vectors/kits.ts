import { ed25519, fields, hkdf, join, label, multiply, printed, sha256, stream, xWingPublicKey } from '../reference.ts';

export function kit(name: string, trust: Uint8Array) {
  const secret = stream(`${name} secret`, 32);
  const slopes = stream(`${name} slopes`, 32);
  const kitId = sha256(fields(label('kit/id'), secret)).subarray(0, 4);
  const share = (x: number) => Buffer.from(secret.map((byte, i) => byte ^ multiply(slopes[i] ?? 0, x, 0x11b)));
  const sheet = (x: number, y = share(x), of: Uint8Array = kitId) =>
    printed('kit/sheet', join(of, Buffer.of(x), y, trust), 3);
  const derive = (key: string) => hkdf(secret, label('kit'), fields(label(`kit/${key}`)));
  const auth = ed25519(derive('auth')).publicKey;
  const sealing = xWingPublicKey(derive('sealing'));
  const hash = sha256(fields(label('member/keys'), 'kit', auth, sealing));
  return { secret, trust, auth, sealing, hash, share, sheet, sheets: [sheet(1), sheet(2), sheet(3)] };
}
export const one = kit('one', stream('trust', 20));
export const two = kit('two', stream('trust', 20));
export const mistype = (value: string, at: number) =>
  value.slice(0, at) + (value[at] === 'A' ? 'B' : 'A') + value.slice(at + 1);
