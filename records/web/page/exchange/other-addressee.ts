/** The addressees of letters who are none of the recipients, each once. */
export function otherAddressees(addressees: readonly (string | null)[], recipients: readonly string[]): string[] {
  const known = recipients.map(wordsOf);
  const others = addressees
    .flatMap((one) => one ?? [])
    .filter((one) => !known.some((words) => isSame(wordsOf(one), words)));
  return [...new Set(others)];
}

/** A name with fewer words, such as `Dr Le Gall`, may be the same person. */
function isSame(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  const [fewer, more] = one.size < other.size ? [one, other] : [other, one];
  return fewer.size > 0 && [...fewer].every((word) => more.has(word));
}

const titles = new Set([
  'dr',
  'docteur',
  'docteure',
  'pr',
  'professeur',
  'professeure',
  'm',
  'mme',
  'monsieur',
  'madame',
]);

function wordsOf(name: string): ReadonlySet<string> {
  const plain = name.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  return new Set(plain.split(/[^\p{L}]+/u).filter((word) => word !== '' && !titles.has(word)));
}
