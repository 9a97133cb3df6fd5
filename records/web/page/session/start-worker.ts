import type { Channel } from '../../port/messages.ts';
import { trustedTypesPolicy } from './trusted-types-policy.ts';

/** Path of the worker's script below the page, inserted when the application is built. */
declare const ETANCHE_WORKER: string;

type ScriptUrlPolicy = { createScriptURL(url: string): string };
type TrustedTypes = {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): ScriptUrlPolicy;
};

/**
 * Starts or joins the worker that holds the session: one for all tabs where the browser has SharedWorker, else one for
 * this tab.
 */
export function startWorker(): Channel {
  const url = policy.createScriptURL(new URL(ETANCHE_WORKER, document.baseURI).href);
  if (typeof SharedWorker === 'undefined') return new Worker(url);
  const { port } = new SharedWorker(url, { name: 'etanche-session' });
  addEventListener('pagehide', () => {
    port.postMessage({ type: 'bye' });
  });
  return port;
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
