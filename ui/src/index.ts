export { h, setText, svg } from './dom.ts';
export { button, facts, outerLink } from './elements.ts';
export { preferredLanguage, type Language } from './language.ts';
export { typeset } from './typeset.ts';
