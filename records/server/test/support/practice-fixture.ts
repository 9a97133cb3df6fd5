import { callsOf, type Calls } from './calls.ts';
import { startDataFixture, type TestMember } from './data-fixture.ts';

export type PracticeFixture = {
  readonly fixture: Awaited<ReturnType<typeof startDataFixture>>;
  readonly calls: Calls;
  readonly practice: string;
  readonly doctor: TestMember;
  readonly secretary: TestMember;
};

/** A store with one practice, its doctor and its secretary. The caller disposes of the fixture. */
export async function startPractice(options?: Parameters<typeof startDataFixture>[0]): Promise<PracticeFixture> {
  const fixture = await startDataFixture(options);
  const practice = await fixture.practice();
  return {
    ...{ fixture, calls: callsOf(fixture), practice },
    doctor: await fixture.member(practice, 'doctor'),
    secretary: await fixture.member(practice, 'secretary'),
  };
}
