import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createPatience } from '../worker/unsent/patience.ts';

const never = new Promise<boolean>(() => undefined);

describe('the wait for an answer', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  test('returns the answer', async () => {
    const patience = createPatience(() => 0);
    await expect(patience.waitFor(Promise.resolve(true))).resolves.toBe(true);
    await expect(patience.waitFor(Promise.resolve(false))).resolves.toBe(false);
    await expect(patience.waitFor(Promise.reject(new Error('refused')))).rejects.toThrow('refused');
    expect(vi.getTimerCount()).toBe(0);
  });

  test('ends after five seconds without any answer', async () => {
    const ended = vi.fn();
    void createPatience(() => 0)
      .waitFor(never)
      .then(ended);
    await vi.advanceTimersByTimeAsync(4999);
    expect(ended).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(ended).toHaveBeenCalledWith(false);
  });

  test('goes on as long as other requests are answered, and ends five seconds after the last one', async () => {
    let silentSince = Date.now();
    const ended = vi.fn();
    void createPatience(() => silentSince)
      .waitFor(never)
      .then(ended);
    for (let i = 0; i < 5; i++) {
      await vi.advanceTimersByTimeAsync(4000);
      silentSince = Date.now();
    }
    await vi.advanceTimersByTimeAsync(4999);
    expect(ended).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(ended).toHaveBeenCalledWith(false);
  });

  test('goes on while no answer is owed, as when the client itself computes', async () => {
    let silentSince: number | null = null;
    const ended = vi.fn();
    void createPatience(() => silentSince)
      .waitFor(never)
      .then(ended);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(ended).not.toHaveBeenCalled();
    silentSince = Date.now();
    await vi.advanceTimersByTimeAsync(7000);
    expect(ended).toHaveBeenCalledWith(false);
  });

  test('ends at once when the session closes, and waits again in the next one', async () => {
    const patience = createPatience(() => 0);
    const open = patience.waitFor(never);
    patience.end();
    await expect(open).resolves.toBe(false);
    await expect(patience.waitFor(never)).resolves.toBe(false);
    patience.restart();
    const ended = vi.fn();
    void patience.waitFor(never).then(ended);
    await vi.advanceTimersByTimeAsync(4000);
    expect(ended).not.toHaveBeenCalled();
  });
});
