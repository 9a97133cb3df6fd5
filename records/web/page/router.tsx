import { createHashHistory, createRootRoute, createRoute, createRouter, Navigate } from '@tanstack/react-router';
import type { ComponentType, ReactNode } from 'react';
import type { ShownRole } from '../port/session-calls.ts';
import { AgendaScreen } from './agenda/agenda-screen.tsx';
import { NewPatientScreen } from './patients/new-patient-screen.tsx';
import { OtherSession } from './door/other-session.tsx';
import { PatientScreen } from './patients/patient-screen.tsx';
import { PatientsScreen } from './patients/patients-screen.tsx';
import { PracticeScreen } from './practice/practice-screen.tsx';
import { Shell } from './shell/shell.tsx';
import { seesPatients, useOpenSession } from './session/session-context.tsx';
import { later } from './elements/later.tsx';
import { Loading } from './elements/loading.tsx';
import { WorklistScreen } from './worklist/worklist-screen.tsx';
import { UnsentScreen } from './unsent/unsent-screen.tsx';
import { VisitScreen } from './visit/visit-screen.tsx';

const root = createRootRoute({ component: Shell });
const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  component: Home,
});
/** The first screen of each role. */
function Home() {
  const { me } = useOpenSession();
  return <Navigate to={seesPatients(me) ? '/agenda' : '/practice'} replace />;
}

/** A screen for members with one of these roles; the others come to their own first screen. */
function forRoles(roles: readonly ShownRole[], Screen: ComponentType): () => ReactNode {
  return function ForRoles() {
    const { me } = useOpenSession();
    return roles.some((role) => me.roles.includes(role)) ? <Screen /> : <Home />;
  };
}

const care: readonly ShownRole[] = ['doctor', 'secretary'];

function Day() {
  return <AgendaScreen view="day" />;
}
function Week() {
  return <AgendaScreen view="week" />;
}
function Month() {
  return <AgendaScreen view="month" />;
}

function Letters() {
  return <LettersScreen wanted="letter" />;
}
function Certificates() {
  return <LettersScreen wanted="certificate" />;
}

/** One component, so that the screen stays when its address gets a day. */
const CareDay = forRoles(care, Day);
const agenda = createRoute({ getParentRoute: () => root, path: '/agenda', component: CareDay });
const agendaDay = createRoute({ getParentRoute: () => root, path: '/agenda/$date', component: CareDay });
const agendaWeek = createRoute({
  getParentRoute: () => root,
  path: '/agenda/week/$date',
  component: forRoles(care, Week),
});
const agendaMonth = createRoute({
  getParentRoute: () => root,
  path: '/agenda/month/$date',
  component: forRoles(care, Month),
});
/** The ways in, for somebody who has a session. */
const join = createRoute({ getParentRoute: () => root, path: '/join', component: Home });
const joinBy = createRoute({ getParentRoute: () => root, path: '/join/$invitation', component: OtherSession });
const found = createRoute({ getParentRoute: () => root, path: '/found', component: Home });
const recover = createRoute({ getParentRoute: () => root, path: '/recover', component: Home });

/** The heading and the links to the other screens are there while a screen of the practice is loaded. */
const loadingPractice = (
  <PracticeScreen>
    <Loading bars={6} />
  </PracticeScreen>
);

/** Screens that are not the first one of a morning, so that the first one comes sooner. */
const AccountScreen = later(async () => (await import('./account/account-screen.tsx')).AccountScreen);
const MembersScreen = later(async () => (await import('./practice/members-screen.tsx')).MembersScreen, loadingPractice);
const LettersScreen = later(async () => (await import('./letters/letters-screen.tsx')).LettersScreen);
const PrescriptionScreen = later(
  async () => (await import('./prescription/prescription-screen.tsx')).PrescriptionScreen,
);
const MailScreen = later(async () => (await import('./exchange/mail-screen.tsx')).MailScreen);
const ProtectionScreen = later(
  async () => (await import('./watch/protection-screen.tsx')).ProtectionScreen,
  loadingPractice,
);
const JournalScreen = later(async () => (await import('./journal/journal-screen.tsx')).JournalScreen, loadingPractice);
const KitScreen = later(async () => (await import('./kit/kit-screen.tsx')).KitScreen, loadingPractice);
/** One component, so that the screen stays when its address gets a part. */
const SettingsScreen = later(async () => (await import('./settings/settings-screen.tsx')).SettingsScreen);

const practice = createRoute({
  getParentRoute: () => root,
  path: '/practice',
  component: MembersScreen,
});
const protection = createRoute({
  getParentRoute: () => root,
  path: '/protection',
  component: ProtectionScreen,
});
const journal = createRoute({
  getParentRoute: () => root,
  path: '/journal',
  component: JournalScreen,
});
const kit = createRoute({ getParentRoute: () => root, path: '/kit', component: KitScreen });
const account = createRoute({ getParentRoute: () => root, path: '/account', component: AccountScreen });
const patients = createRoute({
  getParentRoute: () => root,
  path: '/patients',
  component: forRoles(care, PatientsScreen),
});
const newPatient = createRoute({
  getParentRoute: () => root,
  path: '/patients/new',
  component: forRoles(care, NewPatientScreen),
});
const patient = createRoute({
  getParentRoute: () => root,
  path: '/patients/$scope',
  component: forRoles(care, PatientScreen),
});
const prescription = createRoute({
  getParentRoute: () => root,
  path: '/patients/$scope/prescription',
  component: forRoles(['doctor'], PrescriptionScreen),
});
const letters = createRoute({
  getParentRoute: () => root,
  path: '/patients/$scope/letters',
  component: forRoles(['doctor'], Letters),
});
const certificates = createRoute({
  getParentRoute: () => root,
  path: '/patients/$scope/certificates',
  component: forRoles(['doctor'], Certificates),
});
const tasks = createRoute({ getParentRoute: () => root, path: '/tasks', component: forRoles(care, WorklistScreen) });
const settings = createRoute({ getParentRoute: () => root, path: '/settings', component: SettingsScreen });
const settingsPart = createRoute({ getParentRoute: () => root, path: '/settings/$part', component: SettingsScreen });
const mail = createRoute({
  getParentRoute: () => root,
  path: '/mail',
  component: forRoles(['doctor'], MailScreen),
});
const unsent = createRoute({ getParentRoute: () => root, path: '/unsent', component: UnsentScreen });
const visit = createRoute({
  getParentRoute: () => root,
  path: '/patients/$scope/visit',
  component: forRoles(['doctor'], VisitScreen),
});

/**
 * Routes after `#`, so that no server sees them. A path names a day or the random id of a file, never a person or a
 * search.
 */
export function createApplicationRouter() {
  return createRouter({
    routeTree: root.addChildren([
      home,
      join,
      joinBy,
      recover,
      found,
      practice,
      protection,
      journal,
      kit,
      account,
      agenda,
      agendaDay,
      agendaWeek,
      agendaMonth,
      patients,
      newPatient,
      patient,
      prescription,
      letters,
      certificates,
      tasks,
      settings,
      settingsPart,
      unsent,
      mail,
      visit,
    ]),
    history: createHashHistory(),
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createApplicationRouter>;
  }
}
