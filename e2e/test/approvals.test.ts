import { afterAll, beforeAll, describe, inject } from 'vitest';
import { testApprovalsAlarms } from './approvals/alarms.ts';
import { testApprovalsPage } from './approvals/page.ts';
import { testApprovalsStory } from './approvals/story.ts';
import { openApprovals, type ApprovalsStage, type OpenApprovals } from './support/approvals-stage.ts';

let opened: ApprovalsStage | undefined;

function open(): ApprovalsStage {
  if (opened === undefined) throw new Error('the vaults run while the tests run');
  return opened;
}

/** The same vaults and browser for all, with a practice for each part. */
const stage: OpenApprovals = {
  get browser() {
    return open().browser;
  },
  get federation() {
    return open().federation;
  },
  get operator() {
    return open().operator;
  },
  page: (vault) => open().page(vault),
};

beforeAll(async () => {
  opened = await openApprovals(inject('browserPath'));
});

afterAll(async () => {
  await opened?.[Symbol.asyncDispose]();
});

describe('the story of a practice’s approvals', () => {
  testApprovalsStory(stage);
});
describe('the approvals page', () => {
  testApprovalsPage(stage);
});
describe('alarms and dormant members on the approvals page', () => {
  testApprovalsAlarms(stage);
});
