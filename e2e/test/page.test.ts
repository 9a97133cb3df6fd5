import { afterAll, beforeAll, describe, inject } from 'vitest';
import { testAccessibility } from './page/accessibility.ts';
import { testAnswers } from './page/answers.ts';
import { testEngines } from './page/engines.ts';
import { testMisbehaviour } from './page/misbehaving.ts';
import { testOutdated } from './page/outdated.ts';
import { testPrivacy } from './page/privacy.ts';
import { testTyping } from './page/typing.ts';
import { openStage, type OpenStage, type Stage } from './support/stage.ts';

let opened: Stage | undefined;

function open(): Stage {
  if (opened === undefined) throw new Error('the site is open while the tests run');
  return opened;
}

/** One site and one browser for all tests of the page: to publish a site costs as much as ten of its tests. */
const stage: OpenStage = {
  get browser() {
    return open().browser;
  },
  get site() {
    return open().site;
  },
};

beforeAll(async () => {
  opened = await openStage({ testServer: inject('testServer'), browserPath: inject('browserPath') });
});

afterAll(async () => {
  await opened?.[Symbol.asyncDispose]();
});

describe('the answers of the page', () => {
  testAnswers(stage);
});
describe('what the page keeps and sends', () => {
  testPrivacy(stage);
});
describe('what a person types', () => {
  testTyping(stage);
});
describe('accessibility', () => {
  testAccessibility(stage);
});
describe('vaults, hosts and visitors that misbehave', () => {
  testMisbehaviour(stage);
});
describe('other engines', () => {
  testEngines(stage);
});
// The last tests: they publish a later version, after which the site of the others no longer answers.
describe('an old version', () => {
  testOutdated(stage);
});
