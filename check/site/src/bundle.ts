import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { build, type InlineConfig, type Plugin, type Rolldown } from 'vite';
import { SiteError } from './site-error.ts';

const pageRoot = fileURLToPath(new URL('../page/', import.meta.url));
const oprfEntry = fileURLToPath(import.meta.resolve('@etanche/core-oprf'));

/** Phones of 2019 and 2020 that still get updates run this: Chrome 87, Safari 15, Firefox 90 and later. */
export const pageTargets = ['es2020', 'chrome87', 'safari15', 'firefox90'];

/**
 * Bundles a script of page/ and all that it imports into one classic script. The same sources and constants give the
 * same bytes, so that a page can be rebuilt and compared.
 *
 * @param entry file name inside page/
 * @param constants global names replaced by JSON values
 * @throws SiteError `build_failed`
 */
export async function bundleScript(entry: string, constants: Readonly<Record<string, unknown>>): Promise<Uint8Array> {
  const define = Object.fromEntries(Object.entries(constants).map(([name, value]) => [name, JSON.stringify(value)]));
  const outputs = await run(entry, define);
  const [script, ...others] = outputs.filter((output) => output.type === 'chunk');
  if (script === undefined || others.length > 0) {
    throw new SiteError('build_failed', `${entry} does not give one script`);
  }
  return Buffer.from(script.code);
}

/** The same for a style of page/. */
export async function bundleStyle(entry: string): Promise<Uint8Array> {
  const outputs = await run(entry, {});
  const style = outputs.find((output) => output.type === 'asset' && output.fileName.endsWith('.css'));
  if (style?.type !== 'asset') throw new SiteError('build_failed', `${entry} does not give a style`);
  return Buffer.from(style.source);
}

async function run(
  entry: string,
  define: Record<string, string>,
): Promise<Rolldown.RolldownOutput['output'][number][]> {
  const config: InlineConfig = {
    root: pageRoot,
    configFile: false,
    envDir: false,
    publicDir: false,
    logLevel: 'silent',
    define,
    plugins: [oneNoble],
    build: {
      write: false,
      target: pageTargets,
      cssTarget: pageTargets.slice(1),
      modulePreload: false,
      assetsInlineLimit: 0,
      rolldownOptions: {
        // Our packages and noble's do nothing when they are loaded: what is not used is left out.
        treeshake: { moduleSideEffects: (id) => id.startsWith(pageRoot) },
        input: `${pageRoot}${entry}`,
        output: { format: entry.endsWith('.css') ? 'es' : 'iife', codeSplitting: entry.endsWith('.css') },
      },
    },
  };
  const result = await build(config).catch((cause: unknown) => {
    throw new SiteError('build_failed', `the bundler refused ${entry}`, { cause });
  });
  return [result].flat().flatMap((part) => ('output' in part ? part.output : []));
}

/**
 * npm may install @noble/curves once for each workspace that depends on it; the bundle takes the one of core/oprf for
 * all, or the page would carry the curve twice.
 */
const oneNoble: Plugin = {
  name: 'one-noble',
  enforce: 'pre',
  async resolveId(source, importer) {
    if (!source.startsWith('@noble/') || importer === oprfEntry) return null;
    return this.resolve(source, oprfEntry, { skipSelf: true });
  },
};

/** A file name that changes with its content: ten characters of its SHA-256 in base64url. */
export function hashedName(name: string, extension: string, bytes: Uint8Array): string {
  const hash = createHash('sha256').update(bytes).digest('base64url').slice(0, 10);
  return `assets/${name}.${hash}.${extension}`;
}

/** A Subresource Integrity value (SHA-384, as the specification advises). */
export function integrity(bytes: Uint8Array): string {
  return `sha384-${createHash('sha384').update(bytes).digest('base64')}`;
}
