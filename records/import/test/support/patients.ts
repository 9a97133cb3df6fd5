/** A Patient with this id, as text. */
export function patientText(id: string, family = 'Durand', birthDate = '1980-02-03'): string {
  return `{"resourceType":"Patient","id":"${id}","name":[{"use":"official","family":"${family}","given":["Zoé"]}],"gender":"female","birthDate":"${birthDate}"}`;
}

/** An Observation whose decimal a parser would change. */
export function observationText(id: string, patient: string, extra = ''): string {
  return `{"resourceType":"Observation","id":"${id}","status":"final","code":{"text":"poids"},"subject":{"reference":"${patient}"},"valueQuantity":{"value":70.10}${extra}}`;
}

/** A DocumentReference to a Binary. */
export function documentText(id: string, patient: string, binary: string): string {
  return `{"resourceType":"DocumentReference","id":"${id}","status":"current","subject":{"reference":"${patient}"},"content":[{"attachment":{"url":"${binary}"}}]}`;
}

export function bundleText(
  type: string,
  entries: readonly (readonly [fullUrl: string | null, text: string])[],
): string {
  const written = entries.map(([fullUrl, text]) =>
    fullUrl === null ? `{"resource":${text}}` : `{"fullUrl":"${fullUrl}","resource":${text}}`,
  );
  return `{"resourceType":"Bundle","type":"${type}","entry":[${written.join(',')}]}`;
}
