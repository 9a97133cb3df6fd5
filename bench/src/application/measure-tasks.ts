import type { RunningApplication } from '@etanche/trial';
import type { Page } from 'playwright-core';
import type { BenchRun } from '../bench-run.ts';
import { factor, type Figure, type Section } from '../figure.ts';
import { median } from '../median.ts';
import { startApplicationRun } from './application-run.ts';
import { counted, type Effort } from './hand.ts';
import { tasks, type Task } from './tasks.ts';

/**
 * The tasks of a practice's day in a real browser, with the quotas that ship: presses, keys and the time that the
 * application makes a person wait.
 */
export async function measureTasks(run: BenchRun): Promise<Section> {
  await using running = await startApplicationRun(run, 'tasks');
  const { application, signIn } = running;
  const efforts = new Map<Task, readonly Effort[]>();
  for (const person of new Set(tasks.map((task) => task.person))) {
    const page = await signIn(person);
    for (const task of tasks.filter((one) => one.person === person)) {
      run.say(`tasks: ${task.name}`);
      efforts.set(task, await repeat(page, task, run.sizes.answers, application));
    }
  }
  return section(efforts, application.patients);
}

/** The first run warms up: files and days are open afterwards, as in the middle of a day. */
async function repeat(
  page: Page,
  task: Task,
  times: number,
  application: RunningApplication,
): Promise<readonly Effort[]> {
  const efforts: Effort[] = [];
  for (let i = 0; i <= times; i++) {
    await task.begin(page);
    await page.evaluate(() => {
      (globalThis as { printed?: string }).printed = '';
    });
    const once = async (): Promise<void> => {
      const effort = await counted(page, (hand) => task.run(hand));
      if (i > 0) efforts.push(effort);
    };
    await (task.isWithoutServer === true ? application.recordsOutage(once) : once());
  }
  return efforts;
}

function section(efforts: ReadonlyMap<Task, readonly Effort[]>, patients: number): Section {
  const figures: Figure[] = [];
  const notes: string[] = [];
  for (const [{ name, aim, aimOfKeys, published }, all] of efforts) {
    const presses = Math.max(...all.map((one) => one.presses));
    const peer =
      published === null ? { name: 'promised', value: aim } : { name: published.source, value: published.presses };
    figures.push(factor({ what: name, unit: 'presses', value: presses, aim: `≤ ${aim} presses` }, peer));
    const keys = Math.max(...all.map((one) => one.letters + one.otherKeys));
    if (aimOfKeys !== undefined)
      figures.push(
        factor(
          { what: `${name}: letters and other keys`, unit: 'keys', value: keys, aim: `≤ ${aimOfKeys} keys` },
          { name: 'promised', value: aimOfKeys },
        ),
      );
    const letters = Math.max(...all.map((one) => one.letters));
    const others = Math.max(...all.map(({ otherKeys }) => otherKeys));
    notes.push(
      `${name}: ${letters} letters, ${others} other keys; the application was waited for ${seconds(median(all.map(({ ms }) => ms)))}.`,
    );
  }
  return {
    name: 'tasks',
    title: `Tasks of a practice's day on the screen; ${patients} patients`,
    figures,
    notes: [
      'A press is a click or Enter. Typed letters and other keys (Tab, arrows, Ctrl P) are counted apart. Every task ends when the right patient and dose are on screen or paper: a wrong one fails the measurement.',
      'Published figures are other studies of other software with other rules of counting; they show the order of magnitude.',
      ...notes,
    ],
  };
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
