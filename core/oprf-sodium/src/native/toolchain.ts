import { dirname, join } from 'node:path';

/** The programs and libraries of the machine that the native engine needs. */
export type Toolchain = {
  /** A C compiler: a program on the path, or its file. */
  readonly compiler: string;
  /** Directories that may contain `node_api.h`, in the order in which they are tried. */
  readonly headers: readonly string[];
  /** Names of libsodium as the dynamic linker knows it, in the order in which they are tried. */
  readonly libraries: readonly string[];
};

/** Node's own headers come with its distribution; Debian has them in the package libnode-dev. */
export const systemToolchain: Toolchain = {
  compiler: 'cc',
  headers: [join(dirname(dirname(process.execPath)), 'include', 'node'), '/usr/include/node'],
  libraries:
    process.platform === 'darwin'
      ? ['libsodium.26.dylib', 'libsodium.23.dylib']
      : // libsodium 1.0.19 changed the number from 23 to 26.
        ['libsodium.so.26', 'libsodium.so.23'],
};
