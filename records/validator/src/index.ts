export { validateResource } from './validate-resource.ts';
export { fhirXmlToJson } from './fhir-xml.ts';
