import type { PatientFile } from '@etanche/records-client';
import type { KnownPatient, Ledger } from './ledger.ts';
import type { Colleague, Stage } from './stage.ts';

/**
 * Opens every patient, acknowledged or not, and searches for it by all its terms. Opening verifies the head, its root
 * and each version; this function counts acknowledged content that is missing, duplicated, or still found by an old
 * term.
 */
export async function verifyPatients(stage: Stage, ledger: Ledger, who: Colleague): Promise<void> {
  for (const patient of ledger.patients) {
    const file = await tell(ledger, `opening ${patient.scope}`, () => who.data.patients.open(patient.scope));
    if (file !== null) verifyContent(ledger, patient, file);
    await tell(ledger, `searching ${patient.scope}`, () => verifySearches(ledger, patient, who));
  }
  for (const phone of ledger.abandoned) await verifyAbandoned(ledger, phone, who);
  const known = new Set(ledger.patients.map(({ scope }) => scope));
  for (const scope of await scopesInStore(stage)) {
    if (known.has(scope.scope) || !scope.isFindable) continue;
    await tell(ledger, `opening ${scope.scope}, which was never acknowledged`, () =>
      who.data.patients.open(scope.scope),
    );
  }
}

function verifyContent(ledger: Ledger, { scope, notes, phone }: KnownPatient, file: PatientFile): void {
  const texts = file.resources().map(({ text }) => text);
  for (const wanted of notes) {
    const times = texts.filter((text) => text.includes(`"${wanted}"`)).length;
    if (times !== 1) ledger.findings.push(`an acknowledged note of ${scope} exists ${times} times`);
  }
  const held = file.patient().traits.phones.map(({ number }) => number);
  if (phone !== null && held.join() !== phone)
    ledger.findings.push(`the phone of ${scope} is not the acknowledged one`);
}

async function verifySearches(ledger: Ledger, patient: KnownPatient, who: Colleague): Promise<void> {
  const { scope, family, birthDate, phone, formerPhones } = patient;
  const [year, month, day] = birthDate.split('-');
  const finding = [
    `${day} ${month} ${year} ${family.slice(0, 1)}`,
    `${family} louise`,
    ...(phone === null ? [] : [phone]),
  ];
  for (const typed of finding) {
    if (!(await finds(who, typed, scope))) ledger.findings.push(`${scope} is not found by one of its terms`);
  }
  for (const former of formerPhones) {
    if (await finds(who, former, scope)) ledger.findings.push(`${scope} is found by a former number`);
  }
}

/** Whether any interpretation of the text finds the patient. */
async function finds(who: Colleague, typed: string, scope: string): Promise<boolean> {
  let answer = await who.data.patients.search(typed);
  for (;;) {
    if (answer.answer === 'found' && answer.cards.some((card) => card.scope === scope)) return true;
    // `too_many` is a correct answer as well, if the locator is full.
    if (answer.answer === 'too_many') return true;
    if (answer.answer === 'say_more' || answer.further === null) return false;
    answer = await answer.further();
  }
}

/** An abandoned creation is stored completely or cannot be found. */
async function verifyAbandoned(ledger: Ledger, phone: string, who: Colleague): Promise<void> {
  await tell(ledger, 'an abandoned creation', async () => {
    const answer = await who.data.patients.search(phone);
    if (answer.answer === 'found') for (const { scope } of answer.cards) await who.data.patients.open(scope);
  });
}

async function scopesInStore(stage: Stage): Promise<{ scope: string; isFindable: boolean }[]> {
  await using database = stage.database.open('reliability_records');
  const { rows } = await database.query<{ scope: string; isFindable: boolean }>(
    `SELECT s.scope, c.scope IS NOT NULL AS "isFindable" FROM scope s
     LEFT JOIN card c ON c.practice = s.practice AND c.scope = s.scope ORDER BY s.scope`,
  );
  return rows;
}

async function tell<T>(ledger: Ledger, what: string, step: () => Promise<T>): Promise<T | null> {
  try {
    return await step();
  } catch (error) {
    ledger.findings.push(`${what} fails: ${String(error)}`);
    return null;
  }
}
