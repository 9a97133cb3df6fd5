export { validateResource, type ValidationCode, type ValidationIssue } from './validate-resource.ts';
export { loadDefinitions } from './definitions.ts';
export { fhirXmlToJson } from './fhir-xml.ts';
