export { loadSodiumGroup } from './load-sodium-group.ts';
export { EvaluationThread } from './evaluation-thread.ts';
export { systemToolchain, type Toolchain } from './native/toolchain.ts';
export { buildNativeEngine } from './native/build-native-engine.ts';
export { loadNativeGroup, type NativeEngine } from './native/load-native-group.ts';
