import type { KeyboardEvent } from 'react';

/** Arrow keys move between appointments: up and down in a column, left and right to the nearest one beside it. */
export function walkEntries(event: KeyboardEvent<HTMLElement>): void {
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const from = event.target instanceof HTMLElement ? event.target.closest<HTMLElement>('[data-entry]') : null;
  const column = from?.closest('section') ?? null;
  if (from === null || column === null) return;
  const to = next(event.key, from, column, event.currentTarget);
  if (to === undefined) return;
  event.preventDefault();
  to.focus();
}

function next(key: string, from: HTMLElement, column: Element, grid: Element): HTMLElement | undefined {
  const inColumn = entriesOf(column);
  if (key === 'ArrowDown') return inColumn[inColumn.indexOf(from) + 1];
  if (key === 'ArrowUp') return inColumn[inColumn.indexOf(from) - 1];
  if (key !== 'ArrowLeft' && key !== 'ArrowRight') return undefined;
  const columns = Array.from(grid.querySelectorAll('section'));
  const beside = columns[columns.indexOf(column as HTMLElement) + (key === 'ArrowRight' ? 1 : -1)];
  if (beside === undefined) return undefined;
  const distance = (one: HTMLElement): number => Math.abs(topOf(one) - topOf(from));
  return entriesOf(beside).toSorted((one, other) => distance(one) - distance(other))[0];
}

function entriesOf(column: Element): HTMLElement[] {
  return Array.from(column.querySelectorAll<HTMLElement>('[data-entry]')).toSorted((a, b) => topOf(a) - topOf(b));
}

function topOf(element: HTMLElement): number {
  return element.getBoundingClientRect().top;
}
