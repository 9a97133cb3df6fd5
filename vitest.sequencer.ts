import { relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The files that last longest, with the longest first: one that began last would end alone, on a machine half idle. */
const longest = [
  'e2e/test/application-exchange.test.ts',
  'e2e/test/application-clinic.test.ts',
  'thefts/test/records-t01-t05.test.ts',
  'e2e/test/application-practice.test.ts',
  'e2e/test/application.test.ts',
  'e2e/test/application-mail.test.ts',
  'e2e/test/reliability.test.ts',
  'thefts/test/real-page.test.ts',
  'e2e/test/page.test.ts',
  'thefts/test/records-t06-t14.test.ts',
  'thefts/test/records-t18.test.ts',
  'records/web/test/unsent/agenda.test.ts',
  'records/web/test/unsent/desk.test.ts',
  'records/web/test/unsent/attacks.test.ts',
  'vault/server/test/member-alarms.test.ts',
  'records/import/test/system/unassigned.test.ts',
  'check/import/test/resume.test.ts',
  'e2e/test/cases.test.ts',
  'records/import/test/system/import.test.ts',
  'platform/test/embedded-postgres.test.ts',
  'cli/test/whole-story.test.ts',
  'e2e/test/application-founding.test.ts',
  'records/import/test/system/large-unassigned.test.ts',
  'records/import/test/unassigned-writer.test.ts',
  'thefts/test/run-check.test.ts',
  'e2e/test/approvals.test.ts',
  'records/import/test/system/command.test.ts',
  'check/import/test/refusals.test.ts',
  'records/import/test/system/large-data.test.ts',
  'records/client/test/data/lying-server.test.ts',
  'records/client/test/data/rights.test.ts',
  'records/client/test/data/reopen.test.ts',
  'trial/test/start-trial.test.ts',
  'trial/test/start-application.test.ts',
  'cli/test/thefts-stopped.test.ts',
  'records/import/test/system/killed.test.ts',
  'records/import/test/units.test.ts',
  'records/server/test/data-killed.test.ts',
  'vault/server/test/practice-killed.test.ts',
  'check/import/test/laboratory.test.ts',
  'vault/server/test/killed.test.ts',
  'records/server/test/erasures-killed.test.ts',
];

/** Known long files first, then the others as vitest orders them: by their size. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) => {
      const known = longest.indexOf(relative(this.ctx.config.root, moduleId).replaceAll('\\', '/'));
      return known === -1 ? longest.length : known;
    };
    const sorted = await super.sort(files);
    return sorted.toSorted((a, b) => place(a) - place(b));
  }
}
