import { defaults } from '@etanche/vault-server';
import type { Resource } from '@etanche/records-fhir';
import type { TrialMember, TrialPractice } from '@etanche/trial';
import {
  createMemory,
  createRecordsData,
  signIn,
  type Memory,
  type PatientFile,
  type RecordsData,
  type RecordsClient,
} from '../../src/index.ts';
import { startTestPractice } from '../system/test-practice.ts';

const { members } = defaults;
const many = { scope: 4000, search: 4000, agenda: 400, inbox: 600 };
const often = { units: 900, everySeconds: 1 };
const far = { floor: 50_000, ceiling: 100_000 };
const farOff = { minute: { ...far, over: 50_000 }, quarter: far, hour: far, day: far };

/** Quotas and alarm thresholds that no test here reaches. */
export const wide = {
  ...members,
  roles: { ...members.roles, doctor: many, secretary: many },
  newMember: { percent: 100, hours: 1 },
  burst: { ...members.burst, scope: often, search: often, agenda: { units: 300, everySeconds: 1 } },
  people: { ...members.people, perDay: 100_000 },
  alarm: {
    ...members.alarm,
    files: { hour: far, day: far },
    people: farOff,
    messages: 4000,
    outside: { files: 4000, people: 40_000 },
  },
  practice: { ...members.practice, ...many, scope: 20_000, search: 20_000, agenda: 4000 },
  raise: { ...members.raise, ...many },
};

export type DataPractice = {
  readonly running: TrialPractice;
  readonly doctor: TrialMember;
  readonly colleague: TrialMember;
  readonly secretary: TrialMember;
};

export async function startDataPractice(): Promise<DataPractice> {
  const running = await startTestPractice({
    members: [
      { name: 'Dr Basile Second', roles: ['doctor'] },
      { name: 'Céline Accueil', roles: ['secretary'] },
    ],
    vaultConfig: { workers: 0, members: wide },
  });
  const [colleague, secretary] = running.members;
  if (colleague === undefined || secretary === undefined) throw new Error('two members have joined');
  return { running, doctor: running.doctor, colleague, secretary };
}

export function dataOf(client: RecordsClient): RecordsData {
  return createRecordsData(client, { validate: null, freshnessSeconds: 300, keptScopes: 200, rebases: 20 });
}

/** Signs a member in on a new device, whose requests use `fetch`. */
export async function onDevice(
  member: TrialMember,
  fetch: typeof globalThis.fetch,
  memory: Memory = createMemory(),
): Promise<RecordsData> {
  const retry = { attempts: 3, firstWaitMs: 1, longestWaitMs: 50 };
  return dataOf(
    await signIn({ ...member.options, retry, environment: { ...member.options.environment, fetch, memory } }),
  );
}

export function patient(family: string, given: string, birthDate: string, phone = '06 12 34 56 78'): Resource {
  return {
    resourceType: 'Patient',
    name: [{ use: 'official', family, given: [given] }],
    gender: 'female',
    birthDate,
    telecom: [{ system: 'phone', value: phone, use: 'mobile' }],
  };
}

export function allergy(name: string): Resource {
  return { resourceType: 'AllergyIntolerance', patient: { reference: 'Patient/x' }, code: { text: name } };
}

/** Attaches a scan to a file, as a document of it. */
export async function attachScan(file: PatientFile, content: Uint8Array<ArrayBuffer>): Promise<void> {
  await file.attach({
    ...{ content, contentType: 'application/pdf', title: 'scan.pdf' },
    resource: (attachment): Resource => ({
      ...{ resourceType: 'DocumentReference', status: 'current', subject: { reference: `Patient/${file.scope}` } },
      content: [{ attachment: { ...attachment } }],
    }),
  });
}

export async function scopesOf(data: RecordsData, text: string): Promise<string[]> {
  const answer = await data.patients.search(text);
  return answer.answer === 'found' ? answer.cards.map(({ scope }) => scope).sort() : [];
}
