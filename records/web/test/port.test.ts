import { describe, expect, test } from 'vitest';
import { createPageSide, CallError, type Answers } from '../port/page-side.ts';
import { typedOf } from '../port/typed-of.ts';
import { createWorkerSide, type Handlers, type WorkerSide } from '../port/worker-side.ts';

const failure = (code: string) => ({ code, reason: null, resetsAt: null, limit: null, issues: [] });
const answers: Answers = {
  passkeyGet: (options) => Promise.resolve({ got: options }),
  passkeyCreate: () => Promise.reject(new Error('the person closed the dialog')),
  keepTyped: () => Promise.resolve('kept'),
};

function pair(handlers: Partial<Handlers>, count = 1, more: readonly Answers[] = []) {
  const side: WorkerSide = createWorkerSide(handlers as Handlers, (error) =>
    failure(error instanceof RangeError ? 'unknown' : 'failed'),
  );
  const pages = [...Array<Answers>(count).fill(answers), ...more].map((ownAnswers) => {
    const { port1, port2 } = new MessageChannel();
    side.connect(port1);
    return {
      port: createPageSide(port2, ownAnswers),
      close: () => {
        port1.close();
      },
    };
  });
  return {
    side,
    pages: pages.map(({ port }) => port),
    close: () => {
      for (const page of pages) page.close();
    },
  };
}

describe('the port', () => {
  test('returns the result of each call to its caller, in any order', async () => {
    const { pages, close } = pair({
      search: async ({ text }) => {
        await new Promise((resolve) => setTimeout(resolve, text === 'first' ? 20 : 0));
        return { answer: 'say_more', refusal: 'search_empty', further: text };
      },
    });
    const [page] = pages;
    const results = await Promise.all([
      page?.call('search', { text: 'first' }),
      page?.call('search', { text: 'second' }),
    ]);
    expect(results.map((result) => result?.further)).toEqual(['first', 'second']);
    close();
  });

  test('passes the code of an error and not its message', async () => {
    const { pages, close } = pair({ lock: () => Promise.reject(new Error('a name of a patient')) });
    const error = await pages[0]?.call('lock', null).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(CallError);
    expect(error).toMatchObject({ message: 'failed', failure: failure('failed') });
    close();
  });

  test.each(['constructor', 'toString', 'nothing'])('rejects a call to %s, which is no handler', async (name) => {
    const { pages, close } = pair({});
    await expect(pages[0]?.call(name as 'lock', null)).rejects.toMatchObject({ failure: { code: 'unknown' } });
    close();
  });

  test('asks the page that called, and no other', async () => {
    const { pages, close } = pair(
      { signIn: async (_, caller) => (await caller.ask('passkeyGet', { a: 1 })) as never },
      2,
    );
    expect(await pages[1]?.call('signIn', { demonstration: null })).toEqual({ got: { a: 1 } });
    close();
  });

  test('passes a refused question on as a failed call', async () => {
    const { pages, close } = pair({ signIn: async (_, caller) => (await caller.ask('passkeyCreate', {})) as never });
    await expect(pages[0]?.call('signIn', { demonstration: null })).rejects.toBeInstanceOf(CallError);
    close();
  });

  test('sends an event to every page', async () => {
    const { side, pages, close } = pair({}, 2);
    const heard = pages.map((page) => new Promise((resolve) => page.on('agenda', resolve)));
    side.emit('agenda', { practitioner: 'a', date: '2026-11-26' });
    expect(await Promise.all(heard)).toEqual(Array(2).fill({ practitioner: 'a', date: '2026-11-26' }));
    close();
  });

  test('asks every page, and has null for one that fails and for one that never answers', async () => {
    const failing: Answers = { ...answers, keepTyped: () => Promise.reject(new Error('the device is full')) };
    const silent: Answers = { ...answers, keepTyped: () => new Promise(() => undefined) };
    const { side, close } = pair({}, 2, [failing, silent]);
    const given = await side.askAll('keepTyped', null, 200);
    // The silent page is the limit of this wait; the others may be late too on a slow machine, as null.
    expect(given.slice(2)).toEqual([null, null]);
    expect(typedOf(given)).toBe('unsure');
    close();
  });

  test('asks no further than the answers, and has none without a page', async () => {
    const { side, close } = pair({}, 2);
    expect(await side.askAll('keepTyped', null, 1_000_000)).toEqual(['kept', 'kept']);
    close();
    expect(await pair({}, 0).side.askAll('keepTyped', null, 1_000_000)).toEqual([]);
  });

  test('says that texts are kept only if no page is unsure of it', () => {
    expect(typedOf([])).toBe('none');
    expect(typedOf(['none', 'none'])).toBe('none');
    expect(typedOf(['none', 'kept'])).toBe('kept');
    expect(typedOf(['kept', 'unsure'])).toBe('unsure');
    expect(typedOf(['kept', null])).toBe('unsure');
  });

  test('aborts the call in the worker when its caller aborts', async () => {
    let signal: AbortSignal | undefined;
    const started = Promise.withResolvers<null>();
    const { pages, close } = pair({
      search: (_, caller) => {
        ({ signal } = caller);
        started.resolve(null);
        return new Promise(() => undefined);
      },
    });
    const controller = new AbortController();
    const call = pages[0]?.call('search', { text: 'x' }, controller.signal);
    await started.promise;
    controller.abort(new Error('left'));
    await expect(call).rejects.toThrow('left');
    await expect.poll(() => signal?.aborted).toBe(true);
    close();
  });
});
