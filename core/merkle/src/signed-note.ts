import { concat, equalBytes, sha256, utf8, verifyEd25519, type Bytes } from '@etanche/core-wire';
import { MerkleError } from './merkle-error.ts';
import { fromBase64, toBase64 } from './standard-base64.ts';

/** Signature types of C2SP signed-note. */
const ed25519Type = 0x01;

const signatureStart = '— ';
const keyIdBytes = 4;
/** A verifier accepts at least 16 (C2SP signed-note); a federation has 9 vaults. */
const mostSignatures = 32;
const mostCharacters = 16 * 1024;

/** A signer of notes: the name of the key, its 32 public bytes, and the private key. */
export type NoteSigner = { readonly name: string; readonly publicKey: Bytes; readonly key: CryptoKey };
export type NoteKey = Pick<NoteSigner, 'name' | 'publicKey'>;

/** One signature line; `signature` is the bytes after the key id. */
export type NoteSignature = { readonly name: string; readonly keyId: Bytes; readonly signature: Bytes };
/** `text` ends in a newline; the empty line before the signatures is in neither field. */
export type SignedNote = { readonly text: string; readonly signatures: readonly NoteSignature[] };

/** C2SP signed-note: SHA-256(name ‖ 0x0A ‖ type ‖ public key)[0..4]. */
export function noteKeyId(name: string, type: number, publicKey: Uint8Array): Bytes {
  return sha256(concat(utf8(name), Uint8Array.of(0x0a, type), publicKey)).slice(0, keyIdBytes);
}

/** @throws MerkleError `note_invalid` for a text or a name that a note cannot hold */
export function formatNote({ text, signatures }: SignedNote): string {
  requireText(text);
  return `${text}\n${signatures.map(formatSignatureLine).join('')}`;
}

/** A signature line with its newline, as a witness returns it. @throws MerkleError `note_invalid` */
export function formatSignatureLine({ name, keyId, signature }: NoteSignature): string {
  requireName(name);
  return `${signatureStart}${name} ${toBase64(concat(keyId, signature))}\n`;
}

/**
 * Reads a signed note (C2SP signed-note). Every note has exactly one encoding: `formatNote` returns the same text.
 *
 * @throws MerkleError `note_invalid`
 */
export function parseNote(note: string): SignedNote {
  if (note.length > mostCharacters) throw new MerkleError('note_invalid', `note of ${note.length} characters`);
  const split = note.lastIndexOf('\n\n');
  if (split < 0) throw new MerkleError('note_invalid', 'note has no empty line before its signatures');
  const text = note.slice(0, split + 1);
  requireText(text);
  const lines = note.slice(split + 2).split('\n');
  if (lines.pop() !== '' || lines.length === 0 || lines.length > mostSignatures) {
    throw new MerkleError('note_invalid', `note ends in ${lines.length} signature lines`);
  }
  return { text, signatures: lines.map((line) => parseSignatureLine(`${line}\n`)) };
}

/** @throws MerkleError `note_invalid` */
export function parseSignatureLine(line: string): NoteSignature {
  const match = /^— ([^ \n]+) ([A-Za-z0-9+/=]+)\n$/u.exec(line);
  if (match === null) throw new MerkleError('note_invalid', 'signature line is malformed');
  const [, name = '', encoded = ''] = match;
  requireName(name);
  const bytes = fromBase64(encoded);
  if (bytes.length <= keyIdBytes) throw new MerkleError('note_invalid', `signature of ${bytes.length} bytes`);
  return { name, keyId: bytes.slice(0, keyIdBytes), signature: bytes.slice(keyIdBytes) };
}

/**
 * An Ed25519 signature of a note's text.
 *
 * @throws MerkleError `note_invalid`
 */
export async function signNote(text: string, { name, publicKey, key }: NoteSigner): Promise<NoteSignature> {
  requireText(text);
  requireName(name);
  const signature = new Uint8Array(await crypto.subtle.sign('Ed25519', key, utf8(text)));
  return { name, keyId: noteKeyId(name, ed25519Type, publicKey), signature };
}

/**
 * Verifies that `key` signed the note. Signatures by other keys are ignored (C2SP signed-note); an invalid signature by
 * this key makes the note invalid.
 *
 * @throws MerkleError `note_refused`
 */
export async function verifyNote({ text, signatures }: SignedNote, { name, publicKey }: NoteKey): Promise<void> {
  const found = signaturesBy(signatures, name, noteKeyId(name, ed25519Type, publicKey));
  if (found.length === 0) throw new MerkleError('note_refused', 'note is not signed by the key');
  for (const { signature } of found) {
    if (signature.length !== 64 || !(await verifyEd25519(publicKey, utf8(text), signature))) {
      throw new MerkleError('note_refused', 'signature of the note is invalid');
    }
  }
}

/** Key ids are short: two keys may share one, so each matching signature has to be verified. */
export function signaturesBy(signatures: readonly NoteSignature[], name: string, keyId: Bytes): NoteSignature[] {
  return signatures.filter((each) => each.name === name && equalBytes(each.keyId, keyId));
}

/** Rejects control characters other than the newline at the end of each line (C2SP signed-note). */
function requireText(text: string): void {
  if (!text.endsWith('\n') || /[\u0000-\u0009\u000b-\u001f]/u.test(text) || /\p{Surrogate}/u.test(text)) {
    throw new MerkleError('note_invalid', `text of ${text.length} characters cannot be a note`);
  }
}

function requireName(name: string): void {
  if (name === '' || /[\p{White_Space}\p{Cc}\p{Surrogate}+]/u.test(name)) {
    throw new MerkleError('note_invalid', `key name of ${name.length} characters is malformed`);
  }
}
