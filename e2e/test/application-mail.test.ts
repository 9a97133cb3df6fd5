import { longDay } from '@etanche/trial';
import { describe, inject } from 'vitest';
import { testFailing } from './application-mail/failing.ts';
import { impatientGateway } from './application-mail/mail-desk.ts';
import { testForged } from './application-mail/forged.ts';
import { testMailbox } from './application-mail/mailbox.ts';
import { testSending } from './application-mail/sending.ts';
import { testUncertain } from './application-mail/uncertain.ts';
import { openApplication } from './support/application-stage.ts';
import { whileTesting } from './support/while-testing.ts';

/** A practice with a mail operator on this computer, and a second practice in its directory. */
const stage = whileTesting(() =>
  openApplication(inject('browserPath'), inject('testServer'), longDay, {
    hasNeighbour: true,
    hasGateway: true,
    keepsSessions: true,
  }),
);
const gateway = impatientGateway(stage);

describe('a mail from a patient’s file', () => {
  testSending(stage);
});
describe('a mail in the name of a colleague', () => {
  testForged(stage, gateway);
});
describe('a mail that is not delivered', () => {
  testUncertain(stage, gateway);
});
describe('MSSanté', () => {
  testMailbox(stage, gateway);
});
describe('a mail that fails', () => {
  testFailing(stage);
});
