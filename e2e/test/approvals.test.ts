import { describe, inject } from 'vitest';
import { testApprovalsAlarms } from './approvals/alarms.ts';
import { testApprovalsPage } from './approvals/page.ts';
import { testApprovalsStory } from './approvals/story.ts';
import { openApprovals } from './support/approvals-stage.ts';
import { whileTesting } from './support/while-testing.ts';

/** The same vaults and browser for all, with a practice for each part. */
const stage = whileTesting(() => openApprovals(inject('browserPath')));

describe('the story of a practice’s approvals', () => {
  testApprovalsStory(stage);
});
describe('the approvals page', () => {
  testApprovalsPage(stage);
});
describe('alarms and dormant members on the approvals page', () => {
  testApprovalsAlarms(stage);
});
