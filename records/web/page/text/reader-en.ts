import type { ReaderTexts } from './reader-fr.ts';

export const readerEn: ReaderTexts = {
  tools: 'Tools of the document',
  previous: 'Previous page',
  next: 'Next page',
  page: 'Page',
  of: (pages) => `of ${pages}`,
  pageOf: (page, pages) => `Page ${page} of ${pages}`,
  scanned: (page, pages) => `Page ${page} of ${pages}, an image without text`,
  damagedPage: 'This page is damaged and cannot be shown.',
  larger: 'Larger',
  smaller: 'Smaller',
  fit: (percent) => `Fit the width, shown at ${percent}%`,
  percent: (percent) => `${percent}%`,
  turn: 'Turn',
  find: 'Search in the document',
  found: (at, count) => (count === 0 ? 'Nothing found' : `${at} of ${count}`),
  searching: 'Searching…',
  keys: 'Arrows: pages · + and −: size · 0: width · R: turn · Ctrl F: search',
  passwordTitle: 'This PDF is protected by a password',
  passwordLead: 'Ask the sender for it. Étanche does not keep it.',
  password: 'Password',
  passwordWrong: 'This password does not open the document.',
  passwordOpen: 'Open',
  code: (code) => `Code: ${code}`,
  failures: {
    pdf_damaged: [
      'This PDF cannot be shown',
      'The file is damaged or incomplete. Ask the sender for it again, or save it to examine it with another program.',
    ],
    pdf_encrypted: ['This PDF is protected by a password', 'Ask the sender for it.'],
    pdf_password_wrong: ['This password does not open the document', 'Check the capitals, then try again.'],
    pdf_too_large: [
      'This PDF is too large to be shown here',
      'It has more than 2,000 pages. Ask the sender for the part that you need, or save it to read it with another program.',
    ],
  },
};
