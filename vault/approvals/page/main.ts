import { App } from './app.ts';
import { en } from './text/en.ts';
import { fr } from './text/fr.ts';
import { preferredLanguage } from '@etanche/ui';

const root = document.getElementById('page');
if (root !== null) {
  const app = new App(root, preferredLanguage(navigator.languages) === 'en' ? en : fr, ({ language }) =>
    language === 'fr' ? en : fr,
  );
  const open = async (): Promise<void> => app.open(location.hash.slice(1));
  addEventListener('hashchange', () => {
    void open();
  });
  void open();
}
