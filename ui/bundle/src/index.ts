export type { BundleErrorCode } from './bundle-error.ts';
export { bundleScript, bundleStyle, type PageSource } from './bundle.ts';
export { bundleApplication } from './bundle-application.ts';
