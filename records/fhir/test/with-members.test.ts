import { describe, expect, test } from 'vitest';
import { withMembers } from '@etanche/records-fhir';

const observation =
  '{ "resourceType":"Observation", "subject": {"reference":"Patient/a"}, "valueQuantity":{"value":1.30} }';

describe('a resource with other members', () => {
  test('has the new value, and every other character as it was', () => {
    expect(withMembers(observation, { subject: '{"reference":"Patient/b"}' })).toBe(
      observation.replace('Patient/a', 'Patient/b'),
    );
  });

  test('keeps members of the same name inside of others', () => {
    const nested = '{"a":{"subject":1},"subject":2}';
    expect(withMembers(nested, { subject: '3' })).toBe('{"a":{"subject":1},"subject":3}');
  });

  test('gets a member that it lacks at its end', () => {
    expect(withMembers('{"a":1}', { b: '"x"' })).toBe('{"a":1,"b":"x"}');
    expect(withMembers('{}', { b: '"x"' })).toBe('{"b":"x"}');
  });

  test.each(['', '[]', '{"a":'])('is rejected as %j', (text) => {
    expect(() => withMembers(text, { a: '1' })).toThrow(expect.objectContaining({ code: 'json_invalid' }));
  });
});
