import { useEffect, useState, type ComponentType } from 'react';
import { useLanguage } from '../text/use-texts.tsx';
import type { DeskOf } from './desk.ts';

type Loaded = { readonly Inside: ComponentType<{ readonly deskOf: DeskOf }>; readonly deskOf: DeskOf };

/**
 * Loads the screens behind the door and their texts once the door is shown, so that they are there when somebody has
 * signed in. They stay for the page, with the desk of the last member.
 *
 * @returns null while they are loaded
 */
export function useInside(): Loaded | 'missing' | null {
  const { all, loadAll } = useLanguage();
  const [loaded, setLoaded] = useState<Loaded | 'missing' | null>(null);
  const hasTexts = all !== null;
  useEffect(() => {
    if (hasTexts) return;
    loadAll().catch(() => {
      setLoaded('missing');
    });
  }, [hasTexts, loadAll]);
  useEffect(() => {
    import('../inside.tsx').then(
      ({ Inside, createDesk }) => {
        setLoaded((before) => before ?? { Inside, deskOf: createDesk() });
      },
      () => {
        setLoaded('missing');
      },
    );
  }, []);
  return hasTexts || loaded === 'missing' ? loaded : null;
}
