import { readFileSync } from 'node:fs';
import { Decrypter } from 'age-encryption';

/** The text of a file encrypted to an operator. */
export async function readAge(path: string, identity: string): Promise<string> {
  const age = new Decrypter();
  age.addIdentity(identity);
  return age.decrypt(readFileSync(path), 'text');
}
