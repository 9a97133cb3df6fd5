import type { Channel } from '../../port/messages.ts';
import { trustedTypesPolicy } from './trusted-types-policy.ts';

/** Path and hash of the worker's script, inserted into this script when the application is built. */
declare const ETANCHE_WORKER: { readonly path: string; readonly integrity: string };

type ScriptUrlPolicy = { createScriptURL(url: string): string };
type TrustedTypes = {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): ScriptUrlPolicy;
};

/**
 * Starts or joins the worker that holds the session: one for all tabs where the browser has SharedWorker, else one for
 * this tab. Its script is verified first.
 *
 * @throws Error if the script cannot be loaded or has another hash
 */
export async function startWorker(): Promise<Channel> {
  await verifyScript(new URL(ETANCHE_WORKER.path, document.baseURI).href, ETANCHE_WORKER.integrity);
  const url = scriptUrl(ETANCHE_WORKER.path);
  if (typeof SharedWorker === 'undefined') return new Worker(url);
  const { port } = new SharedWorker(url, { name: 'etanche-session' });
  addEventListener('pagehide', () => {
    port.postMessage({ type: 'bye' });
  });
  return port;
}

/**
 * Loads a script with its integrity value and runs nothing. A worker's URL cannot carry one, and a worker of a `blob:`
 * URL is not shared by tabs and inherits the policy of this page, which allows no connection. The worker then has the
 * same response from the browser's cache, where a host that answers with other headers can avoid that
 * (docs/threat-model.md).
 */
async function verifyScript(href: string, integrity: string): Promise<void> {
  const link = document.createElement('link');
  if (!link.relList.supports('modulepreload')) throw new Error('this browser cannot verify a script');
  const verified = new Promise<void>((resolve, reject) => {
    link.addEventListener('load', () => {
      resolve();
    });
    link.addEventListener('error', () => {
      reject(new Error('the script of the worker is missing or altered'));
    });
  });
  Object.assign(link, { rel: 'modulepreload', integrity, href });
  document.head.append(link);
  await verified;
}

/** Starts a worker of this page. @param path of its script below the page */
export function workerOf(path: string): Worker {
  return new Worker(scriptUrl(path));
}

function scriptUrl(path: string): string {
  return policy.createScriptURL(new URL(path, document.baseURI).href);
}

/** Browsers without Trusted Types accept the plain text. */
const policy: ScriptUrlPolicy = (() => {
  const rules = {
    createScriptURL(url: string): string {
      if (!url.startsWith(`${location.origin}/`)) throw new TypeError('not a worker of this application');
      return url;
    },
  };
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };
  return trustedTypes?.createPolicy(trustedTypesPolicy, rules) ?? rules;
})();
