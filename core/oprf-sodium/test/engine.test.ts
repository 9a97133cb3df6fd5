import { describe } from 'vitest';
import { describeEngine } from '../../oprf/test/engine-contract.ts';
import { describeProtocol } from '../../oprf/test/protocol-contract.ts';
import { loadSodiumGroup } from '../src/index.ts';
import { describeAgreement } from './agreement-contract.ts';
import { builtEngine } from './support/built-engine.ts';

const wasm = await loadSodiumGroup();
const { engine } = await builtEngine();

for (const group of [wasm, engine?.group ?? null]) {
  describe.skipIf(group === null)(`the engine ${group?.name ?? 'native libsodium'}`, () => {
    // Skipped tests are registered, and so counted, with the other engine.
    describeEngine(group ?? wasm);
    describeProtocol(group ?? wasm);
    describeAgreement(group ?? wasm);
  });
}
