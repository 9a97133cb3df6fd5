import { OprfError, verifyEvaluation, type ConstantTimeGroup } from '@etanche/core-oprf';
import { equalBytes, type Bytes } from '@etanche/core-wire';

/** RFC 9497 appendix A.1.2.1, batch of 1. */
const vector = {
  secret: hex('e6f73f344b79b379f1a0dd37e07ff62e38d9f71345ce62ae3a9bc60b04ccd909'),
  publicKey: hex('c803e2cc6b05fc15064549b5920659ca4a77b2cca6f04f6b357009335476ad4e'),
  blinded: hex('863f330cc1a1259ed5a5998a23acfd37fb4351a793a5b3c090b642ddc439b945'),
  evaluated: hex('aa8fa048764d5623868679402ff6108d2521884fa138cd7f9c7669a9a014267e'),
  nonce: hex('222a5e897cf59db8145db8d16e597e8facb80ae7d4e26d9881aa6f61d645fc0e'),
  challenge: hex('ddef93772692e535d1a53903db24367355cc2cc78de93b3be5a8ffcc6985dd06'),
  response: hex('6d4346421d17bf5117a2a1ff0fcb2a759f58a539dfbe857a40bce4cf49ec600d'),
};

/**
 * Verifies one evaluation with its proof, which uses every function of libsodium that a vault needs, before a share is
 * used with a library that this project did not build.
 *
 * @throws OprfError `engine_unsafe`
 */
export function requireKnownAnswers(group: ConstantTimeGroup): void {
  const { secret, publicKey, blinded, evaluated, nonce, challenge, response } = vector;
  const proof = Uint8Array.of(...challenge, ...response);
  const correct =
    group.isElement(blinded) &&
    equalBytes(group.multiplyBase(secret), publicKey) &&
    equalBytes(group.multiply(blinded, secret), evaluated) &&
    equalBytes(group.scalarSubtract(nonce, group.scalarMultiply(challenge, secret)), response) &&
    verifyEvaluation(group, publicKey, [blinded], [evaluated], proof);
  if (!correct) throw new OprfError('engine_unsafe', 'libsodium does not compute the vector of RFC 9497');
}

function hex(text: string): Bytes {
  return Uint8Array.from(Buffer.from(text, 'hex'));
}
