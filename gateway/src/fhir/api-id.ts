/** The place of a resource, from its id in the API. A Patient has the id of its file alone. */
export type ApiPlace = { readonly scope: string; readonly record: string | null };

const recordId = '[a-z2-7]{26}';
const pattern = new RegExp(`^(${recordId})(?:\\.(${recordId}))?$`);

/** Null for an id that this API did not give. */
export function readApiId(id: string): ApiPlace | null {
  const match = pattern.exec(id);
  return match?.[1] === undefined ? null : { scope: match[1], record: match[2] ?? null };
}

export function apiId(type: string, scope: string, record: string): string {
  return type === 'Patient' ? scope : `${scope}.${record}`;
}
