const everyMs = 100;
const mostTries = 3000;

/** Asks until there is an answer that is not empty. */
export async function until<T>(ask: () => Promise<T | null | undefined | ''>): Promise<T> {
  for (let tries = 0; tries < mostTries; tries++) {
    const answer = await ask();
    if (answer !== null && answer !== undefined && answer !== '') return answer;
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
  throw new Error('there was no answer');
}
