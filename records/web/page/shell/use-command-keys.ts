import { useRef } from 'react';
import { usePageKeys } from '../elements/use-page-keys.ts';
import type { Command } from './commands.ts';

/** A second key counts as following the first for this long. */
const sequenceMs = 1500;

/** Runs a command by its keys. Single letters act outside fields only. */
export function useCommandKeys(commands: readonly Command[], openPalette: () => void): void {
  const first = useRef<{ readonly key: string; readonly at: number } | null>(null);
  usePageKeys((event) => {
    if (event.ctrlKey && !event.shiftKey && event.code === 'KeyK') {
      event.preventDefault();
      openPalette();
      return;
    }
    // A dialog has keys of its own.
    if (document.querySelector('dialog[open]') !== null) return;
    const keys = keysOf(event, first.current, Date.now());
    first.current = keys === 'g' ? { key: 'g', at: Date.now() } : null;
    const command = keys === null ? undefined : commands.find((one) => one.keys === keys);
    if (command === undefined) return;
    event.preventDefault();
    // The same key must not act on the element that has the focus as well.
    event.stopImmediatePropagation();
    command.run();
  }, true);
}

function keysOf(
  event: KeyboardEvent,
  first: { readonly key: string; readonly at: number } | null,
  now: number,
): string | null {
  if (event.ctrlKey && event.shiftKey && event.code === 'KeyL') return 'Ctrl Maj L';
  // By its place on the keyboard: Alt with a letter writes another character on some keyboards.
  if (event.altKey && !event.ctrlKey && event.code.startsWith('Key')) return `Alt ${event.code.slice(3)}`;
  if (event.ctrlKey || event.altKey || event.metaKey || isTyping(event.target)) return null;
  if (first !== null && now - first.at < sequenceMs) return `${first.key} ${event.key}`;
  return event.key;
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLInputElement ||
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement ||
    (target instanceof HTMLElement && target.isContentEditable)
  );
}
