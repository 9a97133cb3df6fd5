import { longDay } from '@etanche/trial';
import { localTime, weekdayOf } from '@etanche/records-web';
import type { BenchRun } from '../bench-run.ts';
import { factor, type Figure, type Section } from '../figure.ts';
import { median } from '../median.ts';
import { startApplicationRun } from './application-run.ts';
import { measureAgreement } from './measure-agreement.ts';
import { measureFiles } from './measure-files.ts';
import { longestTaskWhileTyping } from './measure-typing.ts';
import { measureWeek } from './measure-week.ts';
import { writeLargeFiles } from './write-large-files.ts';

const secretary = 'Nadia Cohen';
const doctor = { key: 'bensaid', name: 'Dr Karim Bensaïd' };
/** With the three practitioners of the cast they are five. */
const colleagues = ['Dr Inès Caradec', 'Dr Loïc Prigent'];
const practitioners = 5;
const resourcesOfFile = 300;
/** Longest time of one task of the page's own thread, in ms: above it, a typed letter appears late. */
const longTaskMs = 50;
const limits = { file: 300, results: 200, agenda: 500 } as const;

/**
 * How soon two screens of one agenda agree, and the speed of the screens: a large file, the search, the agenda of five
 * practitioners, and typing.
 */
export async function measureScreens(run: BenchRun): Promise<Section> {
  const weekday = weekdayOf(localTime(Date.now(), 'Europe/Paris').slice(0, 10));
  await using running = await startApplicationRun(run, 'screens', {
    colleagues,
    days: { before: weekday - 1, after: Math.max(1, 6 - weekday) },
    vaultConfig: longDay,
  });
  const { application, signIn } = running;
  const times = Math.min(run.sizes.answers, 5);
  run.say('screens: two screens of one agenda');
  const [desk, page] = [await signIn(secretary), await signIn(doctor.name)];
  const agreement = await measureAgreement(desk, page, run.sizes.answers * 2);
  run.say(`screens: the agenda of ${practitioners} practitioners`);
  const agenda = await measureWeek(desk, { weekday, practitioners, times });
  await desk.context().close();
  run.say(`screens: files of ${resourcesOfFile} resources are written`);
  const files = application.files.filter(({ care }) => care === 'usual').slice(-(times + 1));
  await writeLargeFiles(application, files, doctor, resourcesOfFile);
  run.say('screens: the search, the files, and typing');
  const { found, foundByDate, opened, again } = await measureFiles(
    page,
    files.map(({ name }) => name),
  );
  const longest = await longestTaskWhileTyping(page);
  const figure = (what: string, values: readonly number[], limit: number): Figure =>
    factor(
      // The first one warms up.
      { what, unit: 'ms', value: median(values.slice(1)), aim: '≤ × 1' },
      { name: 'limit', value: limit },
    );
  return {
    name: 'screens',
    title: `The speed of the screens; ${application.patients} patients, ${practitioners} practitioners`,
    figures: [
      ...agreement.figures,
      figure(`a file of ${resourcesOfFile} resources is opened at the server, p50`, opened, limits.file),
      figure('such a file is shown again while it is open, p50', again, limits.file),
      figure('results of a search by name after Enter, p50', found, limits.results),
      figure('results of a search by birth date after its last digit, p50', foundByDate, limits.results),
      figure(`the week of ${practitioners} practitioners, p50`, agenda.weeks, limits.agenda),
      figure(`one day of ${practitioners} practitioners is opened at the server, p50`, agenda.days, limits.agenda),
      factor(
        { what: 'longest task of the page while typing', unit: 'ms', value: longest, aim: '≤ × 1' },
        { name: 'limit', value: longTaskMs },
      ),
    ],
    notes: [
      agreement.note,
      'Times of screens are measured in the page, from the key or press until the answer is painted. A file or day is opened at the server and the vaults once, then its session has it.',
      'Six digits that may be the beginning of a longer number are searched 350 ms after the last one: those that end with 19 or 20, or begin with 0.',
      `The week has ${agenda.entries} appointments, and all its days are open. The quotas that ship let a secretary open 18 days of one practitioner each day, so the vaults of this section have wider ones; with theirs, the week shows the number of appointments of the days that are not open.`,
    ],
  };
}
