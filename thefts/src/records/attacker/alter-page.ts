import { integrity } from '@etanche/ui-host';
import { ridePage } from './ride-page.ts';

/** The files of the application with the attacker's script in the page's, and what a host has to change for it. */
export type AlteredPage = {
  readonly script: string;
  /** The script alone, as an attacker who can only replace that file. */
  readonly scriptOnly: ReadonlyMap<string, Uint8Array>;
  /** With the script's new hash in index.html. */
  readonly whole: ReadonlyMap<string, Uint8Array>;
};

/** Puts the attacker's script before the page's own, which stays as it is. @param wanted as for `ridePage` */
export function alterPage(files: ReadonlyMap<string, Uint8Array>, wanted: readonly string[]): AlteredPage {
  const index = Buffer.from(files.get('index.html') ?? '').toString('utf8');
  const [, script = ''] = /<script type="module" src="([^"]+)"/.exec(index) ?? [];
  const before = files.get(script);
  if (before === undefined) throw new Error('index.html names no script');
  const attack = `(${ridePage.toString()})(${JSON.stringify(wanted)});\n`;
  const altered = Buffer.concat([Buffer.from(attack), before]);
  const scriptOnly = new Map(files).set(script, altered);
  const trusting = index.replace(integrity(before), integrity(altered));
  return { script, scriptOnly, whole: new Map(scriptOnly).set('index.html', Buffer.from(trusting)) };
}
