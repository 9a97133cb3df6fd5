import { fileURLToPath } from 'node:url';
import { build, type InlineConfig, type Plugin, type Rolldown } from 'vite';
import { BundleError } from './bundle-error.ts';

/** Phones of 2019 and 2020 that still get updates run this: Chrome 87, Safari 15, Firefox 90 and later. */
const phones = ['es2020', 'chrome87', 'safari15', 'firefox90'];

export type PageSource = {
  /** Folder of the page's entries; ends with a slash. */
  readonly folder: URL;
  /**
   * The module whose copies of the noble packages the page uses. npm may install them once for each workspace that
   * depends on them, and the page would carry the curve twice. Null leaves each package its own.
   */
  readonly nobleOf: string | null;
  /** Language and browsers of its scripts, as Vite names them; by default phones of 2019 and later. */
  readonly targets?: readonly string[];
};

/**
 * Bundles a script of a page and all that it imports into one classic script. The same sources and constants give the
 * same bytes, so that a page can be rebuilt and compared.
 *
 * @param entry file name inside the page's folder
 * @param constants global names replaced by JSON values
 * @throws BundleError `build_failed`
 */
export async function bundleScript(
  page: PageSource,
  entry: string,
  constants: Readonly<Record<string, unknown>> = {},
): Promise<Uint8Array> {
  const define = Object.fromEntries(Object.entries(constants).map(([name, value]) => [name, JSON.stringify(value)]));
  const outputs = await run(page, entry, define);
  const [script, ...others] = outputs.filter((output) => output.type === 'chunk');
  if (script === undefined || others.length > 0) {
    throw new BundleError('build_failed', `${entry} does not give one script`);
  }
  return Buffer.from(script.code);
}

/**
 * The same for a style.
 *
 * @throws BundleError `build_failed`
 */
export async function bundleStyle(page: PageSource, entry: string): Promise<Uint8Array> {
  const outputs = await run(page, entry, {});
  const style = outputs.find((output) => output.type === 'asset' && output.fileName.endsWith('.css'));
  if (style?.type !== 'asset') throw new BundleError('build_failed', `${entry} does not give a style`);
  return Buffer.from(style.source);
}

async function run(
  page: PageSource,
  entry: string,
  define: Record<string, string>,
): Promise<Rolldown.RolldownOutput['output'][number][]> {
  const root = fileURLToPath(page.folder);
  const targets = [...(page.targets ?? phones)];
  const config: InlineConfig = {
    root,
    configFile: false,
    envDir: false,
    publicDir: false,
    logLevel: 'silent',
    // A classic script has no `import.meta`, by which a library may name a file beside it.
    define: { ...define, 'import.meta.url': 'location.href' },
    plugins: oneNoble(page.nobleOf),
    build: {
      write: false,
      target: targets,
      cssTarget: targets.slice(1),
      modulePreload: false,
      assetsInlineLimit: 0,
      rolldownOptions: {
        // Our packages and noble's have no side effects when they are loaded: what is not used is left out.
        treeshake: { moduleSideEffects: (id) => id.startsWith(root) },
        input: `${root}${entry}`,
        output: { format: entry.endsWith('.css') ? 'es' : 'iife', codeSplitting: entry.endsWith('.css') },
      },
    },
  };
  const result = await build(config).catch((cause: unknown) => {
    throw new BundleError('build_failed', `the bundler rejected ${entry}`, { cause });
  });
  return [result].flat().flatMap((part) => ('output' in part ? part.output : []));
}

/** Resolves every import of a noble package as the module `owner` does. @param owner URL of a module, or null */
export function oneNoble(owner: string | null): Plugin[] {
  if (owner === null) return [];
  const path = fileURLToPath(owner);
  return [
    {
      name: 'one-noble',
      enforce: 'pre',
      async resolveId(source, importer) {
        if (!source.startsWith('@noble/') || importer === path) return null;
        return this.resolve(source, path, { skipSelf: true });
      },
    },
  ];
}
