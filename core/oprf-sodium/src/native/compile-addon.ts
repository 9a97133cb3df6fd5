import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { OprfError } from '@etanche/core-oprf';
import type { Toolchain } from './toolchain.ts';

const run = promisify(execFile);

/** Node defines the functions of its interface at load time, which macOS's linker must be told. */
const platformFlags = process.platform === 'darwin' ? ['-undefined', 'dynamic_lookup'] : [];

export const compilerFlags: readonly string[] = [
  ...['-std=c11', '-O2', '-fPIC', '-shared', '-fvisibility=hidden', '-Wall', '-Wextra'],
  ...['-fstack-protector-strong', '-D_FORTIFY_SOURCE=2'],
  ...platformFlags,
];

/**
 * Compiles the C source into an addon of Node.
 *
 * @throws OprfError `engine_unavailable` if there are no headers or no compiler, `engine_not_built` if it fails
 */
export async function compileAddon(source: string, out: string, { compiler, headers }: Toolchain): Promise<void> {
  const include = headers.find((directory) => existsSync(join(directory, 'node_api.h')));
  if (include === undefined) {
    throw new OprfError('engine_unavailable', `Node’s headers are missing: no node_api.h in ${headers.join(', ')}`);
  }
  // The library of dlopen is a part of the C library since glibc 2.34, and was its own before.
  const libraries = process.platform === 'linux' ? ['-ldl'] : [];
  try {
    await run(compiler, [...compilerFlags, '-I', include, '-o', out, source, ...libraries]);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') {
      throw new OprfError('engine_unavailable', `there is no C compiler ${compiler}`, { cause });
    }
    throw new OprfError('engine_not_built', `${compiler} failed to compile the native engine`, { cause });
  }
}
