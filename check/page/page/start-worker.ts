import { PageFailure } from './engine/page-failure.ts';
import { trustedTypesPolicy } from './trusted-types-policy.ts';

/** Path and hash of the worker, inserted into this script when the page is built. */
declare const ETANCHE_WORKER: { readonly path: string; readonly integrity: string };

type ScriptUrlPolicy = { createScriptURL(url: string): string };
type TrustedTypes = {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): ScriptUrlPolicy;
};

/**
 * A worker's URL cannot carry an integrity value, so its bytes are fetched with one and started from memory: index.html
 * contains the hash of this script, and this script that of the worker.
 *
 * @throws PageFailure `browser` or `network`
 */
export async function startWorker(base: string): Promise<Worker> {
  if (typeof Worker === 'undefined' || typeof WebAssembly === 'undefined' || typeof BigInt === 'undefined') {
    throw new PageFailure('browser', 'a needed interface is missing', null);
  }
  let source: Blob;
  try {
    const url = new URL(ETANCHE_WORKER.path, base).href;
    const response = await fetch(url, { integrity: ETANCHE_WORKER.integrity, credentials: 'omit' });
    if (!response.ok) throw new Error('the worker is missing');
    source = new Blob([await response.arrayBuffer()], { type: 'text/javascript' });
  } catch (cause) {
    throw new PageFailure('network', 'the worker cannot be loaded', null, { cause });
  }
  const url = URL.createObjectURL(source);
  const worker = new Worker(policy.createScriptURL(url));
  // Safari loads the URL after the constructor returns, so it is revoked after the worker's first message.
  worker.addEventListener('message', URL.revokeObjectURL.bind(URL, url), { once: true });
  return worker;
}

/** Browsers without Trusted Types accept the plain text. */
const policy: ScriptUrlPolicy = (() => {
  const rules = {
    createScriptURL(url: string): string {
      if (!url.startsWith(`blob:${location.origin}/`)) throw new TypeError('not a worker of this page');
      return url;
    },
  };
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };
  return trustedTypes?.createPolicy(trustedTypesPolicy, rules) ?? rules;
})();
