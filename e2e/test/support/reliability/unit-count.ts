import { evaluatePath, type Federation } from '@etanche/core-vault-protocol';
import { fromBase64url, fromUtf8 } from '@etanche/core-wire';

/** Units of successful answers to a client, by vault and purpose, without exception. */
export type UnitCount = {
  readonly fetch: typeof globalThis.fetch;
  /** @param vault its index */
  answered(vault: number, purpose: string): number;
};

export function createUnitCount(federation: Federation): UnitCount {
  const counts = new Map<string, number>();
  const vaultOf = (url: string) => federation.vaults.find((vault) => url === `${vault.url}${evaluatePath}`)?.index;
  return {
    answered: (vault, purpose) => counts.get(`${vault} ${purpose}`) ?? 0,
    async fetch(input, init) {
      const response = await fetch(input, init);
      const vault = vaultOf(input instanceof Request ? input.url : String(input));
      if (vault !== undefined && response.ok) {
        const { purpose, units } = readRequest(init?.body);
        counts.set(`${vault} ${purpose}`, (counts.get(`${vault} ${purpose}`) ?? 0) + units);
      }
      return response;
    },
  };
}

function readRequest(body: unknown): { purpose: string; units: number } {
  const jws = typeof body === 'string' ? body : new TextDecoder().decode(body as Uint8Array);
  const payload = JSON.parse(fromUtf8(fromBase64url(jws.split('.')[1] ?? '', undefined))) as {
    keySet: string;
    elements: string[];
  };
  return { purpose: payload.keySet.split('/')[0] ?? '', units: payload.elements.length };
}
