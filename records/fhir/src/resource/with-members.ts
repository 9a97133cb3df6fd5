import { scanObject, skipSpace } from '../json/scan.ts';

/**
 * The text of a resource with other values of some of its own members. Every other character stays, so that numbers
 * keep their digits. A member that the resource lacks is added at its end.
 *
 * @param values JSON texts by name
 * @throws FhirError `json_invalid`
 */
export function withMembers(text: string, values: Readonly<Record<string, string>>): string {
  const { members, end } = scanObject(text, skipSpace(text, text.startsWith('\uFEFF') ? 1 : 0));
  let written = '';
  let at = 0;
  for (const { name, value } of members) {
    const replaced = Object.hasOwn(values, name) ? values[name] : undefined;
    if (replaced === undefined) continue;
    written += text.slice(at, value.start) + replaced;
    at = value.end;
  }
  const added = Object.keys(values).filter((name) => !members.some((member) => member.name === name));
  const first = members.length === 0 ? '' : ',';
  const tail = added.map((name) => `${JSON.stringify(name)}:${values[name] ?? 'null'}`).join(',');
  return written + text.slice(at, end - 1) + (tail === '' ? '' : first + tail) + text.slice(end - 1);
}
