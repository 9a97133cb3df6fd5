import {
  labelOf,
  objects,
  readCoverage,
  readLetter,
  readPatient,
  readRelatedPerson,
  readTreatingDoctor,
  relations,
  text,
  type Letter,
  type Resource,
} from '@etanche/records-fhir';
import { frenchCode, shortDate } from '../french-format.ts';
import { narrativeText } from '../narrative.ts';
import { object } from '../read-json.ts';
import { clinicalEntry } from './clinical-entry.ts';
import type { Entry, NameOf } from './entry.ts';
import { dateOf } from './values.ts';

/** The printed entry of a resource. A type without its own form is printed by name, so that every resource appears. */
export function entryOf(resource: Resource, nameOf: NameOf): Entry {
  return (
    clinicalEntry(resource, nameOf) ?? documentEntry(resource) ?? contactEntry(resource, nameOf) ?? unknown(resource)
  );
}

function documentEntry(resource: Resource): Entry | null {
  const date = dateOf(resource);
  const status = frenchCode(text(resource['status']));
  switch (resource.resourceType) {
    case 'Composition':
      return {
        date,
        title: text(resource['title']) ?? labelOf(resource['type']) ?? 'Document',
        aside: [...aside(status), ...authors(resource)],
        lines: [...narrative(resource), ...objects(resource['section']).flatMap(section)],
      };
    case 'DocumentReference': {
      const attachments = objects(resource['content']).map((one) => object(one['attachment']));
      const letter = readLetter(resource);
      const named = attachments.flatMap((one) => text(one['title']) ?? []);
      return {
        date,
        title: text(resource['description']) ?? named[0] ?? labelOf(resource['type']) ?? 'Document',
        aside: [
          ...aside(status),
          ...authors(resource),
          ...attachments.flatMap((one) => text(one['contentType']) ?? []),
        ],
        lines: letter === null ? attachments.flatMap(attachedText) : letterLines(letter),
      };
    }
    case 'Appointment':
      return {
        date,
        title: text(resource['description']) ?? 'Rendez-vous',
        aside: aside(status),
        lines: [text(resource['comment'])].flatMap((one) => one ?? []),
      };
    case 'Flag':
      return { date, title: labelOf(resource['code']) ?? 'Alerte', aside: aside(status), lines: [] };
    case 'Consent':
      return {
        date,
        title: `Consentement : ${objects(resource['category']).map(labelOf).join(', ')}`,
        aside: [object(resource['provision'])['type'] === 'deny' ? 'refus' : 'accord'],
        lines: [],
      };
    default:
      return null;
  }
}

function contactEntry(resource: Resource, nameOf: NameOf): Entry | null {
  switch (resource.resourceType) {
    case 'RelatedPerson': {
      const facts = readRelatedPerson(resource);
      const title = [facts.givenName, facts.familyName].filter((part) => part !== null).join(' ');
      const born = facts.birthDate === null ? null : `né(e) le ${shortDate(facts.birthDate)}`;
      const lines = [facts.phone, born].filter((line) => line !== null);
      return { date: null, title, aside: facts.relations.map((relation) => relations[relation]), lines };
    }
    case 'CareTeam': {
      const doctor = readTreatingDoctor(resource);
      const members = objects(resource['participant']).flatMap((one) => member(one['member'], nameOf));
      const title = doctor === null ? (text(resource['name']) ?? 'Équipe de soins') : 'Médecin traitant';
      return { date: doctor?.declared ?? null, title: `${title} : ${members.join(', ')}`, aside: [], lines: [] };
    }
    case 'Practitioner': {
      const { addresses, phones } = readPatient(resource);
      const lines = [
        ...phones.map(({ number }) => number),
        ...addresses.map((one) => [...one.lines, one.postalCode, one.city].filter((part) => part !== null).join(' ')),
      ];
      return { date: null, title: personName(resource), aside: [], lines };
    }
    case 'Organization':
    case 'Location':
      return { date: null, title: text(resource['name']) ?? resource.resourceType, aside: [], lines: [] };
    case 'Coverage': {
      const facts = readCoverage(resource);
      const dates = [facts.start, facts.end].map((date) => (date === null ? '…' : shortDate(date))).join(' – ');
      const kind = facts.kind === 'amo' ? 'Assurance maladie' : 'Complémentaire';
      return {
        date: facts.start,
        title: `${kind} : ${facts.insurer}`,
        aside: [dates, ...(facts.active ? [] : ['terminée'])],
        lines: [],
      };
    }
    default:
      return null;
  }
}

/** The name of a person, for any resource type with names. */
export function personName(resource: Resource): string {
  const { birthFamilyName, birthGivenNames, title } = readPatient(resource);
  const parts = [title, birthGivenNames[0] ?? null, birthFamilyName];
  return parts.filter((part) => part !== null).join(' ') || resource.resourceType;
}

function unknown(resource: Resource): Entry {
  const label = labelOf(resource['code']) ?? labelOf(resource['type']) ?? text(resource['description']);
  const title = label === null ? resource.resourceType : `${resource.resourceType} : ${label}`;
  return { date: dateOf(resource), title, aside: [], lines: [] };
}

function section(one: ReturnType<typeof object>): string[] {
  const written = [...narrative(one), ...objects(one['section']).flatMap(section)];
  const title = text(one['title']);
  return written.length === 0 ? [] : [title === null ? written.join('\n') : `${title} : ${written.join('\n')}`];
}

function narrative(one: ReturnType<typeof object>): string[] {
  const div = text(object(one['text'])['div']);
  const written = div === null ? '' : narrativeText(div);
  return written === '' ? [] : [written];
}

function authors(resource: Resource): string[] {
  return objects(resource['author']).flatMap((one) => text(one['display']) ?? []);
}

function aside(status: string | null): string[] {
  return status === null ? [] : [status];
}

function member(value: Resource[string] | undefined, nameOf: NameOf): string[] {
  const one = object(value);
  return [text(one['display']) ?? nameOf(text(one['reference']))].flatMap((name) => name ?? []);
}

/** A letter of this practice as it is read. */
function letterLines({ addressee, heading, body, copies }: Letter): string[] {
  const to = copies.length === 0 ? [] : [`Copie : ${copies.join(', ')}`];
  return [addressee.join(', '), heading, ...body.split('\n'), ...to].filter((line) => line.trim() !== '');
}

/** The text of a letter from elsewhere, which is printed; other formats are files delivered with the document. */
function attachedText(attachment: ReturnType<typeof object>): string[] {
  const [type, data] = [text(attachment['contentType']), text(attachment['data'])];
  if (data === null || type === null || !/^text\/plain\b/i.test(type)) return [];
  try {
    return [new TextDecoder().decode(Uint8Array.from(atob(data), (character) => character.charCodeAt(0)))];
  } catch {
    // Text that is not Base64 cannot be printed; the rest of the file can.
    return [];
  }
}
