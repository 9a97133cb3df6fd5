import { describe, expect, test } from 'vitest';
import { fhirXmlToJson, validateResource } from '../src/index.ts';
import type { Resource } from '@etanche/records-fhir';

const fhir = (inner: string): string => `<?xml version="1.0" encoding="UTF-8"?>\n${inner}`;

describe('fhirXmlToJson', () => {
  test('keeps decimals, order, extensions of primitives, choices and narrative', () => {
    const xml = fhir(`<Observation xmlns="http://hl7.org/fhir">
      <id value="o1"/>
      <text><status value="generated"/><div xmlns="http://www.w3.org/1999/xhtml"><p class="a">70 &lt; <b>80</b></p><br/></div></text>
      <contained><Device><id value="d"/></Device></contained>
      <status value="final"/>
      <code><coding><system value="http://loinc.org"/><code value="29463-7"/></coding><text value="Poids &amp; taille"/></code>
      <subject><reference value="Patient/1"/></subject>
      <issued value="2025-01-01T10:00:00Z"><extension url="urn:x"><valueBoolean value="true"/></extension></issued>
      <valueQuantity id="q"><value value="70.10"/><unit value="kg"/></valueQuantity>
      <component><code><text value="a"/></code><valueInteger value="3"/></component>
    </Observation>`);
    const text = fhirXmlToJson(xml);
    expect(text).toContain('"value":70.10');
    const resource = JSON.parse(text) as Resource;
    expect(Object.keys(resource)).toEqual([
      ...['resourceType', 'id', 'text', 'contained', 'status', 'code', 'subject', 'issued', '_issued'],
      ...['valueQuantity', 'component'],
    ]);
    expect(resource).toMatchObject({
      contained: [{ resourceType: 'Device', id: 'd' }],
      code: { coding: [{ system: 'http://loinc.org', code: '29463-7' }], text: 'Poids & taille' },
      _issued: { extension: [{ url: 'urn:x', valueBoolean: true }] },
      valueQuantity: { id: 'q', unit: 'kg' },
      component: [{ code: { text: 'a' }, valueInteger: 3 }],
    });
    expect((resource['text'] as { div: string }).div).toBe(
      '<div xmlns="http://www.w3.org/1999/xhtml"><p class="a">70 &lt; <b>80</b></p><br/></div>',
    );
    expect(validateResource(resource)).toEqual([]);
  });

  test('writes a repeatable element as a list even if there is only one', () => {
    const xml = fhir('<Patient xmlns="http://hl7.org/fhir"><name><given value="Zoé"/></name></Patient>');
    expect(JSON.parse(fhirXmlToJson(xml))).toEqual({ resourceType: 'Patient', name: [{ given: ['Zoé'] }] });
  });

  test('keeps an unknown field for the validation to reject', () => {
    const text = fhirXmlToJson(fhir('<Patient xmlns="http://hl7.org/fhir"><nickname value="x"/></Patient>'));
    expect(validateResource(JSON.parse(text) as Resource)).toContainEqual(
      expect.objectContaining({ code: 'structure' }),
    );
  });

  test.each<[string, string, string]>([
    ['truncated XML', '<Patient xmlns="http://hl7.org/fhir"><name>', 'json_invalid'],
    [
      'a document type',
      '<!DOCTYPE Patient [<!ENTITY x SYSTEM "file:///etc/passwd">]><Patient>&x;</Patient>',
      'json_invalid',
    ],
    ['an unknown entity', '<Patient>&x;</Patient>', 'json_invalid'],
    ['text between elements', '<Patient>Dupont</Patient>', 'json_invalid'],
    ['another vocabulary', '<html><body/></html>', 'resource_type'],
    [
      'a container of two resources',
      '<Bundle><entry><resource><Basic/><Basic/></resource></entry></Bundle>',
      'json_invalid',
    ],
    [
      'elements that are nested too deeply',
      `<Patient>${'<contact>'.repeat(70)}${'</contact>'.repeat(70)}</Patient>`,
      'json_limits',
    ],
    ['an empty text', '', 'json_invalid'],
  ])('rejects %s', (_what, xml, code) => {
    expect(() => fhirXmlToJson(xml)).toThrow(expect.objectContaining({ code }));
  });
});

test('a resource on which the validation library fails is reported as a fault of its structure', () => {
  const resource = { resourceType: 'Observation', status: 'final', code: { text: 'x' }, _status: 'final' } as Resource;
  expect(validateResource(resource)).toContainEqual(expect.objectContaining({ code: 'structure' }));
});
