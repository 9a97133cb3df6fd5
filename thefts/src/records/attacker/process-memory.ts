import { open, readFile, type FileHandle } from 'node:fs/promises';

/** Addresses, the second exclusive. */
export type Range = { readonly from: number; readonly to: number };

const entryBytes = 8;
/** Bits 62 and 63 of an entry, in its last byte: the page is in memory or swapped out (proc_pid_pagemap(5)). */
const existsMask = 0b1100_0000;

/**
 * The pages that a process can write and that exist: heap, stacks, buffers. Program code is in files, and the other
 * pages of a region were never touched, so they are empty; they are the larger part.
 */
export async function writtenPages(pid: number): Promise<Range[]> {
  const smaps = await readFile(`/proc/${pid}/smaps`, 'latin1');
  const kilobytes = Array.from(smaps.matchAll(/^KernelPageSize: +(\d+) kB/gm), ([, size]) => Number(size));
  const pageBytes = Math.min(...kilobytes) * 1024;
  const regions = Array.from(smaps.matchAll(/^([0-9a-f]+)-([0-9a-f]+) rw.[ps]/gm), ([, from = '', to = '']) => ({
    from: parseInt(from, 16),
    to: parseInt(to, 16),
  }));
  await using pagemap = await open(`/proc/${pid}/pagemap`);
  const ranges: Range[] = [];
  for (const region of regions) ranges.push(...(await existing(pagemap, region, pageBytes)));
  return ranges;
}

/** Neighbouring pages are one range, so that a search finds a value on their border. */
async function existing(pagemap: FileHandle, { from, to }: Range, pageBytes: number): Promise<Range[]> {
  const pages = (to - from) / pageBytes;
  const entries = Buffer.alloc(pages * entryBytes);
  const { bytesRead } = await pagemap.read(entries, 0, entries.length, (from / pageBytes) * entryBytes);
  // Without its entry a page may exist. A region that was released in the meantime cannot be read either.
  const exists = (page: number): boolean =>
    (page + 1) * entryBytes > bytesRead || ((entries[page * entryBytes + entryBytes - 1] ?? 0) & existsMask) !== 0;
  const ranges: Range[] = [];
  for (let page = 0; page < pages; page++) {
    if (!exists(page)) continue;
    const start = page;
    while (page < pages && exists(page)) page++;
    ranges.push({ from: from + start * pageBytes, to: from + page * pageBytes });
  }
  return ranges;
}
