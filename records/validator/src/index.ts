export { validateResource, type ValidationCode, type ValidationIssue } from './validate-resource.ts';
export { loadDefinitions } from './definitions.ts';
