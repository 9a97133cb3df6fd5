import type { Leak } from '@etanche/core-check-protocol';
import { h, outerLink } from '@etanche/ui';
import type { Texts } from '../text/texts.ts';

/** Contact details of the controller from the manifest. */
export function contactList(contact: Leak['contact'], texts: Texts): HTMLElement | null {
  const { name, email, phone, address, url } = contact;
  const rows: [label: string, value: Node | string][] = [];
  if (name !== undefined) rows.push([texts.contactLabels.name, name]);
  if (phone !== undefined) {
    rows.push([texts.contactLabels.phone, h('a', { href: `tel:${phone.replace(/[^+\d]/g, '')}` }, phone)]);
  }
  if (email !== undefined) {
    rows.push([
      texts.contactLabels.email,
      h('a', { href: `mailto:${encodeURIComponent(email).replace('%40', '@')}` }, email),
    ]);
  }
  if (address !== undefined) rows.push([texts.contactLabels.address, address]);
  if (url !== undefined) {
    const safe = /^https?:\/\//.test(url);
    rows.push([texts.contactLabels.url, safe ? outerLink(url, url.replace(/^https?:\/\//, ''), texts.newTab) : url]);
  }
  if (rows.length === 0) return null;
  return h(
    'dl',
    { class: 'facts' },
    ...rows.map(([label, value]) => h('div', {}, h('dt', {}, label), h('dd', {}, value))),
  );
}
