import { trustedTypesPolicy } from '@etanche/records-web';

/**
 * The policy of the page: no other origin at all, because the worker makes all requests. `blob:` images are documents
 * that a doctor views.
 */
export function pagePolicy(): string {
  return [...metaDirectives(), "frame-ancestors 'none'"].join('; ');
}

/** The same policy for `<meta http-equiv>`, where `frame-ancestors` has no effect (CSP Level 3 section 3.3). */
export function metaPolicy(): string {
  return metaDirectives().join('; ');
}

/**
 * The policy of the worker's script: it connects to the records server and the vaults, and reads the list of medicines
 * from its own host.
 */
export function workerPolicy(origins: readonly string[]): string {
  return ["default-src 'none'", `connect-src 'self' ${origins.join(' ')}`, "frame-ancestors 'none'"].join('; ');
}

/**
 * The policy of the script that reads a PDF: no network at all. Decoders of scans are WebAssembly, which the page hands
 * over as bytes.
 */
export function readerPolicy(): string {
  return "default-src 'none'; script-src 'wasm-unsafe-eval'; frame-ancestors 'none'";
}

function metaDirectives(): string[] {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' blob:",
    "font-src 'self'",
    "worker-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    `trusted-types ${trustedTypesPolicy}`,
  ];
}
