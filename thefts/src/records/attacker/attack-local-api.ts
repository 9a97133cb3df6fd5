import type { AttackContext } from '../practice/attack-context.ts';
import type { AttackedGateway } from '../practice/attacked-gateway.ts';
import { poll } from '../../tools/poll.ts';

const dayMs = 24 * 3_600_000;
/** The longest pause after a refusal, whatever the answer says. */
const mostPauseSeconds = 3600;

/**
 * Reads one file after the other through the gateway's local API for 24 hours, with the token of a program: an attacker
 * who knows the ids of all files, and asks again as soon as an answer says that it may, at least each hour.
 *
 * @returns the persons whose Patient was read, and the number of requests
 */
export async function attackLocalApi(
  { attacked }: AttackContext,
  { api, stolen, whileRunning }: AttackedGateway,
): Promise<{ readonly persons: ReadonlySet<number>; readonly requests: number; readonly began: number }> {
  const { clock, places, truth } = attacked;
  await attacked.freshMonth();
  const began = clock.now();
  const persons = new Set<number>();
  let requests = 0;
  const headers = { authorization: `Bearer ${stolen.token}` };
  await whileRunning(async () => {
    await poll(() =>
      fetch(`${api}/metadata`).then(
        ({ ok }) => (ok ? true : null),
        () => null,
      ),
    );
    for (const scope of places.scopes) {
      for (;;) {
        requests += 1;
        const answer = await fetch(`${api}/Patient/${scope}`, { headers });
        const text = await answer.text();
        if (answer.ok) {
          const { birthDate } = JSON.parse(text) as { readonly birthDate?: string };
          const isOf = ({ traits }: (typeof truth.patients)[number]): boolean =>
            traits.birthDate === birthDate && text.includes(traits.birthFamilyName ?? '\0');
          for (const person of truth.patients.filter(isOf)) persons.add(person.number);
          break;
        }
        const said = Number(answer.headers.get('retry-after') ?? mostPauseSeconds);
        const wait = Math.min(said, mostPauseSeconds) * 1000;
        if (clock.now() + wait >= began + dayMs) return;
        clock.advance(wait);
      }
    }
  });
  return { persons, requests, began };
}
