import { describe, expect, test } from 'vitest';
import { PlatformError } from '@etanche/platform';
import { Terminal, type TerminalStream } from '../src/index.ts';

function recorder(isTTY: boolean) {
  let text = '';
  const stream: TerminalStream = { isTTY, columns: 100, write: (more) => void (text += more) };
  return { stream, text: () => text };
}

function terminal(isTTY: boolean, noColour = false) {
  const [out, errors] = [recorder(isTTY), recorder(isTTY)];
  let time = 0;
  const shown = new Terminal({ out: out.stream, errors: errors.stream, now: () => time, noColour });
  return { shown, out: out.text, errors: errors.text, wait: (milliseconds: number) => void (time += milliseconds) };
}

describe('Terminal', () => {
  test.each([
    [true, false, true],
    [false, false, false],
    [true, true, false],
  ])('output on a terminal (%s) with NO_COLOR (%s) has colours: %s', (isTTY, noColour, coloured) => {
    const { shown, out } = terminal(isTTY, noColour);
    shown.done('ready');
    shown.line(shown.style('bold', 'title'));
    expect(out().includes('\u001b[')).toBe(coloured);
    expect(out()).toContain('ready');
  });

  test('results contain only JSON, and problems are printed elsewhere', () => {
    const { shown, out, errors } = terminal(false);
    shown.printProblem(new PlatformError('directory_locked', 'Another run is using it.'));
    shown.warn('careful');
    shown.progress('rows', 10).finish(10);
    shown.json({ rows: 3 });
    expect(JSON.parse(out())).toEqual({ rows: 3 });
    expect(errors()).toContain('✗ Another run is using it. (directory_locked)\n! careful\n');
  });

  test('an unknown error is printed with its stack', () => {
    const { shown, errors } = terminal(false);
    shown.printProblem(new TypeError('undefined is not a function'));
    expect(errors()).toMatch(/TypeError: undefined is not a function\n\s+at /);
  });

  test.each([
    ['28P01', 'authentication', 'PostgreSQL refuses the user name or password of DATABASE_URL.'],
    ['3D000', 'database_missing', 'PostgreSQL has no such database as DATABASE_URL names.'],
    ['ECONNREFUSED', 'connection_refused', 'DATABASE_URL'],
    ['ENOSPC', 'disk_full', 'The disk is full.'],
    ['EACCES', 'not_permitted', 'may not be read or written'],
    ['ENOENT', 'file_missing', 'A file or folder does not exist.'],
    ['EISDIR', 'file_type', 'names a folder where a file is expected'],
  ])('shows a sentence in place of the stack of an error with the code %s', (code, cause, sentence) => {
    const { shown, errors } = terminal(false);
    const error = Object.assign(new Error('secret value'), { code });
    for (const each of [error, new Error('outer', { cause: error }), new AggregateError([new Error('x'), error])]) {
      shown.printProblem(each);
    }
    expect(errors().split('\n').slice(0, -1)).toHaveLength(3);
    expect(errors()).toContain(`(${cause})\n`);
    expect(errors()).toContain(sentence);
    expect(errors()).not.toMatch(/secret value|\n\s+at /);
  });

  test('names the file that may not be written', () => {
    const { shown, errors } = terminal(false);
    shown.printProblem(
      Object.assign(new Error('x'), { code: 'EROFS', syscall: 'open', path: '/etc/vault/last-count.jws' }),
    );
    expect(errors()).toContain('(open /etc/vault/last-count.jws)');
  });

  test('aligns tables by what is seen, colours and accents left out of account', () => {
    const { shown, out } = terminal(false);
    shown.table(
      ['nom', 'rows'],
      [
        ['Hélène', '12'],
        ['\u001b[1mBob\u001b[0m', '3'],
      ],
      ['rows'],
    );
    expect(out()).toBe('nom     rows\nHélène    12\n\u001b[1mBob\u001b[0m        3\n');
  });
});

describe('Progress', () => {
  test('progress redraws one line on a terminal, at most ten times a second, with rate and time left', () => {
    const { shown, errors, wait } = terminal(true, true);
    const progress = shown.progress('rows', 2000);
    progress.update(0);
    for (let done = 1; done <= 1000; done += 1) {
      wait(10);
      progress.update(done);
    }
    expect(errors().split('\r')).toHaveLength(1 + 101);
    expect(errors().split('\r').at(-1)).toBe(
      '\u001b[K████████████░░░░░░░░░░░░ rows: 1\u202f000 of 2\u202f000 · 50 % · 100/s · 10 s left',
    );
    progress.finish(1000);
    expect(errors()).toMatch(/\r\u001b\[K✓ rows: 1\u202f000 in 10 s, 100\/s\n$/);
  });

  test('progress prints a plain line every ten seconds without a terminal', () => {
    const { shown, errors, wait } = terminal(false);
    const progress = shown.progress('rows', undefined);
    for (let done = 0; done <= 25; done += 1) {
      progress.update(done);
      wait(1000);
    }
    expect(errors()).toBe('rows: 10 · 1/s\nrows: 20 · 1/s\n');
  });

  test('the speed of a resumed run only counts its own items', () => {
    const { shown, errors, wait } = terminal(false);
    const progress = shown.progress('rows', 1000);
    progress.update(900);
    wait(10_000);
    progress.update(950);
    expect(errors()).toBe('rows: 950 of 1\u202f000 · 95 % · 5/s · 10 s left\n');
  });

  test('progress has no rate and no time left before the first item', () => {
    const { shown, errors } = terminal(true, true);
    shown.progress('rows', 0).update(0);
    expect(errors()).toBe('\r\u001b[Krows: 0 of 0');
  });
});
