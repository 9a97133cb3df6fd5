import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { readGatewayConfig } from '@etanche/gateway';
import { createPrivateFile, makePrivateDirectory } from '@etanche/platform';
import { makeGateway } from '@etanche/records-client';
import { CliError } from '../cli-error.ts';
import { defineCommand } from '../define-command.ts';
import { exitCode } from '../exit-code.ts';

export const command = defineCommand({
  usage: '--config FILE --place FILE',
  description:
    'Draws the keys of a gateway on this computer and stores them in the file that the configuration names; they never ' +
    'leave it. Prints the text with which a doctor registers the gateway, and the fingerprint that the doctor and two ' +
    'approvers compare. Only after the approvers have signed and the doctor has granted it the secrets can it sign in.',
  options: {
    config: { type: 'string', value: 'FILE', required: true, help: 'JSON file with the settings of this gateway' },
    place: { type: 'string', value: 'FILE', required: true, help: 'file with the text that the doctor’s program gave' },
  },
  arguments: { minimum: 0, maximum: 0 },
  json: true,
  exitCodes: {},
  examples: ['etanche gateway init --config /etc/etanche-gateway/gateway.json --place place.txt'],
  run: async ({ terminal, json, random }, { config: path, place }) => {
    const { key } = readGatewayConfig(resolve(path));
    const made = await makeGateway(await readFile(resolve(place), 'utf8'), (length) => Uint8Array.from(random(length)));
    makePrivateDirectory(dirname(key));
    const text = `${JSON.stringify(made.file)}\n`;
    await createPrivateFile(key, text, Buffer.from(random(8)).toString('hex'));
    if ((await readFile(key, 'utf8')) !== text) {
      throw new CliError('usage_invalid', `${key} has the keys of a gateway already. Remove the file to make others.`);
    }
    const { registration, fingerprint } = made;
    if (json) terminal.json({ registration, fingerprint });
    else {
      terminal.done(`The keys of the gateway are in ${key}.`);
      terminal.line(`Fingerprint: ${fingerprint}`);
      terminal.line(`Registration: ${registration}`);
    }
    return exitCode.done;
  },
});
