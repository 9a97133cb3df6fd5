import type { ShareTexts } from './share-fr.ts';

export const shareEn: ShareTexts = {
  button: 'Share the synthesis…',
  title: 'Share the synthesis',
  renewTitle: 'Renew the share',
  lead: 'The colleague reads the synthesis of today until the share ends; then its content is deleted on their side. You can end it earlier. What was read cannot be taken back.',
  days: 'For',
  dayChoices: [7, 30, 90, 365],
  dayCount: (days) => (days === 365 ? 'one year' : `${days} days`),
  renew: 'Renew…',
  renewOf: (name) => `Renew the share with ${name}`,
  end: 'End it',
  endOf: (name) => `End the share with ${name}`,
  ended: 'The end of the share was requested at the colleague’s server.',
  subject: 'Medical synthesis',
  received: (when) => `This share is read here until ${when}. It is not filed: its sender can renew or end it.`,
};
