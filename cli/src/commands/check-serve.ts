import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { createSiteServer } from '@etanche/check-site';
import { CliError } from '../cli-error.ts';
import { defineCommand } from '../define-command.ts';
import { exitCode } from '../exit-code.ts';

export const command = defineCommand({
  usage: 'DIR [--host ADDRESS] [--port PORT] [--certificate FILE --key FILE]',
  description:
    'Serves a published index and its page with strict headers, without storing or logging data about visitors. The site ' +
    'consists of static files: nginx or a CDN with the header configuration from the import can serve them too. With a ' +
    'certificate it uses HTTPS and HTTP/2; without one, a proxy in front must provide HTTPS. Stop it with ctrl-C.',
  options: {
    host: { type: 'string', value: 'ADDRESS', help: 'address to listen on (127.0.0.1)' },
    port: { type: 'string', value: 'PORT', help: 'port, 0 for any free one (8080)' },
    certificate: { type: 'string', value: 'FILE', help: 'the TLS certificate and its chain, PEM' },
    key: { type: 'string', value: 'FILE', help: "the certificate's key, PEM" },
  },
  arguments: { minimum: 1, maximum: 1 },
  json: true,
  exitCodes: {},
  examples: [
    'etanche check serve site/',
    'etanche check serve site/ --host 0.0.0.0 --port 443 --certificate c.pem --key k.pem',
  ],
  run: async ({ terminal, json, signal }, { host, port, certificate, key }, [directory = '']) => {
    if ((certificate === undefined) !== (key === undefined)) {
      throw new CliError('usage_invalid', '--certificate and --key must be given together.');
    }
    const server = await createSiteServer({
      directory: resolve(directory),
      host: host ?? '127.0.0.1',
      port: portNumber(port ?? '8080'),
      tls:
        certificate === undefined || key === undefined
          ? null
          : { certificate: await readFile(certificate), key: await readFile(key) },
    });
    if (json) terminal.json({ url: server.url });
    else terminal.done(`The page is at ${terminal.style('cyan', server.url)}`);
    if (!signal.aborted) await once(signal, 'abort');
    await server.close();
    return exitCode.done;
  },
});

function portNumber(text: string): number {
  const value = Number(text);
  if (/^[0-9]{1,5}$/.test(text) && value <= 65_535) return value;
  throw new CliError('usage_invalid', '--port must be a whole number from 0 to 65535.');
}
