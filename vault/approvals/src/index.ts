import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** A file of the approvals page; `path` is where a vault serves it. */
export type PageFile = { readonly path: string; readonly type: string; readonly body: string };

const builder = fileURLToPath(new URL('./build-page.ts', import.meta.url));
let built: Promise<readonly PageFile[]> | undefined;

/**
 * The files of the approvals page, built once for a process. A child process without environment variables runs the
 * bundler: none of its code is loaded beside the seeds of a vault.
 *
 * @throws Error when the page does not build
 */
export function approvalsPage(): Promise<readonly PageFile[]> {
  built ??= build().catch((error: unknown) => {
    built = undefined;
    throw error;
  });
  return built;
}

async function build(): Promise<readonly PageFile[]> {
  const options = { env: {}, maxBuffer: 16 * 1024 * 1024 };
  const { stdout } = await promisify(execFile)(process.execPath, ['--no-warnings', builder], options);
  return JSON.parse(stdout) as readonly PageFile[];
}
