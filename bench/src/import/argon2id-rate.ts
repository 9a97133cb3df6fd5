import { argon2id } from '@etanche/check-import';
import type { Stretch } from '@etanche/core-protocol';
import { random } from '../random.ts';

/** Hashes per second with every core at it and nothing else to do. */
export async function argon2idRate(cores: number, seconds: number, stretch: Stretch): Promise<number> {
  const password = random(32);
  const salt = random(16);
  const from = performance.now();
  const until = from + seconds * 1000;
  let done = 0;
  await Promise.all(
    Array.from({ length: cores }, async () => {
      while (performance.now() < until) {
        await argon2id(password, salt, stretch);
        done += 1;
      }
    }),
  );
  return done / ((performance.now() - from) / 1000);
}
