/** A closed drop: the page's logo, not a symbol of the State. */
export const iconSvg =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><path fill="#0b5f66" d="M16 2c6 7.4 10 12.4 10 17.2A10 10 0 0 1 6 19.2C6 14.4 10 9.4 16 2z"/><path fill="none" stroke="#fff" stroke-width="2.6" stroke-linecap="round" stroke-linejoin="round" d="m11.5 19 3.2 3.2 6-6.4"/></svg>\n';
