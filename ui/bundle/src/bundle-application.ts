import { fileURLToPath } from 'node:url';
import { build, type InlineConfig } from 'vite';
import { BundleError } from './bundle-error.ts';
import { oneNoble, type PageSource } from './bundle.ts';

export type Application = {
  /** Paths below the site's root. */
  readonly script: string;
  readonly style: string;
  /** Every file, with a name that changes with its content. */
  readonly files: ReadonlyMap<string, Uint8Array>;
};

/**
 * Bundles an application: a module that is loaded first, parts that it loads later, one style, and fonts.
 *
 * @param entry file name inside the page's folder; it imports its style
 * @param constants global names replaced by JSON values
 * @throws BundleError `build_failed`
 */
export async function bundleApplication(
  page: PageSource & { readonly targets: readonly string[] },
  entry: string,
  constants: Readonly<Record<string, unknown>>,
): Promise<Application> {
  const root = fileURLToPath(page.folder);
  const targets = [...page.targets];
  const config: InlineConfig = {
    ...{ root, configFile: false, envDir: false, publicDir: false, logLevel: 'silent' },
    mode: 'production',
    define: {
      ...Object.fromEntries(Object.entries(constants).map(([name, value]) => [name, JSON.stringify(value)])),
      // Vite takes the environment's value, and React would be bundled for development.
      'process.env.NODE_ENV': JSON.stringify('production'),
    },
    plugins: oneNoble(page.nobleOf),
    // Files that a script imports as bytes and that Vite does not know as such.
    assetsInclude: ['**/*.pfb', '**/*.wasm'],
    oxc: { jsx: { runtime: 'automatic', development: false } },
    build: {
      write: false,
      target: targets,
      cssTarget: targets.slice(1),
      cssCodeSplit: false,
      // A preload polyfill would be inline code.
      modulePreload: false,
      assetsInlineLimit: 0,
      rolldownOptions: {
        treeshake: { moduleSideEffects: (id) => id.startsWith(root) || id.endsWith('.css') },
        input: `${root}${entry}`,
        output: {
          format: 'es',
          entryFileNames: 'assets/[name].[hash].js',
          chunkFileNames: 'assets/[name].[hash].js',
          assetFileNames: 'assets/[name].[hash][extname]',
        },
      },
    },
  };
  const result = await build(config).catch((cause: unknown) => {
    throw new BundleError('build_failed', `the bundler rejected ${entry}`, { cause });
  });
  const outputs = [result].flat().flatMap((part) => ('output' in part ? part.output : []));
  const files = new Map(
    outputs.map((output) => [output.fileName, Buffer.from(output.type === 'chunk' ? output.code : output.source)]),
  );
  const script = outputs.find((output) => output.type === 'chunk' && output.isEntry)?.fileName;
  const style = outputs.find(({ fileName }) => fileName.endsWith('.css'))?.fileName;
  if (script === undefined || style === undefined)
    throw new BundleError('build_failed', `${entry} does not give a script and a style`);
  return { script, style, files };
}
