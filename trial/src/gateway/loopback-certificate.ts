import { generateKeyPairSync, sign } from 'node:crypto';

export type LoopbackCertificate = { readonly certificate: string; readonly key: string };

const ecdsaWithSha256 = der(0x30, objectId(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02));
const commonName = objectId(0x55, 0x04, 0x03);
const subjectAltName = objectId(0x55, 0x1d, 0x11);
const basicConstraints = objectId(0x55, 0x1d, 0x13);
const days = 3650;

/**
 * A new self-signed certificate of this computer (127.0.0.1 and localhost), as PEM with its key: Node makes keys and
 * signatures, but no certificates (RFC 5280). It is its own root, so that a client that trusts it trusts nothing else.
 *
 * @param now milliseconds since 1970
 */
export function makeLoopbackCertificate(now: number, random: (length: number) => Uint8Array): LoopbackCertificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const name = der(0x30, der(0x31, der(0x30, commonName, der(0x0c, Buffer.from('localhost')))));
  const alternatives = der(0x30, der(0x87, Buffer.from([127, 0, 0, 1])), der(0x82, Buffer.from('localhost')));
  const serial = Buffer.from(random(16));
  // A serial number is positive and has no leading zero.
  serial[0] = ((serial[0] ?? 0) & 0x3f) | 0x40;
  const signed = der(
    0x30,
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, serial),
    ecdsaWithSha256,
    name,
    der(0x30, utcTime(now - 86_400_000), utcTime(now + days * 86_400_000)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(
      0xa3,
      der(
        0x30,
        der(0x30, subjectAltName, der(0x04, alternatives)),
        der(
          0x30,
          basicConstraints,
          der(0x01, Buffer.from([0xff])),
          der(0x04, der(0x30, der(0x01, Buffer.from([0xff])))),
        ),
      ),
    ),
  );
  const signature = sign('sha256', signed, privateKey);
  const whole = der(0x30, signed, ecdsaWithSha256, der(0x03, Buffer.from([0]), signature));
  const lines = whole.toString('base64').replaceAll(/.{64}/g, '$&\n').trimEnd();
  return {
    certificate: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

/** One element of DER (X.690, 8.1). */
function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const head = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...head]), content]);
}

function objectId(...bytes: readonly number[]): Buffer {
  return der(0x06, Buffer.from(bytes));
}

/** Two digits of the year are enough until 2049 (RFC 5280, 4.1.2.5.1). */
function utcTime(time: number): Buffer {
  const digits = new Date(time).toISOString().replaceAll(/[^0-9]/g, '');
  return der(0x17, Buffer.from(`${digits.slice(2, 14)}Z`));
}
