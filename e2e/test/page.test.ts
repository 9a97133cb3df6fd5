import { describe, inject } from 'vitest';
import { testAccessibility } from './page/accessibility.ts';
import { testAnswers } from './page/answers.ts';
import { testEngines } from './page/engines.ts';
import { testMisbehaviour } from './page/misbehaving.ts';
import { testOutdated } from './page/outdated.ts';
import { testPrivacy } from './page/privacy.ts';
import { testTyping } from './page/typing.ts';
import { openStage } from './support/stage.ts';
import { whileTesting } from './support/while-testing.ts';

/** One site and one browser for all tests of the page: to publish a site costs as much as ten of its tests. */
const stage = whileTesting(() => openStage({ testServer: inject('testServer'), browserPath: inject('browserPath') }));

describe('the answers of the page', () => {
  testAnswers(stage);
});
describe('the privacy of the page', () => {
  testPrivacy(stage);
});
describe('typing into the page', () => {
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
