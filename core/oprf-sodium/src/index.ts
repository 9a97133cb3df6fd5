export { loadSodiumGroup } from './load-sodium-group.ts';
export { VerifyingThread } from './verifying-thread.ts';
export { systemToolchain, type Toolchain } from './native/toolchain.ts';
export { buildNativeEngine } from './native/build-native-engine.ts';
export { loadNativeGroup, type NativeEngine } from './native/load-native-group.ts';
