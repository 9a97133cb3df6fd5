import { App } from './app.ts';
import { en } from './text/en.ts';
import { fr } from './text/fr.ts';
import type { Texts } from './text/texts.ts';

/** The first of the visitor's languages that the page supports; French if none. */
function preferred(languages: readonly string[]): Texts {
  const spoken = languages.find((language) => /^(fr|en)\b/i.test(language));
  return spoken !== undefined && /^en/i.test(spoken) ? en : fr;
}

const root = document.getElementById('page');
if (root !== null) {
  const app = new App(root, preferred(navigator.languages), ({ language }) => (language === 'fr' ? en : fr));
  const open = async (): Promise<void> => app.open(location.hash.slice(1));
  addEventListener('hashchange', () => {
    void open();
  });
  await open();
}
