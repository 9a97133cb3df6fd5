import type { PatientTraits } from '@etanche/records-fhir';
import type { ContactForm } from '../../port/administrative-calls.ts';
import type { Undo } from '../elements/use-undo.tsx';
import { useKept, useKeptForm } from '../forms/kept-form.tsx';
import { useRead, useWrite } from '../session/use-call.ts';
import { shownNir, shownPhone } from '../text/shown-numbers.ts';
import { useTexts } from '../text/use-texts.tsx';
import { EditForm, TextField } from './edit-form.tsx';
import { EditableCard, Facts } from './editable-card.tsx';

type Props = { readonly scope: string; readonly traits: PatientTraits; readonly undo: Undo };

/** How the patient is called and reached. */
export function ContactCard({ scope, traits, undo }: Props) {
  const t = useTexts();
  const { phones, emails, addresses, billingNir } = traits;
  const address = addresses[0];
  return (
    <EditableCard
      title={t.identity.contact}
      action={t.identity.edit}
      name="contact"
      scope={scope}
      form={(close) => <ContactFields scope={scope} traits={traits} undo={undo} onClose={close} />}
    >
      <Facts
        rows={[
          [t.identity.usedName, [traits.usedFamilyName, traits.usedGivenName].filter(Boolean).join(' ')],
          [t.identity.phone, phones.map(({ number }) => shownPhone(number)).join(', ')],
          [t.identity.email, emails.join(', ')],
          [
            t.identity.street,
            address === undefined
              ? null
              : [...address.lines, [address.postalCode, address.city].filter(Boolean).join(' ')].join(', '),
          ],
          [t.identity.nir, billingNir === null ? null : shownNir(billingNir)],
        ]}
      />
      {phones.length === 0 && address === undefined && <p className="soft">{t.identity.noContact}</p>}
    </EditableCard>
  );
}

function ContactFields({ scope, traits, undo, onClose }: Props & { readonly onClose: () => void }) {
  const t = useTexts();
  const put = useWrite('contactPut');
  const { done } = useKeptForm();
  const [address] = traits.addresses;
  const [form, setForm] = useKept<ContactForm>('form', {
    usedName: traits.usedFamilyName ?? '',
    usedGivenName: traits.usedGivenName ?? '',
    phone: shownPhone(traits.phones[0]?.number ?? ''),
    otherPhone: shownPhone(traits.phones[1]?.number ?? ''),
    email: traits.emails[0] ?? '',
    street: address?.lines.join('\n') ?? '',
    postalCode: address?.postalCode ?? '',
    town: address?.city ?? '',
    nir: shownNir(traits.billingNir ?? ''),
  });
  const { phone, otherPhone, email, nir } = form;
  const { data: check } = useRead('checkContact', { phone, otherPhone, email });
  const sex = traits.sex === 'male' ? 'male' : 'female';
  const { data: number } = useRead('checkNir', { nir, birthDate: traits.birthDate ?? '', sex });
  const isWrongNumber =
    number?.state === 'wrong_key' || number?.state === 'malformed' || number?.state === 'incomplete';
  const fault = check?.email === 'malformed' ? t.identity.wrongEmail : isWrongNumber ? t.identity.wrongNir : null;
  const field = (name: keyof ContactForm, label: string, hint: string | null = null) => (
    <TextField
      label={label}
      value={form[name]}
      hint={hint}
      isFirst={name === 'phone'}
      isWide={name === 'street' || name === 'nir'}
      onChange={(value) => {
        setForm((all) => ({ ...all, [name]: value }));
      }}
    />
  );
  return (
    <EditForm
      label={t.identity.contact}
      save={t.identity.save}
      fault={fault}
      isPending={put.isPending}
      error={put.error}
      onSave={() => {
        put.mutate(
          { scope, form },
          {
            onSuccess: (written) => {
              done();
              undo.done(t.identity.saved, written);
            },
            ifShown: onClose,
          },
        );
      }}
      onClose={onClose}
    >
      {field('usedName', t.identity.usedName)}
      {field('usedGivenName', t.identity.usedGivenName)}
      {field('phone', t.identity.phone, check?.phone === 'unusual' ? t.identity.unusualPhone : null)}
      {field('otherPhone', t.identity.otherPhone, check?.otherPhone === 'unusual' ? t.identity.unusualPhone : null)}
      {field('email', t.identity.email)}
      {field('street', t.identity.street)}
      {field('postalCode', t.identity.postalCode)}
      {field('town', t.identity.town)}
      {field('nir', t.identity.nir, number === undefined ? null : t.newPatient.nirCheck(number))}
    </EditForm>
  );
}
