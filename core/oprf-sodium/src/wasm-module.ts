import sodium from 'libsodium-wrappers-sumo';
import { OprfError } from '@etanche/core-oprf';
import { hasSodiumFunctions, type SodiumFunctions, type SodiumModule } from './sodium-module.ts';

type WasmExports = SodiumFunctions & Pick<SodiumModule, 'HEAPU8' | '_malloc'>;

/**
 * The WebAssembly exports below libsodium's wrapper. The wrapper allocates, copies and frees every argument of a call,
 * which costs a tenth of a multiplication; these use memory that is allocated once.
 *
 * @throws OprfError `engine_unsafe` when this build of libsodium lacks an export that we call.
 */
export async function loadWasmModule(): Promise<SodiumModule> {
  await sodium.ready;
  const exported: unknown = Reflect.get(sodium, 'libsodium');
  if (!isWasmExports(exported)) throw new OprfError('engine_unsafe', 'libsodium lacks ristretto255');
  return Object.assign(exported, {
    wipe: (offset: number, length: number) => {
      exported.HEAPU8.fill(0, offset, offset + length);
    },
  });
}

function isWasmExports(exported: unknown): exported is WasmExports {
  return (
    typeof exported === 'object' &&
    exported !== null &&
    Reflect.get(exported, 'HEAPU8') instanceof Uint8Array &&
    typeof Reflect.get(exported, '_malloc') === 'function' &&
    hasSodiumFunctions(exported)
  );
}
