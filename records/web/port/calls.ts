import type { AdministrativeCalls } from './administrative-calls.ts';
import type { AgendaCalls, AgendaEvents } from './agenda-calls.ts';
import type { DamageCalls } from './damage-calls.ts';
import type { DocumentCalls, DocumentEvents } from './document-calls.ts';
import type { EntryCalls } from './entry-calls.ts';
import type { DoorCalls } from './door-calls.ts';
import type { ExchangeEvents, InboxCalls } from './exchange-calls.ts';
import type { MailCalls } from './mail-calls.ts';
import type { SendCalls, SendEvents } from './send-calls.ts';
import type { TransferCalls, TransferEvents } from './transfer-calls.ts';
import type { ReceivedTransferCalls, ReceivedTransferEvents } from './received-transfer-calls.ts';
import type { FormCalls, FormEvents } from './form-calls.ts';
import type { FoundCalls } from './found-calls.ts';
import type { OwnCalls } from './own-calls.ts';
import type { PregnancyCalls } from './pregnancy-calls.ts';
import type { PatientCalls, PatientEvents } from './patient-calls.ts';
import type { PracticeCalls } from './practice-calls.ts';
import type { PrescriptionCalls } from './prescription-calls.ts';
import type { ProtectionCalls } from './protection-calls.ts';
import type { PaperCalls } from './paper-calls.ts';
import type { SettingsCalls, SettingsEvents } from './settings-calls.ts';
import type { UnsentCalls, UnsentEvents } from './unsent-calls.ts';
import type { ResultCalls } from './result-calls.ts';
import type { GrowthCalls } from './growth-calls.ts';
import type { ThesaurusCalls } from './thesaurus-calls.ts';
import type { VaccineCalls } from './vaccine-calls.ts';
import type { KitCalls } from './kit-calls.ts';
import type { JournalCalls, JournalEvents } from './journal-calls.ts';
import type { WatchCalls } from './watch-calls.ts';
import type { WorklistCalls, WorklistEvents } from './worklist-calls.ts';
import type { VisitCalls } from './visit-calls.ts';
import type { SessionCalls, SessionEvents, SessionQuestions } from './session-calls.ts';

/** Every call that a page may make. A call has one input and returns plain data. */
export type Calls = SessionCalls &
  AdministrativeCalls &
  AgendaCalls &
  EntryCalls &
  DamageCalls &
  DocumentCalls &
  VaccineCalls &
  GrowthCalls &
  PregnancyCalls &
  WorklistCalls &
  ResultCalls &
  PatientCalls &
  PracticeCalls &
  ProtectionCalls &
  PrescriptionCalls &
  PaperCalls &
  SettingsCalls &
  ThesaurusCalls &
  UnsentCalls &
  DoorCalls &
  FormCalls &
  FoundCalls &
  OwnCalls &
  WatchCalls &
  JournalCalls &
  InboxCalls &
  SendCalls &
  TransferCalls &
  ReceivedTransferCalls &
  MailCalls &
  KitCalls &
  VisitCalls;

/** Every event that the worker sends to all pages. */
export type Events = SessionEvents &
  AgendaEvents &
  DocumentEvents &
  FormEvents &
  PatientEvents &
  SettingsEvents &
  UnsentEvents &
  ExchangeEvents &
  SendEvents &
  TransferEvents &
  ReceivedTransferEvents &
  JournalEvents &
  WorklistEvents;

/** Every question that the worker asks the page that called it. */
export type Questions = SessionQuestions;

export type Input<T, Name extends keyof T> = T[Name] extends (input: infer In) => unknown ? In : never;
export type Output<T, Name extends keyof T> = T[Name] extends (input: never) => infer Out ? Out : never;
