import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openDatabase, Secret, type Logger } from '@etanche/platform';
import { syntheticPractice } from '@etanche/demo';
import { createMemory, createRecordsData, signIn, type RecordsClientOptions } from '@etanche/records-client';
import { createSoftwarePasskeys, type PasskeyState, type SoftwarePasskeys } from '@etanche/records-passkey';
import { createRecordsSite, writeRecordsSite } from '@etanche/records-site';
import { cardOf } from '@etanche/records-fhir';
import { displayName, localTime } from '@etanche/records-web';
import { approveOrder } from '../records/approver.ts';
import { importPatients, goLive } from '../records/import-patients.ts';
import { newPerson } from '../records/person.ts';
import { populatePractice, random } from '../records/populate-practice.ts';
import { approvalsOrigin, startServers, type ServersOptions, type TrialServers } from '../records/start-servers.ts';
import { createTrialClock, type TrialClock } from '../records/trial-clock.ts';
import { founder, members, practiceName } from './cast.ts';
import { daysAround, fillDay, fillDays, type DayToFill } from './fill-agenda.ts';
import { fillSettings, timeZone } from './practice-settings.ts';
import { hashSiteInputs } from './site-inputs.ts';
import { startPasskeyService } from './passkey-service.ts';
import { readPracticeFile, writePracticeFile, type PracticeFile } from './practice-file.ts';

export type ApplicationStep = 'servers' | 'people' | 'patients' | 'agenda' | 'application';

export type ApplicationOptions = {
  /** Contains all data; a second start continues from it. */
  readonly directory: string;
  readonly databaseServer: string;
  readonly databasePrefix: string;
  readonly ports: {
    readonly vaults: readonly number[];
    readonly records: number;
    readonly application: number;
    readonly passkeys: number;
  };
  readonly patients: number;
  /** Days of the agenda that are filled, before and after today. */
  readonly days: { readonly before: number; readonly after: number };
  readonly step: (step: ApplicationStep) => void;
  readonly progress: (done: number, total: number) => void;
  /** Settings of the vaults that differ from their defaults. */
  readonly vaultConfig?: ServersOptions['vaultConfig'];
  readonly logger: Logger | undefined;
};

/** The running application and its people. */
export type RunningApplication = AsyncDisposable & {
  readonly url: string;
  readonly people: readonly { readonly key: string; readonly name: string; readonly role: string }[];
  readonly patients: number;
  /** Stops the records server during a step. */
  readonly recordsOutage: (during: () => Promise<void>) => Promise<void>;
  /** Ends when the agenda of the coming days is filled. */
  readonly filled: Promise<number>;
};

const hourMs = 3_600_000;
/** The practice is founded this long before the first start, so that its members have their whole quotas today. */
const foundedBeforeMs = 5 * 24 * hourMs;

/**
 * Runs a practice on this computer: three vaults, a records server, fictitious people and patients, and the
 * application. The person who runs it has every key, so it demonstrates the system and protects nobody.
 */
export async function startApplication(options: ApplicationOptions): Promise<RunningApplication> {
  await using building = new AsyncDisposableStack();
  await mkdir(options.directory, { recursive: true, mode: 0o700 });
  const known = await readPracticeFile(options.directory);
  const clock = createTrialClock();
  if (known === null) {
    clock.advance(-foundedBeforeMs);
    await dropDatabase(options.databaseServer, `${options.databasePrefix}_records`);
  }
  options.step('servers');
  const servers = building.use(
    await startServers({
      ...{ directory: options.directory, databaseServer: options.databaseServer, clock, logger: options.logger },
      databasePrefix: options.databasePrefix,
      ...{ vaults: 3, threshold: 2, ports: options.ports },
      vaultConfig: options.vaultConfig ?? {},
      recordsConfig: {},
    }),
  );
  const practice = known ?? (await makePractice(options, servers, clock));
  const passkeys = new Map(
    practice.people.map(({ key, passkeys: state }) => [
      key,
      createSoftwarePasskeys({ random, origin: servers.origin, state: withLaterCounters(state) }),
    ]),
  );
  options.step('application');
  const people = [founder, ...members].map(({ key, name, shown: role }) => ({ key, name, role }));
  const approvers = practice.approvers.map(({ approver, card, rpId, passkeys: state }) => ({
    ...{ approver, card, rpId },
    passkeys: createSoftwarePasskeys({
      random,
      origin: approvalsOrigin(options.ports),
      state: withLaterCounters(state),
    }),
  }));
  const approve = async (id: string, order: string): Promise<void> => {
    await approveOrder(servers.federation, id, order, approvers);
  };
  const keys = { members: passkeys, approve };
  const service = building.use(await startPasskeyService(options.ports.passkeys, servers.origin, keys));
  const out = join(options.directory, 'site');
  await buildSite(out, {
    site: {
      ...{ serverUrl: servers.records.url, federation: servers.federation },
      demonstration: { url: service.url, people },
    },
    vaultUrls: servers.federation.vaults.map(({ url }) => url),
  });
  const site = await createRecordsSite({
    ...{ directory: out, host: 'localhost', port: options.ports.application, tls: null },
  });
  building.defer(() => site.close());
  const filled = known === null ? Promise.resolve(0) : fillComingDays(servers, practice, passkeys, options.days);
  filled.catch(() => undefined);
  const running = building.move();
  return {
    ...{ url: site.url, people, patients: practice.patients.length, filled, recordsOutage: servers.recordsOutage },
    async [Symbol.asyncDispose]() {
      await filled.catch(() => 0);
      await running.disposeAsync();
    },
  };
}

/** Builds the site, unless a start before built it from the same sources and settings. */
async function buildSite(out: string, settings: Omit<Parameters<typeof writeRecordsSite>[0], 'out'>): Promise<void> {
  const note = `${out}.inputs`;
  const inputs = await hashSiteInputs(settings);
  if ((await readFile(note, 'utf8').catch(() => '')) === inputs) return;
  await rm(note, { force: true });
  await writeRecordsSite({ out, ...settings });
  await writeFile(note, inputs);
}

/** The file has the counters of the first start: seconds are higher than those of every earlier start. */
function withLaterCounters(state: PasskeyState): PasskeyState {
  const counter = Math.floor(Date.now() / 1000);
  return { ...state, credentials: state.credentials.map((credential) => ({ ...credential, counter })) };
}

async function makePractice(
  options: ApplicationOptions,
  servers: TrialServers,
  clock: TrialClock,
): Promise<PracticeFile> {
  options.step('people');
  const place = {
    ...{ federation: servers.federation, origin: servers.origin, serverUrl: servers.records.url, now: clock.now },
    foundingToken: () => servers.foundingToken(),
    names: { practice: practiceName, founder: founder.name },
  };
  const people = await populatePractice(place, members);
  const all = [
    { key: founder.key, member: people.doctor },
    ...members.map(({ key }, i) => ({ key, member: people.members[i] })),
  ];

  const accounts = new Map(all.flatMap(({ key, member }) => (member === undefined ? [] : [[key, member.member]])));
  await fillSettings(createRecordsData(await signIn(people.doctor.options)), accounts);

  options.step('patients');
  const today = localTime(Date.now(), timeZone).slice(0, 10);
  const made = [
    ...syntheticPractice({ seed: 'practice', patients: options.patients, resourcesPerPatient: 'varied', today }),
  ];
  const directory = join(options.directory, 'import');
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const trial = { ...people, servers, clock, [Symbol.asyncDispose]: () => Promise.resolve() };
  const imported = await importPatients({
    ...{ practice: trial, directory },
    patients: made.map(({ resources }) => resources),
    report: (_, done, total) => {
      options.progress(done, total ?? options.patients);
    },
  });
  await goLive(trial);
  const patients = imported.scopes.flatMap((scope, i) => {
    const patient = made[i];
    return patient === undefined ? [] : [{ scope, name: displayName(cardOf(patient.traits)) }];
  });

  options.step('agenda');
  // New members have a tenth of their quota in the first 24 hours.
  clock.advance(25 * hourMs);
  const secretary = people.members[members.findIndex(({ shown }) => shown === 'secretary')];
  const practitioners = all.filter(({ key }) => isPractitioner(key)).flatMap(({ member }) => member?.member ?? []);
  const days = daysAround(today, options.days.before, options.days.after).flatMap((date) =>
    practitioners.map((practitioner) => ({ practitioner, date })),
  );
  const now = localTime(Date.now(), timeZone);
  if (secretary === undefined) throw new RangeError('the cast has no secretary');
  for (const [i, day] of days.entries()) {
    // Two hours apart, so that the units of all days are within the secretary's daily quota.
    clock.advance(2 * hourMs);
    const client = await signIn(secretary.options);
    await fillDay(createRecordsData(client), day, patients, now, timeZone);
    client.session.lock();
    options.progress(i + 1, days.length);
  }
  people.lockAll();
  clock.advance(Date.now() - clock.now());

  const file: PracticeFile = {
    format: 'etanche/v1/demonstration-practice',
    practice: people.practice,
    people: all.flatMap(({ key, member }) =>
      member === undefined ? [] : [{ key, member: member.member, passkeys: member.passkeys.exportState() }],
    ),
    approvers: people.approvers.map(({ approver, card, rpId, passkeys }) => ({
      ...{ approver, card, rpId },
      passkeys: passkeys.exportState(),
    })),
    patients,
  };
  await writePracticeFile(options.directory, file);
  return file;
}

/** Fills the days that a later start sees for the first time, with the secretary's quota of today. */
async function fillComingDays(
  servers: TrialServers,
  practice: PracticeFile,
  passkeys: ReadonlyMap<string, SoftwarePasskeys>,
  { after }: ApplicationOptions['days'],
): Promise<number> {
  const now = localTime(Date.now(), timeZone);
  const secretary = members.find(({ shown }) => shown === 'secretary');
  const keys = passkeys.get(secretary?.key ?? '');
  if (secretary === undefined || keys === undefined) return 0;
  const { options } = await newPerson(secretary.name, {
    ...{ serverUrl: servers.records.url, origin: servers.origin, now: Date.now, random },
  });
  const signing: RecordsClientOptions = {
    ...options,
    environment: {
      ...options.environment,
      memory: createMemory(),
      passkeys: {
        create: () => Promise.reject(new RangeError('no passkey is created here')),
        get: (request) => keys.get(request as unknown as Parameters<SoftwarePasskeys['get']>[0]),
      },
    },
  };
  const practitioners = practice.people.filter(({ key }) => isPractitioner(key)).map(({ member }) => member);
  const client = await signIn(signing);
  try {
    const listed = await client.session.call('practice');
    if (listed.practice !== practice.practice) throw new RangeError('the server has another practice');
    const dates = daysAround(now.slice(0, 10), 0, after);
    const missing: DayToFill[] = [];
    for (const practitioner of practitioners) {
      const first = dates[0] ?? '';
      const last = dates.at(-1) ?? '';
      const { days } = await client.session.call('agendaDays', { query: { practitioner, from: first, to: last } });
      const known = days.map(({ date }) => date);
      missing.push(...dates.filter((date) => !known.includes(date)).map((date) => ({ practitioner, date })));
    }
    missing.sort((one, other) => one.date.localeCompare(other.date));
    const data = createRecordsData(client);
    return await fillDays(missing, (day) => fillDay(data, day, practice.patients, now, timeZone));
  } finally {
    client.session.lock();
  }
}

function isPractitioner(key: string): boolean {
  return [founder, ...members].some((one) => one.key === key && one.shown === 'doctor');
}

/** An interrupted first start left a practice whose keys are lost. */
async function dropDatabase(server: string, name: string): Promise<void> {
  await using admin = openDatabase({
    ...{ url: new Secret(server), applicationName: 'etanche-trial', poolSize: 1, statementTimeoutMs: 30_000 },
  });
  await admin.query(`DROP DATABASE IF EXISTS "${name.replaceAll('"', '""')}" WITH (FORCE)`);
}
