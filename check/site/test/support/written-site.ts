import { mkdtemp, rm, writeFile, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeSite, type SiteSettings, type WrittenSite } from '@etanche/check-site';

export const settings: Omit<SiteSettings, 'out'> = {
  trust: {
    index: 'demo',
    operatorKey: 'A'.repeat(43),
    threshold: 2,
    vaultKeys: ['B', 'C', 'D'].map((letter) => `${letter.repeat(42)}A`),
  },
  vaultUrls: ['https://one.example/', 'https://two.example/vault', 'https://three.example:8443'],
  leak: { controller: 'Laboratoires <Démo> & fils', legalBasis: 'RGPD, article 34', contact: { email: 'a@b.example' } },
  hostedBy: 'Hébergeur Démo',
};

export type TestSite = WrittenSite & AsyncDisposable & { readonly out: string };

/** A page in its own directory, with a dummy manifest and bucket for the host. */
export async function writeTestSite(): Promise<TestSite> {
  const out = await mkdtemp(join(tmpdir(), 'etanche-site-'));
  const written = await writeSite({ ...settings, out });
  await writeFile(join(out, 'manifest.json'), '{"payload":"x"}');
  await mkdir(join(out, 'v1', 'b'), { recursive: true });
  await writeFile(join(out, 'v1', 'b', '0f.bin'), Buffer.alloc(100, 7));
  return { ...written, out, [Symbol.asyncDispose]: async () => rm(out, { recursive: true }) };
}
