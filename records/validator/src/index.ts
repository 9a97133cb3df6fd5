export { validateResource } from './validate-resource.ts';
export type { ValidationCode, ValidationIssue } from './validation-issue.ts';
export { fhirXmlToJson } from './fhir-xml.ts';
