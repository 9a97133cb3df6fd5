import { readFileSync } from 'node:fs';
import { Decrypter, Encrypter } from 'age-encryption';

/** The text of a file encrypted to an operator. */
export async function readAge(path: string, identity: string): Promise<string> {
  const age = new Decrypter();
  age.addIdentity(identity);
  return age.decrypt(readFileSync(path), 'text');
}

/** Encrypts a file again for its passphrase, with another work factor (scrypt of 2^workFactor). */
export async function encryptAgain(
  file: Uint8Array,
  { passphrase, workFactor }: { readonly passphrase: string; readonly workFactor: number },
): Promise<Uint8Array> {
  const [decrypter, encrypter] = [new Decrypter(), new Encrypter()];
  decrypter.addPassphrase(passphrase);
  encrypter.setPassphrase(passphrase);
  encrypter.setScryptWorkFactor(workFactor);
  return encrypter.encrypt(await decrypter.decrypt(file));
}
