/** JSON in which numbers keep their digits: `1.30` stays `1.30` (FHIR R4, decimal). */
type Source = { readonly source?: string };
type RawJson = { rawJSON(text: string): unknown };

/** Parses a text. Numbers become objects that only `writeExact` reads. @throws SyntaxError */
export function parseExact(text: string): unknown {
  const keep = (_key: string, value: unknown, { source }: Source): unknown =>
    typeof value === 'number' && source !== undefined ? (JSON as unknown as RawJson).rawJSON(source) : value;
  return (JSON.parse as (text: string, reviver: typeof keep) => unknown)(text, keep);
}

export function writeExact(value: unknown): string {
  return JSON.stringify(value);
}
